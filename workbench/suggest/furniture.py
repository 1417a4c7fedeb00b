"""Running heads, page lines, catchwords and site text; and the banners among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from workbench.domain.annotations import Kind
from workbench.domain.banners import Banner, misread_level, parse_banner
from workbench.domain.captions import captions_of
from workbench.domain.furniture import Furniture, furniture, is_catchword
from workbench.domain.stamps import is_word_piece
from workbench.suggest.build import Suggestions
from workbench.suggest.lines import TextLine, Zone
from workbench.suggest.stamps import mark_stamps

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
    mark_stamps(lines, out)
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
    banner = parse_banner(text.rstrip(" ,;'’°")) or _before_a_stray(line, text)
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
        if runs and runs[-1][-1].index == line.index - 1 and line.gap is False:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs
