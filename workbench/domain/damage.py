"""Character damage of message systems: apostrophes, quotes and dashes that became other signs.

Nothing is overwritten: a repair says what stands, what it should be, where, and whether it may be
applied. SAFE repairs make a second layer of text with a map of offsets back to the first; ASK
repairs are for a person. The typist's own spelling is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Trust(StrEnum):
    """How far a repair may be trusted."""

    SAFE = "SAFE"
    ASK = "ASK"


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: ``text[start:end]`` should read ``new``. ``kind`` names the damage."""

    kind: str
    start: int
    end: int
    new: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class RepairedText:
    """A text with its SAFE repairs applied; the others are listed too."""

    text: str
    repairs: tuple[Repair, ...]


_APOSTROPHE = re.compile(
    r"(?<=[^\W\d_]|\.),(?:(?P<tail>s|t|d|ll|re|ve|m)(?![^\W\d_])"
    r"|(?P<capital>[STDM]|LL|RE|VE)(?![^\W\d_]|,(?!\s[A-Z]{2})))"
)
_WORD_BEFORE = re.compile(r"(?<![^\W\d_])[^\W\d_](?:[^\W\d_]|[.'’-])*$")
_SHORTENED = frozenset(
    (
        "I", "YOU", "HE", "SHE", "IT", "WE", "THEY", "WHO", "WHAT", "THAT", "THERE",
        "WOULD", "COULD", "SHOULD", "MIGHT", "MUST",
    )
)  # fmt: skip
"""Words that take 'LL, 'RE, 'VE and 'M; after any other these capitals are codes of a list."""
_LONGEST_WORD = 40
_PLURAL = re.compile(r"(?<=[a-z]s),(?= [a-z])")
_OPEN = re.compile(r"(?<![\w&;])&(?=[^\W\d_]|[(“\"'])")
_CLOSE = re.compile(r"(?<=[^\W\d_]|[.,;:?!)'’])(?<![.(][A-Z0-9]\.)8(?!\w)")
_DASH = re.compile(r"(?<=\s)\)(?=\s|$)")
_ITEM = re.compile(r"(?:^|\n)\s*(?:\d{1,2}|[A-Za-z]|[ivxIVX]{2,4})\s$")
_LONGEST_QUOTE = 1500


def find_repairs(text: str, *, fewest_pairs: int = 1) -> list[Repair]:
    """All repairs of a text in order.

    Quotes are SAFE in pairs, and only when there are ``fewest_pairs`` of them: a whole document
    should ask for 2, so that one stray ``&`` changes nothing.
    """
    repairs = [*_apostrophes(text), *_quotes(text, fewest_pairs), *_dashes(text)]
    return sorted(repairs, key=lambda repair: (repair.start, repair.end))


def repair_text(text: str, *, fewest_pairs: int = 1) -> RepairedText:
    """Apply the SAFE repairs; the rest is listed."""
    repairs = find_repairs(text, fewest_pairs=fewest_pairs)
    pieces: list[str] = []
    at = 0
    for repair in repairs:
        if repair.trust is not Trust.SAFE or repair.start < at:
            continue
        pieces += [text[at : repair.start], repair.new]
        at = repair.end
    return RepairedText("".join(pieces) + text[at:], tuple(repairs))


def _apostrophes(text: str) -> Iterable[Repair]:
    for found in _APOSTROPHE.finditer(text):
        comma = found.start()
        before = _WORD_BEFORE.search(text[max(0, comma - _LONGEST_WORD) : comma])
        if before is not None and _takes_apostrophe(before[0], found["tail"], found["capital"]):
            yield Repair("apostrophe", comma, comma + 1, "'", Trust.SAFE)
    for found in _PLURAL.finditer(text):
        yield Repair("plural possessive", found.start(), found.end(), "'", Trust.ASK)


def _takes_apostrophe(word: str, tail: str | None, capital: str | None) -> bool:
    """Whether a comma between a word and these letters can only be an apostrophe.

    "(b,d)" is a list of letters; capitals take it only in papers typed in capitals.
    """
    if tail is None:
        if capital not in ("S", "T", "D"):
            return word in _SHORTENED
        return len(word) > 1 and word.isupper() and (capital != "T" or word.endswith("N"))
    if len(word) < 2 and word != "I":
        return False
    return tail != "t" or word.endswith(("n", "N"))


def _quotes(text: str, fewest_pairs: int) -> Iterable[Repair]:
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    signs = sorted(
        [(m.start(), True) for m in _OPEN.finditer(text)]
        + [(m.start(), False) for m in _CLOSE.finditer(text)]
    )
    for place, opens in signs:
        if opens:
            opened.append(place)
        elif opened and place - opened[-1] <= _LONGEST_QUOTE:
            pairs.append((opened.pop(), place))
    trust = Trust.SAFE if len(pairs) >= fewest_pairs else Trust.ASK
    for start, end in pairs:
        yield Repair("quote", start, start + 1, "“", trust)
        yield Repair("quote", end, end + 1, "”", trust)
    if pairs:
        for start in opened:
            yield Repair("quote", start, start + 1, "“", Trust.ASK)


def _dashes(text: str) -> Iterable[Repair]:
    """A lone bracket between spaces is a dash where no bracket is open in its paragraph."""
    for paragraph in re.finditer(r"(?:[^\n]|\n(?![ \t]*\n))+", text):
        depth = 0
        lone = {m.start() for m in _DASH.finditer(text, *paragraph.span())}
        for place in range(*paragraph.span()):
            sign = text[place]
            if sign == "(":
                depth += 1
            elif sign == ")":
                before = text[max(0, place - 12) : place]
                if depth == 0 and place in lone and not _ITEM.search(before):
                    yield Repair("dash", place, place + 1, "—", Trust.SAFE)
                depth = max(0, depth - 1)
