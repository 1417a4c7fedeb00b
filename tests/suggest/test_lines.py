"""What stands apart on a page is told by its own lines, not by those of a stamp set beside them."""

from __future__ import annotations

from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText, Word
from workbench.suggest.lines import lines_of

TYPED = (
    (100, "The lantern was lit"),
    (116, "at dusk as ordered."),
    (148, "No boat was seen"),
    (164, "before the morning."),
)
STAMPED = ((600, "14 SEP 1957"), (609, "HARBOUR OFFICE"), (618, "FIRST COPY"), (627, "NOT KEPT"))


def words_of(rows: tuple[tuple[int, str], ...], line: int, block: int, slope: float) -> list[Word]:
    words = []
    for row, (y, text) in enumerate(rows):
        for place, reading in enumerate(text.split()):
            top = y + slope * 40 * place
            box = Rect(72 + 40 * place, top, 102 + 40 * place, top + 9)
            words.append(Word(reading, box, line + row, block))
    return words


def gaps(words: list[Word]) -> list[bool | None]:
    return [line.gap for line in lines_of([PageText(1, tuple(words))])]


def test_stamp_set_aslant_moves_no_gap_of_the_typed_lines() -> None:
    typed = words_of(TYPED, 0, 0, 0.0)
    alone = gaps(typed)
    assert alone == [None, False, True, False]
    stamped = gaps([*typed, *words_of(STAMPED, len(TYPED), 1, 0.2)])
    assert stamped[: len(TYPED)] == alone
    assert stamped[len(TYPED) :] == [True, False, False, False]


def test_page_that_lies_aslant_as_a_whole_keeps_its_gaps() -> None:
    assert gaps(words_of(TYPED, 0, 0, 0.12)) == [None, False, True, False]
