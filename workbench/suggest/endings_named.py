"""Names by their place at the end of a paper: who signs it, and the desks that get copies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workbench.suggest.endings import is_dated, is_surname, is_written_name
from workbench.suggest.entities.lexicon import Lexicon, lexicon
from workbench.suggest.entities.mention import Mention
from workbench.suggest.lines import TextLine, Zone

_DESK = re.compile(
    r"(?<![\w/])(?:PS/(?:MR|MRS|MISS|LORD|LADY|SIR|DR)\.? [A-Z'-]+|PS(?:/[A-Z]{2,6})?(?![\w/])"
    r"|[A-Z]{3,12} D(?![\w])|PLANNING STAFF|LEGAL ADVISERS?|[A-Z]{3,5}(?![\w/]))"
)
_NO_DESK = ("and", "red", "old", "end", "lord", "board", "ltd", "david")
_PASSING = re.compile(r"^Y\s?Y\s?Y\s?Y\b")


def names_at_end(lines: Sequence[TextLine]) -> Iterator[tuple[TextLine, Mention]]:
    """Signatures and desks, each with its line; offsets are those of the line's page."""
    words = lexicon()
    signed = False
    for line in lines:
        signed = signed and line.zone is Zone.SIGNATURE
        if line.zone is Zone.SIGNATURE:
            if not signed and (is_surname(line.text) or is_written_name(line.text)):
                yield line, Mention(line.start, line.end, "PERSON", "signature", 0.85)
                signed = True
            elif signed and not is_dated(line.text):
                yield line, Mention(line.start, line.end, "OFFICE", "signature", 0.7)
        elif line.zone is Zone.DISTRIBUTION and not _PASSING.match(line.text):
            for desk in _desks(line, words):
                yield line, desk


def _desks(line: TextLine, words: Lexicon) -> Iterator[Mention]:
    """Departments and private offices in a line of the columns below a British telegram."""
    for found in _DESK.finditer(line.text):
        name = found.group()
        if name.isalpha() and name != "PS" and not _is_desk(name.lower(), words):
            continue
        start = line.start + found.start()
        yield Mention(start, start + len(name), "OFFICE", "distribution", 0.75)


def _is_desk(low: str, words: Lexicon) -> bool:
    """Whether letters are a department's: they end in D, or are no word and no name."""
    if low in words.given or low in words.title_words or low in _NO_DESK:
        return False
    if low.endswith("d"):
        return True
    known = low in words.surnames or low in words.named
    return not known and not words.is_ordinary(low) and len(set(low)) > 1
