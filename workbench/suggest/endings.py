"""How a paper ends: who signs it, and to whom it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.suggest.lines import TextLine, Zone

_CLOSING = re.compile(
    r"^(?:Yours\b.*|(?:Very )?(?:Sincerely|Truly|Respectfully|Faithfully)\b.*),$", re.I
)
_COPIES = re.compile(r"^(?:Cop(?:y|ies) to\b|c\.?c\.?\b|Distribution\b)", re.I)
_SURNAME = re.compile(r"[A-Z][A-Z'’-]{2,}(?: [A-Z][A-Z'’-]+)?")
_PART = r"(?:(?:Mac|Mc|O['’]|[Dd]e |[Vv]an |von )?[A-Z][a-z]+(?:-[A-Z][a-z]+)?)"
_WRITTEN_NAME = re.compile(
    rf"(?:[A-Z]\. ?){{1,3}}{_PART}|{_PART}(?: [A-Z]\.)+ {_PART}|{_PART} {_PART}(?: {_PART})?"
)
_DATED = re.compile(
    r"^\d{1,2}(?:st|nd|rd|th)?\.? [A-Z][a-z]{2,8},? \d{4}$|^[A-Z][a-z]{2,8} \d{1,2}, \d{4}$"
)
_MOST_SIGNING = 3
_LONGEST_NAME = 40
_END_OF_TEXT = re.compile(r"^\W?Y\s?Y\s?Y\s?Y\b|^\W?(?:[YV]\s?){3,4}[YV]\W?$", re.I)
_SPECKS = "'‘’“”\"*_~|°•«»,;:-—– "
"""What may stand beside a name alone on its line; a full stop would end a sentence."""


def closes_letter(text: str) -> bool:
    """Whether a line is the close of a letter ("Yours ever,")."""
    return _CLOSING.match(text) is not None


def names_copies(text: str) -> bool:
    """Whether a line says who gets copies."""
    return _COPIES.match(text) is not None


def is_dated(text: str) -> bool:
    """Whether a line holds a date and nothing else."""
    return _DATED.match(text.strip()) is not None


def is_surname(text: str) -> bool:
    """Whether a line is a surname in capitals, as telegrams are signed."""
    return _SURNAME.fullmatch(_bare(text)) is not None


def is_written_name(text: str) -> bool:
    """Whether a line is a person's name as letters and minutes are signed."""
    return _WRITTEN_NAME.fullmatch(_bare(text)) is not None


def _bare(text: str) -> str:
    return text.strip(_SPECKS).lstrip("." + _SPECKS)


def mark_ending(
    lines: Sequence[TextLine], body: Sequence[TextLine]
) -> list[tuple[str, list[TextLine]]]:
    """Signatures and what follows ``YYYY``, with their paragraph kinds; lines get their zones."""
    found: list[tuple[str, list[TextLine]]] = []
    stop = next((line for line in lines if _END_OF_TEXT.match(line.text)), None)
    before = list(body)
    if stop is not None:
        after = [line for line in body if line.index > stop.index]
        for line in (stop, *after):
            line.zone = Zone.DISTRIBUTION
        found.append(("furniture", [stop]))
        if after:
            found.append(("distribution", after))
        before = [line for line in body if line.index < stop.index]
    last = before[-1] if before else None
    signed = last if last is not None and is_surname(last.text) else _signed_early(lines, body)
    runs = [[signed]] if signed is not None and len(body) > 3 else _signed_in_writing(lines, body)
    for run in runs:
        for line in run:
            line.zone = Zone.HEADER if is_dated(line.text) else Zone.SIGNATURE
        found.append(("signature", [x for x in run if x.zone is Zone.SIGNATURE]))
        found += [("field", [x]) for x in run if x.zone is Zone.HEADER]
    return found


def _signed_early(lines: Sequence[TextLine], body: Sequence[TextLine]) -> TextLine | None:
    """A surname alone after the last sentence, with blank paper or furniture below it."""
    for line in reversed(body[-2:]):
        after = lines[line.index + 1] if line.index + 1 < len(lines) else None
        apart = after is None or after.gap is not False or after.aside
        if apart and is_surname(line.text) and " " not in line.text:
            above = lines[line.index - 1] if line.index else None
            return line if above is not None and above.text.endswith(".") else None
    return None


def _signed_in_writing(lines: Sequence[TextLine], body: Sequence[TextLine]) -> list[list[TextLine]]:
    """Names with or without an office below them, that close a letter, a minute or a page of it.

    A date may stand below the name.
    """
    runs: list[list[TextLine]] = []
    for place, line in enumerate(body):
        if place < 2 or line.gap is False or len(line.text) > _LONGEST_NAME:
            continue
        above = lines[line.index - 1]
        if not (above.aside or above.ends_sentence or above.text.endswith((",", "_"))):
            continue
        block = [line]
        for other in body[place + 1 : place + 1 + _MOST_SIGNING]:
            if other.page is not line.page or other.gap:
                break
            block.append(other)
        if len(block) > _MOST_SIGNING or any(len(x.text) > 50 for x in block):
            continue
        dated = len(block) > 1 and is_dated(block[-1].text)
        if not (is_written_name(line.text) or dated):
            continue
        after = body[place + len(block)] if place + len(block) < len(body) else None
        if after is None or after.page is not line.page or names_copies(after.text):
            runs.append(block)
    return runs
