"""Running heads, page lines, catchwords, stamps and site text; and the banners among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from workbench.domain.annotations import Kind
from workbench.domain.banners import Banner, misread_level, parse_banner
from workbench.domain.captions import captions_of
from workbench.domain.furniture import Furniture, furniture, is_catchword
from workbench.domain.stamps import (
    is_code_list,
    is_excision_code,
    is_release_stamp,
    is_stamp_piece,
    is_word_piece,
    opens_stamp,
    stamps_beside,
)
from workbench.suggest.build import Suggestions
from workbench.suggest.lines import TextLine, Zone

_SITE_TEXT_LINES = 60
"""What a website prints under a paper is no longer than this, and stands in its second half; a
line like it further up is furniture by itself, such as a printed page's own copyright."""
_NOTICE = re.compile(
    r"^\W*(?:.{0,20}\bspecimen\W+fictional|specimen|(?:unofficial |true |file )?copy"
    r"|draft|duplicate)\W*$",
    re.I,
)
"""What a page says of itself as a copy."""
_EMPTY_HEADING = re.compile(r"^#+$")
"""A heading whose words the layout model lost."""
_REASON = re.compile(r"reasons?\b|\bclassified\b|\bpara", re.I)
"""A line that cites a reason for classifying, whose codes are no excision's."""
_STAMP_GOES_ON = re.compile(r"^(?:Authority|By|Date|NARA|NND|E\.?O\.?)\b", re.I)
_RELEASED = re.compile(r"(?:RELEASED?|DENIED) IN (?:PART|FULL)$")
"""A release stamp whose codes stand in its second row."""
_PIECES = 3
"""A stamp read in pieces is at least so many lines."""
_CENTRED_PT = 15.0
"""How far apart the middles of two centred lines may stand."""


def mark_furniture(lines: Sequence[TextLine], out: Suggestions) -> None:
    """Put every line of furniture in its zone; suggest banners and stamps where they stand."""
    rest = False
    for line in lines:
        kind = furniture(line.text)
        rest = rest or kind is Furniture.METADATA
        rest = rest or (kind is Furniture.BOILERPLATE and _is_at_end(line, lines))
        if rest:
            line.zone = Zone.METADATA
        elif kind is not None or _NOTICE.match(line.text) or _EMPTY_HEADING.match(line.text):
            line.zone = Zone.FURNITURE
        else:
            _mark_banner(line, lines, out)
    _mark_stamps(lines, out)
    _mark_catchwords(lines)
    _mark_running_heads(lines)
    for run in (*_runs(lines, Zone.FURNITURE), *_runs(lines, Zone.METADATA)):
        out.on_lines("furniture", run, "furniture", 0.95)


def _is_at_end(line: TextLine, lines: Sequence[TextLine]) -> bool:
    left = len(lines) - line.index
    return left <= _SITE_TEXT_LINES and 2 * left <= len(lines)


def _mark_banner(line: TextLine, lines: Sequence[TextLine], out: Suggestions) -> None:
    key = _BANNER_KEY.match(line.text)
    shift = key.end() if key else 0
    text = line.text[shift:]
    if key is not None and key["what"].upper().startswith("CAVEAT"):
        for word, start, end in captions_of(text):
            base = line.start + shift
            out.on_span(Kind.MARKING, "caveat", line, base + start, base + end, "banner", 0.9, word)
        return
    banner = parse_banner(text) or _before_a_stray(line, text)
    if banner is not None:
        base = line.start + shift
        out.on_span(
            Kind.MARKING, "banner", line, base + banner.start, base + banner.end, "banner", 0.98,
            banner.value,
        )  # fmt: skip
        for word, start, end in banner.controls:
            out.on_span(Kind.MARKING, "caveat", line, base + start, base + end, "banner", 0.9, word)
        if banner.station is None and key is None and not _amid_header(line, lines):
            line.zone = Zone.FURNITURE
    elif (
        (line.edge or line.gap is not False)
        and not is_word_piece(line.text)
        and (level := misread_level(line.text)) is not None
    ):
        line.zone = Zone.FURNITURE
        out.on_span(
            Kind.MARKING, "banner", line, line.start, line.end, "banner-misread", 0.9, level.value
        )


_BANNER_KEY = re.compile(r"^(?P<what>CLASSIFICATION|CAVEATS?)\s*:\s*(?=\S)", re.I)
"""What electronic messages print before their level and their caveats."""
_STRAY = re.compile(r"\s+\S{1,8}$")


def _before_a_stray(line: TextLine, text: str) -> Banner | None:
    """A level alone at the edge of a page, but for one scrap of noise after it."""
    stray = _STRAY.search(text)
    if stray is None or not line.edge or line.gap is False or text[stray.start() :].isupper():
        return None
    read = parse_banner(text[: stray.start()])
    return read if read is not None and read.station is None and text.isascii() else None


def _amid_header(line: TextLine, lines: Sequence[TextLine]) -> bool:
    """A level between lines of a telegram's header, not at the head of the page."""
    after = lines[line.index + 1] if line.index + 1 < len(lines) else None
    return line.gap is False and after is not None and after.gap is False and line.page.number == 1


def _mark_stamps(lines: Sequence[TextLine], out: Suggestions) -> None:
    """Stamps of offices, line by line, joined where they stand together."""
    below: TextLine | None = None
    rows = 0
    for line in lines:
        if line.zone is not Zone.UNKNOWN:
            below = None
        elif is_release_stamp(line.text) and "Case No" in line.text:
            line.zone = Zone.FURNITURE
            _suggest_stamp([line], out)
        elif opens_stamp(line.text) or is_release_stamp(line.text) or is_excision_code(line.text):
            line.zone = Zone.STAMP
            below, rows = line, 1
        elif (
            below is not None
            and rows < 4
            and len(line.text) < 40
            and (not line.gap or _STAMP_GOES_ON.match(line.text))
        ):
            line.zone = Zone.STAMP
            below, rows = line, rows + 1
        else:
            below = None
    for run in (*_runs(lines, Zone.STAMP), *_in_pieces(lines)):
        _suggest_stamp(run, out)
    _mark_beside(lines, out)


def _in_pieces(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """Lines that a tilted stamp was read as: ends of its words, its numbers, its date."""
    for is_piece, group in groupby(
        lines, lambda line: line.zone is Zone.UNKNOWN and is_stamp_piece(line.text)
    ):
        run = list(group)
        here = [line for line in run if line.page is run[0].page]
        if is_piece and len(here) >= _PIECES and any(is_word_piece(line.text) for line in here):
            for line in here:
                line.zone = Zone.STAMP
            yield here


def _mark_beside(lines: Sequence[TextLine], out: Suggestions) -> None:
    """Stamps and codes that OCR set on the lines of the text they stand beside."""
    taken: TextLine | None = None
    for line in lines:
        if line is taken or line.zone is not Zone.UNKNOWN or _REASON.search(line.text):
            continue
        after = lines[line.index + 1] if line.index + 1 < len(lines) else None
        for start, end in stamps_beside(line.text):
            parts = [(line.start + start, line.start + end)]
            words = line.text[start:end]
            if after is not None and after.page is line.page and _RELEASED.match(words):
                below = [part for part in stamps_beside(after.text) if part[1] == len(after.text)]
                if below and is_code_list(after.text[below[0][0] :]):
                    taken = after
                    parts.append((after.start + below[0][0], after.start + below[0][1]))
                    words = f"{words} {after.text[below[0][0] :]}"
            value = " ".join(words.split())
            out.on_parts(Kind.MARKING, "stamp", line.page, parts, "stamp-beside", 0.85, value)


def _suggest_stamp(run: Sequence[TextLine], out: Suggestions) -> None:
    value = " ".join(" ".join(line.text for line in run).split())
    codes = value if all(is_excision_code(line.text) for line in run) else ""
    attributes = {"excision": codes} if codes else None
    out.on_span(
        Kind.MARKING, "stamp", run[0], run[0].start, run[-1].end, "stamp", 0.95, value, attributes
    )


def _mark_running_heads(lines: Sequence[TextLine]) -> None:
    """A short line centred under a banner, or over one, at the edge of a page goes with it."""
    for line in lines:
        if line.zone is not Zone.UNKNOWN or not line.edge or len(line.text) > 60:
            continue
        above = lines[line.index - 1] if line.index else None
        below = lines[line.index + 1] if line.index + 1 < len(lines) else None
        for other, apart in ((above, line.gap), (below, below.gap if below else True)):
            if (
                other is not None
                and other.zone is Zone.FURNITURE
                and other.page is line.page
                and apart is False
                and parse_banner(other.text) is not None
                and abs(_middle(line) - _middle(other)) < _CENTRED_PT
            ):
                line.zone = Zone.FURNITURE


def _middle(line: TextLine) -> float:
    words = line.page.words
    return (words[line.first_word].rect_pt.x0 + words[line.last_word].rect_pt.x1) / 2


def _mark_catchwords(lines: Sequence[TextLine]) -> None:
    """A lone word before a page turn that the next page begins with is there for the eye."""
    for line, after in pairwise(lines):
        if line.zone is not Zone.UNKNOWN or line.first_word != line.last_word:
            continue
        following = after
        while following.aside and following.index + 1 < len(lines):
            following = lines[following.index + 1]
        turned = following.page is not line.page or following is not after
        if (
            turned
            and following.page.number <= line.page.number + 1
            and is_catchword(line.text, following.text)
        ):
            line.zone = Zone.FURNITURE


def _runs(lines: Sequence[TextLine], zone: Zone) -> list[list[TextLine]]:
    """Lines of a zone that follow one another on one page without blank paper between."""
    runs: list[list[TextLine]] = []
    for line in lines:
        if line.zone is not zone:
            continue
        joined = line.gap is False or (
            zone is Zone.STAMP and _STAMP_GOES_ON.match(line.text) and line.gap is not None
        )
        if runs and runs[-1][-1].index == line.index - 1 and joined:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs
