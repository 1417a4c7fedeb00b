"""A page's text put in order by where its signs stand, whatever order they were drawn in.

Programs draw as it suits them: all letters of one font first, or the letters of two lines in
turns. Read in that order, no word is whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.release.look_text import PageChars

_SAME_LINE, _SAME_WORD = 0.5, 0.45
"""Shares of a sign's height: how far apart signs of one line, and of one word, may stand."""

_Place = tuple[float, float, float, float]


def by_place(page: PageChars) -> Iterator[str]:
    """The signs by lines across the page; then by lines up and down it, as on a turned one."""
    signs = [
        (place, sign)
        for place, sign in zip(page.boxes, page.text, strict=True)
        if place is not None and not sign.isspace()
    ]
    yield _in_lines(signs)
    yield _in_lines([((y0, x0, y1, x1), sign) for (x0, y0, x1, y1), sign in signs])


def _in_lines(signs: Sequence[tuple[_Place, str]]) -> str:
    lines: list[list[tuple[float, float, float, str]]] = []
    middle, tallest = 0.0, 0.0
    for (x0, y0, x1, y1), sign in sorted(signs, key=lambda one: one[0][1] + one[0][3]):
        if not lines or (y0 + y1) / 2 - middle > _SAME_LINE * max(tallest, y1 - y0):
            lines.append([])
            middle, tallest = (y0 + y1) / 2, 0.0
        tallest = max(tallest, y1 - y0)
        lines[-1].append((x0, x1, y1 - y0, sign))
    return "\n".join(_line(sorted(line)) for line in lines)


def _line(signs: Sequence[tuple[float, float, float, str]]) -> str:
    said: list[str] = []
    end: float | None = None
    for x0, x1, tall, sign in signs:
        if end is not None and x0 - end > _SAME_WORD * tall:
            said.append(" ")
        said.append(sign)
        end = x1
    return "".join(said)
