"""Hypothesis strategies for rectangles, words and pages."""

from __future__ import annotations

from hypothesis import strategies as st

from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText, Word

coordinates = st.integers(-1000, 1000).map(float)
"""Whole points, so that laws hold exactly and are not blurred by rounding."""


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    """Any rectangle, flat ones included."""
    xs, ys = [draw(coordinates) for _ in "ab"], [draw(coordinates) for _ in "ab"]
    return Rect.spanning(xs[0], ys[0], xs[1], ys[1])


readings = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]))
"""Readings as :func:`clean_reading` leaves them, but for the empty one they never hold blanks."""


@st.composite
def pages(draw: st.DrawFn, number: int = 1) -> PageText:
    """A page of words on lines; readings may be empty, as when a person struck a word out."""
    words = []
    line = 0
    for index, reading in enumerate(draw(st.lists(readings, max_size=12))):
        if index and draw(st.booleans()):
            line += draw(st.integers(1, 3))
        corrected = draw(st.none() | readings)
        words.append(
            Word(reading, Rect(index, line, index + 1, line + 1), line, 0, None, corrected)
        )
    return PageText(number, tuple(words))
