"""Leaks by meaning: what tells a secret although every box is burned well. Warnings to a person.

Pure: what the checks have in common, and those that need nothing but words.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.annotations import PAD, Annotation, Target
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText

SET_ASIDE = "set_aside"
"""Attribute of a redaction: keys of its leaks that a person set aside, each with their note."""

_HYPHENS = "-\u00ad\u2010\u2011¬"
_PARTLY = (0.15, 0.85)


class LeakKind(StrEnum):
    """What gives a secret away."""

    SAME_READING = "same-reading"
    VARIANT = "variant"
    PART = "part"
    SAME_ENTITY = "same-entity"
    NAME = "document-name"
    WIDTH = "box-width"
    PARTLY_COVERED = "partly-covered"
    DIVIDED = "divided-word"
    INK_LEFT = "ink-left"
    INK_CUT = "neighbour-cut"
    COVERS_MORE = "covers-more"
    NOT_REVIEWED = "page-not-reviewed"
    UNCLASSIFIED = "unclassified-paragraph"
    CODE = "code"
    SAME_PERSON = "same-person"


@dataclass(frozen=True, slots=True)
class Leak:
    """Something a person must see before a document goes out.

    ``targets`` are the words that stand open, where there are any: redacting them closes it.
    ``redaction_id`` is the redaction that it gives away; its code is the one to redact with.
    ``said`` are the open words and ``context`` the line around them, for a person who may see
    them; what is set aside comes back when either changes.
    """

    kind: LeakKind
    document_id: str
    document_name: str
    page: int | None
    redaction_id: str
    sentence: str
    targets: tuple[Target, ...] = ()
    said: str = ""
    context: str = ""

    @property
    def key(self) -> str:
        """Names it for good, and another once anything of it changes; tells no secret."""
        words = ";".join(
            f"{t.page}:{t.first_word}-{t.last_word}:{[r.as_list() for r in t.rects_pt]}"
            for t in self.targets
        )
        said = (self.said, self.context)
        parts = (self.kind, self.document_id, str(self.page), self.redaction_id, words, *said)
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def joined(leaks: Iterable[Leak]) -> list[tuple[Leak, int]]:
    """The first leak of each sentence, and how many say the same, in order."""
    first: dict[str, Leak] = {}
    count: Counter[str] = Counter()
    for leak in leaks:
        first.setdefault(leak.sentence, leak)
        count[leak.sentence] += 1
    return [(leak, count[sentence]) for sentence, leak in first.items()]


def is_set_aside(leak: Leak, redactions: Mapping[str, Annotation]) -> bool:
    """Whether a person has looked at it and said why it may stand."""
    redaction = redactions.get(leak.redaction_id)
    aside = redaction.attributes.get(SET_ASIDE) if redaction is not None else None
    return isinstance(aside, dict) and leak.key in aside


def divided_words(target: Target, page: PageText) -> list[int]:
    """Words of which the other half, over the end of a line, is redacted."""
    if target.first_word is None or target.last_word is None:
        return []
    found = []
    first, last = target.first_word, target.last_word
    if first > 0 and _goes_on(page, first - 1):
        found.append(first - 1)
    if last + 1 < len(page.words) and _goes_on(page, last):
        found.append(last + 1)
    return found


def _goes_on(page: PageText, word: int) -> bool:
    """Whether a word is broken by a hyphen at its line's end."""
    reading = page.words[word].reading
    if len(reading) < 2 or reading[-1] not in _HYPHENS or not reading[-2].isalpha():
        return False
    following = page.words[word + 1].reading if word + 1 < len(page.words) else ""
    return page.line_of_word[word] != page.line_of_word[word + 1] and following[:1].islower()


def partly_covered(rects: Iterable[Rect], page: PageText) -> list[int]:
    """Words of which a drawn region covers a part that is neither a hair nor the whole."""
    found: list[int] = []
    areas = list(rects)
    if not areas:
        return found
    for index, word in enumerate(page.words):
        rect = word.rect_pt
        if not rect.area or not word.reading:
            continue
        commons = (rect.intersection(area) for area in areas)
        share = sum(common.area for common in commons if common is not None) / rect.area
        if _PARTLY[0] < share < _PARTLY[1]:
            found.append(index)
    return found


def is_name_like(said: str) -> bool:
    """Whether words may be a name or a number whose length would tell: few, and marked as such."""
    words = said.split()
    return 0 < len(words) <= 4 and any(w[:1].isupper() or w[:1].isdigit() for w in words)


class Lengths:
    """How long the names known are: counted once, asked for every redaction."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {" ".join(name.split()).casefold() for name in names}
        self._counts = Counter(map(len, self._names))

    def as_long(self, said: str) -> int:
        """How many names have about as many letters as ``said``; itself counts."""
        length = len(said)
        known = sum(self._counts[length + more] for more in (-1, 0, 1))
        return known + (said.casefold() not in self._names)


def is_padded(redaction: Annotation) -> bool:
    """Whether its boxes are wider than its words."""
    return bool(redaction.attributes.get(PAD))
