"""The body: numbered paragraphs, their items, headings, sign-off and distribution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from workbench.domain.annotations import Kind
from workbench.domain.dates import find_plain_date
from workbench.domain.markings import PORTION_VALUES
from workbench.domain.numbering import decode_numbers, number_token
from workbench.domain.portions import Portion, is_letter_list, parse_portion
from workbench.suggest.build import Suggestions
from workbench.suggest.endings import closes_letter, is_written_name, mark_ending, names_copies
from workbench.suggest.header_fields import read_authority
from workbench.suggest.lines import TextLine, Zone

_ITEM = re.compile(
    r"^(?P<bullet>[-•*] +)?(?:\((?P<letter>[A-Za-z]|[ivx]{1,4})\) *(?=\S)"
    r"|(?P<dash>--+ ?(?=[^\s-])|(?:—|–) ?(?=\S)|[-•*o] +(?=\S)))"
)
_BULLET = re.compile(r"^[-•*] +(?=\S)")

_LOOK_BACK = 40
_CUT_SHORT = 0.85
_FULL = 0.72
"""A line this share of the page's longest is full: the sentence runs on over the page turn."""


@dataclass(slots=True)
class Block:
    """A run of lines that make one paragraph, as it is built."""

    kind: str
    lines: list[TextLine]
    number: str = ""
    portion: Portion | None = None
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Its lines in one."""
        return " ".join(line.text for line in self.lines)


def read_paragraphs(lines: Sequence[TextLine], out: Suggestions) -> None:
    """Suggest the paragraphs of everything that is no furniture and no header."""
    body = [line for line in lines if line.zone is Zone.UNKNOWN]
    ending = mark_ending(lines, body)
    body = [line for line in body if line.zone is Zone.UNKNOWN]
    numbers = _numbers(body)
    blocks = _blocks(lines, body, numbers)
    _mark_headings(blocks)
    _mark_letters(blocks)
    _mark_lost(lines, blocks)
    _mark_belonging(blocks)
    for block in blocks:
        _suggest(block, out)
    _judge_items(blocks, out)
    for kind, run in ending:
        out.on_lines(kind, run, kind, 0.9)
        if kind == "field" and (dated := find_plain_date(run[0].text)) is not None:
            line = run[0]
            out.on_span(
                Kind.FIELD, "dtg", line, line.start + dated[1], line.start + dated[2],
                "signed-date", 0.85, dated[0],
            )  # fmt: skip


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
        elif previous is not None and _opens_bare_item(blocks, previous, line):
            blocks.append(Block("subparagraph", [line]))
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
        return fresh or (item["bullet"] is not None) or item["dash"].startswith("--")
    if before and len(before) == 1 and item["letter"] == chr(ord(before) + 1):
        return True
    return (fresh or item["bullet"] is not None) and item["letter"] in ("A", "a", "i")


def _opens_bare_item(blocks: Sequence[Block], previous: TextLine, line: TextLine) -> bool:
    """Whether a line is an item whose dash was lost: small letters below a line cut short.

    The first follows a colon, the others a semicolon.
    """
    if not line.text[:1].islower() or line.page is not previous.page:
        return False
    stop = ":" if blocks[-1].kind != "subparagraph" else ";"
    if not re.sub(r"(?<=;) (?:and|or)$", "", previous.text.rstrip()).endswith(stop):
        return False
    longest = max(len(x.text) for block in blocks[-3:] for x in block.lines)
    return len(previous.text) < (longest if stop == ":" else _CUT_SHORT * longest)


def _breaks(lines: Sequence[TextLine], previous: TextLine, line: TextLine) -> bool:
    """Whether a new paragraph begins at a line that opens with no sign of its own."""
    if closes_letter(previous.text):
        return True
    runs_on = line.text[:1].islower() and not previous.ends_sentence
    if previous.page is line.page and line.index == previous.index + 1:
        if line.gap is None:  # the layout is not known: the words must do
            return _stands_alone(previous) or (previous.ends_sentence and _stands_alone(line))
        return line.gap and not runs_on
    between = lines[previous.index + 1 : line.index]
    if any(not x.aside for x in between):
        return True
    if runs_on or line.text[:1].islower():
        return False
    longest = len(previous.text)
    for other in reversed(lines[max(0, previous.index - _LOOK_BACK) : previous.index]):
        longest = max(longest, len(other.text) if other.page is previous.page else 0)
    return previous.ends_sentence or len(previous.text) < _FULL * longest


def _stands_alone(line: TextLine) -> bool:
    """A title in capitals or a name that signs: a line that is a paragraph by itself."""
    words = line.text.strip()
    return (words.isupper() and 3 < len(words) < 60 and words[-1] not in ".,;") or (
        is_written_name(words)
    )


_SMALL_WORDS = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")
)


def _mark_headings(blocks: Sequence[Block]) -> None:
    """Short lines on their own, in capitals or bearing them, in a numbered paper."""
    if not any(block.kind == "numbered" for block in blocks):
        return
    numbered = False
    for place, block in enumerate(blocks):
        numbered = numbered or block.kind == "numbered"
        if block.kind != "body" or len(block.lines) > 2:
            continue
        portion = parse_portion(block.text)
        words = block.text[portion.end :].strip() if portion else block.text.strip()
        if ":" in words and not numbered:
            continue  # a line of the header that nothing else knew
        titled = 3 < len(words) < 90 and words[-1] not in ".,;"
        if not titled or not (words.isupper() or (numbered and _is_titled(words))):
            continue
        if place + 1 < len(blocks) or portion is not None:
            block.kind = "heading"
            block.portion = portion


def _is_titled(words: str) -> bool:
    """Whether a short line bears capitals as a title does."""
    parts = [part for part in words.split() if part[0].isalpha()]
    telling = [part for part in parts if part.lower() not in _SMALL_WORDS]
    return (
        0 < len(parts) <= 10
        and parts[0][0].isupper()
        and sum(part[0].isupper() for part in telling) >= max(1, len(telling) - 1)
        and words[-1] not in ":?!"
    )


def _mark_letters(blocks: Sequence[Block]) -> None:
    """Who signs after the closing words, and who gets copies."""
    closed = False
    for block in blocks:
        if block.kind != "body":
            continue
        text = block.lines[0].text
        if closes_letter(text):
            closed = True
        elif names_copies(text):
            block.kind = "distribution"
        elif closed and len(block.lines) <= 2 and len(text) < 60:
            block.kind = "signature"
            closed = False


def _mark_lost(lines: Sequence[TextLine], blocks: Sequence[Block]) -> None:
    """Say which labels are lost, and on which paragraphs they stood where the paper shows it.

    The labelled paragraph after a gap bears ``lost_before``. Where as many paragraphs follow a
    heading (one whose words may be lost too) or open with nothing as labels are lost, each bears
    the number it had and ``label`` "lost". A mark is never guessed.
    """
    numbered = [k for k, block in enumerate(blocks) if block.kind == "numbered"]
    last, before = 0, -1
    for place in numbered:
        number = int(blocks[place].number)
        lost = list(range(last + 1, number)) if last else []
        if number > last and lost:
            blocks[place].attributes["lost_before"] = ", ".join(map(str, lost))
            between = blocks[before + 1 : place]
            opened = _unlabelled(lines, between)
            if len(opened) == len(lost) and before >= 0:
                for block, own in zip(opened, lost, strict=True):
                    _give_number(block, own)
        last, before = number, place


_MISREAD_LABEL = re.compile(r"^\S{1,3}[.,]? (?=\((?:TS|SBU|LOU|[SCU])\))")


def _give_number(block: Block, number: int) -> None:
    """The number of a lost label; a misread one in front of a portion mark is still a label."""
    misread = _MISREAD_LABEL.match(block.text)
    portion = parse_portion(block.text[misread.end() :]) if misread else None
    if misread is not None and portion is not None:
        shift = misread.end()
        block.kind, block.number = "numbered", str(number)
        block.portion = replace(portion, start=portion.start + shift, end=portion.end + shift)
        block.attributes["label"] = "misread"
    else:
        block.kind = "body"
        block.attributes |= {"number": str(number), "label": "lost"}


def _unlabelled(lines: Sequence[TextLine], between: Sequence[Block]) -> list[Block]:
    """Paragraphs that a heading opens; without any, the only one that could bear a label."""
    opened = []
    for place, block in enumerate(between):
        above = lines[block.lines[0].index - 1] if block.lines[0].index else None
        empty = above is not None and above.aside and set(above.text.strip()) == {"#"}
        headed = place > 0 and between[place - 1].kind == "heading"
        if (empty or headed) and block.kind in ("body", "subparagraph"):
            opened.append(block)
    if opened:
        return opened
    own = [block for block in between if block.kind == "body" or _is_bulleted(block)]
    return own if len(own) == 1 else []


def _is_bulleted(block: Block) -> bool:
    """Whether nothing but a layout model's bullet makes a block an item."""
    return block.kind == "subparagraph" and not block.number and bool(_BULLET.match(block.text))


_PART_OPENS = re.compile(r"\b(?:BEGIN (?P<text>TEXT|QUOTE)|(?P<note>NOTE|COMMENT))\b\s?[:.]")
_PART_ENDS = re.compile(r"\bEND (?:OF )?(?:TEXT|QUOTE|NOTE|COMMENT)\b|\bUNQUOTE\b", re.I)


def _mark_belonging(blocks: Sequence[Block]) -> None:
    """To which numbered paragraph items and unlabelled ones belong, and what is quoted or noted.

    ``parent`` is the number of the labelled paragraph above, whose mark they inherit; ``part`` is
    "note", "comment" or "quote" from the word that opens such a part to the one that ends it.
    """
    parent = part = ""
    for block in blocks:
        if block.kind == "numbered":
            parent = block.number
            part = "" if part == "note" else part
        elif block.kind == "heading":
            parent = ""
        elif block.attributes.get("label") == "lost":
            parent = block.attributes["number"]
        elif parent and block.kind in ("subparagraph", "body"):
            block.attributes["parent"] = parent
        text = block.text
        if not part and (opens := _PART_OPENS.search(text)) is not None:
            part = (opens["note"] or "quote").lower()
            whole = opens.start() <= _AT_HEAD or not _PART_ENDS.search(text, opens.end())
            if whole:
                block.attributes["part"] = part
        elif part:
            block.attributes["part"] = part
        if part and _PART_ENDS.search(text):
            part = ""


_AT_HEAD = 12


_SCORES = {"numbered": 0.95, "subparagraph": 0.9, "heading": 0.85, "body": 0.7}


def _suggest(block: Block, out: Suggestions) -> None:
    if block.kind == "body" and not _is_prose(block):
        return
    attributes = dict(block.attributes)
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
    if first.startswith("Dear ") or closes_letter(first) or "____" in first:
        return True
    if block.attributes.get("label") == "lost":
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
