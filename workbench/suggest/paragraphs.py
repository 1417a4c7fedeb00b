"""The body: numbered paragraphs, their items, headings, sign-off and distribution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain.annotations import Kind
from workbench.domain.markings import PORTION_VALUES
from workbench.domain.numbering import decode_numbers, number_token
from workbench.domain.portions import Portion, is_letter_list, parse_portion
from workbench.suggest.build import Suggestions
from workbench.suggest.header import read_authority
from workbench.suggest.lines import TextLine, Zone

_ITEM = re.compile(r"^[-•*\s]*(?P<whole>\((?P<letter>[A-Za-z]|[ivx]{1,4})\)|(?P<dash>--?|—|o)) +\S")
_CLOSING = re.compile(
    r"^(?:Yours\b.*|(?:Very )?(?:Sincerely|Truly|Respectfully|Faithfully)\b.*),$", re.I
)
_COPIES = re.compile(r"^(?:Cop(?:y|ies) to\b|c\.?c\.?\b|Distribution\b)", re.I)


_LOOK_BACK = 40
_FULL = 0.72
"""A line this share of the page's longest is full: the sentence runs on over the page turn."""


@dataclass(slots=True)
class Block:
    """A run of lines that make one paragraph, as it is built."""

    kind: str
    lines: list[TextLine]
    number: str = ""
    portion: Portion | None = None


def read_paragraphs(lines: Sequence[TextLine], out: Suggestions) -> None:
    """Suggest the paragraphs of everything that is no furniture and no header."""
    body = [line for line in lines if line.zone is Zone.UNKNOWN]
    ending = _mark_ending(lines, body)
    body = [line for line in body if line.zone is Zone.UNKNOWN]
    numbers = _numbers(body)
    blocks = _blocks(lines, body, numbers)
    _mark_headings(blocks)
    _mark_letters(blocks)
    for block in blocks:
        _suggest(block, out)
    _judge_items(blocks, out)
    for kind, run in ending:
        out.on_lines(kind, run, kind, 0.9)


def _mark_ending(
    lines: Sequence[TextLine], body: Sequence[TextLine]
) -> list[tuple[str, list[TextLine]]]:
    """The surname that signs and what follows ``YYYY``; their lines are put in their zones."""
    found: list[tuple[str, list[TextLine]]] = []
    stop = next((line for line in lines if re.match(r"^YYYY\b", line.text)), None)
    last = body[-1] if body else None
    if stop is not None:
        after = [line for line in body if line.index > stop.index]
        for line in (stop, *after):
            line.zone = Zone.DISTRIBUTION
        found.append(("furniture", [stop]))
        if after:
            found.append(("distribution", after))
        before = [line for line in body if line.index < stop.index]
        last = before[-1] if before else None
    signed = last if last is not None and _is_surname(last.text) else _signed_early(lines, body)
    if signed is not None and len(body) > 3:
        signed.zone = Zone.SIGNATURE
        found.append(("signature", [signed]))
    return found


def _signed_early(lines: Sequence[TextLine], body: Sequence[TextLine]) -> TextLine | None:
    """A surname alone after the last sentence, with blank paper or furniture below it."""
    for line in reversed(body[-2:]):
        after = lines[line.index + 1] if line.index + 1 < len(lines) else None
        apart = after is None or after.gap is not False or after.zone is Zone.FURNITURE
        if apart and _is_surname(line.text) and " " not in line.text:
            above = lines[line.index - 1] if line.index else None
            return line if above is not None and above.text.endswith(".") else None
    return None


def _is_surname(text: str) -> bool:
    return re.fullmatch(r"[A-Z][A-Z'-]{2,}(?: [A-Z][A-Z'-]+)?", text.strip()) is not None


def _numbers(body: Sequence[TextLine]) -> dict[int, str]:
    """Decoded paragraph numbers by index of the line they open; empty when they are no sequence."""
    opening = [(line, token) for line in body if (token := number_token(line.text)) is not None]
    decoded = decode_numbers([token[0] for _, token in opening])
    kept = {
        line.index: str(number)
        for (line, _), number in zip(opening, decoded, strict=True)
        if number is not None
    }
    if len(kept) > 1:
        return kept
    sure = [line for line, _ in opening if line.index in kept and parse_portion(line.text)]
    return {line.index: kept[line.index] for line in sure}


def _blocks(
    lines: Sequence[TextLine], body: Sequence[TextLine], numbers: dict[int, str]
) -> list[Block]:
    blocks: list[Block] = []
    previous: TextLine | None = None
    letter = ""
    for line in body:
        item = _ITEM.match(line.text)
        if line.index in numbers:
            blocks.append(Block("numbered", [line], numbers[line.index], parse_portion(line.text)))
            letter = ""
        elif item is not None and _may_open_item(line, previous, item, letter):
            letter = item["letter"] or ""
            blocks.append(Block("subparagraph", [line], letter))
        elif blocks and previous is not None and not _breaks(lines, previous, line):
            blocks[-1].lines.append(line)
        else:
            blocks.append(Block("body", [line]))
        previous = line
    return blocks


def _may_open_item(
    line: TextLine, previous: TextLine | None, item: re.Match[str], before: str
) -> bool:
    """A bracketed letter opens an item when it is the first of a list or follows the one before."""
    fresh = bool(line.gap) or previous is None or previous.ends_sentence
    if item["dash"] is not None:
        return fresh
    if before and len(before) == 1 and item["letter"] == chr(ord(before) + 1):
        return True
    return fresh and item["letter"] in ("A", "a", "i")


def _breaks(lines: Sequence[TextLine], previous: TextLine, line: TextLine) -> bool:
    """Whether a new paragraph begins at a line that opens with no sign of its own."""
    if previous.page is line.page and line.index == previous.index + 1:
        return bool(line.gap)
    between = lines[previous.index + 1 : line.index]
    if any(x.zone not in (Zone.FURNITURE, Zone.STAMP) for x in between):
        return True
    if line.text[:1].islower():
        return False
    longest = len(previous.text)
    for other in reversed(lines[max(0, previous.index - _LOOK_BACK) : previous.index]):
        longest = max(longest, len(other.text) if other.page is previous.page else 0)
    return previous.ends_sentence or len(previous.text) < _FULL * longest


def _mark_headings(blocks: Sequence[Block]) -> None:
    """Short lines in capitals on their own, before a paragraph of a numbered paper."""
    if not any(block.kind == "numbered" for block in blocks):
        return
    numbered = False
    for place, block in enumerate(blocks):
        numbered = numbered or block.kind == "numbered"
        if block.kind != "body" or len(block.lines) > 2:
            continue
        text = " ".join(line.text for line in block.lines)
        portion = parse_portion(text)
        words = text[portion.end :].strip() if portion else text
        titled = words.isupper() and 3 < len(words) < 90 and words[-1] not in ".,;"
        if ":" in words and not numbered:
            continue  # a line of the header that nothing else knew
        if titled and (place + 1 < len(blocks) or portion is not None):
            block.kind = "heading"
            block.portion = portion


def _mark_letters(blocks: Sequence[Block]) -> None:
    """Who signs after the closing words, and who gets copies."""
    closed = False
    for block in blocks:
        if block.kind != "body":
            continue
        text = block.lines[0].text
        if _CLOSING.match(text):
            closed = True
        elif _COPIES.match(text):
            block.kind = "distribution"
        elif closed and len(block.lines) <= 2 and len(text) < 60:
            block.kind = "signature"
            closed = False


_SCORES = {"numbered": 0.95, "subparagraph": 0.9, "heading": 0.85, "body": 0.7}


def _suggest(block: Block, out: Suggestions) -> None:
    if block.kind == "body" and not _is_prose(block):
        return
    attributes = {}
    if block.number:
        attributes["number"] = block.number
    if block.portion is not None:
        attributes["portion"] = block.portion.value
    score = _SCORES.get(block.kind, 0.85)
    out.on_lines(block.kind, block.lines, block.kind, score, attributes)
    first = block.lines[0]
    if block.kind == "numbered":
        run = [line for line in block.lines if line.page is first.page][:4]
        text = first.page.text[first.start : run[-1].end]
        if "lassified" in text.lower():
            read_authority(first, text, out)
    if block.portion is not None:
        _suggest_portion(first, block.portion, out)


def _is_prose(block: Block) -> bool:
    """Sentences, a greeting or a close; not a letterhead, an address or a form's line."""
    first = block.lines[0].text
    if first.startswith("Dear ") or _CLOSING.match(first):
        return True
    words = sum(len(line.text.split()) for line in block.lines)
    return words >= 4 * len(block.lines) and block.lines[-1].ends_sentence


def _suggest_portion(line: TextLine, portion: Portion, out: Suggestions) -> None:
    start, end = line.start + portion.start, line.start + portion.end
    attributes = {"mark": portion.mark} if portion.mark not in PORTION_VALUES else {}
    out.on_span(
        Kind.MARKING, "portion", line, start, end, "portion", 0.95, portion.value, attributes
    )


def _judge_items(blocks: Sequence[Block], out: Suggestions) -> None:
    """Portion marks on lettered items, where the letters are levels and not a list's."""
    for items in _siblings(blocks):
        if is_letter_list([item.number for item in items]):
            continue
        for item in items:
            portion = parse_portion(item.lines[0].text)
            if portion is not None and item.number.isupper():
                _suggest_portion(item.lines[0], portion, out)


def _siblings(blocks: Sequence[Block]) -> list[list[Block]]:
    """Lettered items that follow one another under one parent."""
    runs: list[list[Block]] = []
    open_run = False
    for block in blocks:
        if block.kind == "subparagraph" and block.number:
            if open_run:
                runs[-1].append(block)
            else:
                runs.append([block])
            open_run = True
        elif block.kind in ("numbered", "heading"):
            open_run = False
    return runs
