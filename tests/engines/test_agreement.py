"""Two readings of a page: how far they agree, and what is kept of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.geometry import Rect
from workbench.domain.pages import Word
from workbench.engines.agreement import (
    agreement,
    apart_from,
    can_be_compared,
    likeness,
    merged,
    reconciled,
)


def row(text: str, y: float = 100.0, confidence: float | None = None, line: int = 0) -> list[Word]:
    """Words on one line, ten points a letter."""
    words, x = [], 50.0
    for reading in text.split():
        end = x + 10.0 * len(reading)
        words.append(Word(reading, Rect(x, y, end, y + 12), line, line, confidence))
        x = end + 10
    return words


def test_agreement_is_whole_when_readings_are_the_same() -> None:
    assert agreement(row("No vessel in sight"), row("No vessel in sight", confidence=95)) == 1.0


def test_agreement_overlooks_case_accents_and_typographic_signs() -> None:
    layer = row("“Señor” Brandão’s LANTERN–post")
    assert agreement(layer, row('"Senor" Brandao\'s Lantern-post', confidence=90)) == 1.0


def test_agreement_is_poor_when_the_layer_stands_elsewhere() -> None:
    assert agreement(row("No vessel in sight"), row("No vessel in sight", 400, 95)) == 0.0


def test_agreement_falls_when_the_layer_lacks_words_that_are_seen() -> None:
    layer = row("No vessel in sight")
    seen = [*row("No vessel in sight", confidence=95), *row("Ask the harbour", 130, 95)]
    assert agreement(layer, seen) == pytest.approx(15 / 28)


def test_agreement_overlooks_what_ocr_is_unsure_of() -> None:
    seen = [*row("No vessel in sight", confidence=95), *row("~~ .;", 130, 20)]
    assert agreement(row("No vessel in sight"), seen) == 1.0


def test_agreement_is_poor_when_the_layer_says_something_else() -> None:
    assert agreement(row("Buy 12 red mugs"), row("No vessel in fog", confidence=95)) < 0.6


@given(st.text(min_size=1, max_size=12), st.text(max_size=12))
def test_likeness_is_a_share(word: str, there: str) -> None:
    assert 0.0 <= likeness(word, there) <= 1.0
    assert likeness(word, word) == 1.0
    assert likeness(word, "") == 0.0 or not word


def test_ocr_wins_when_it_is_sure_of_another_word() -> None:
    layer = row("Ask Simonsen today")
    seen = row("Ask Hellberg today", confidence=95)
    kept = reconciled(layer, seen)
    assert [w.ocr_reading for w in kept.words] == ["Ask", "Hellberg", "today"]
    assert kept.mended == 1
    assert kept.words[1].confidence == 95
    assert kept.words[0].confidence is None


def test_layer_wins_when_ocr_is_unsure() -> None:
    layer = row("Ask Simonsen today")
    for seen in (
        row("Ask Hellberg today", confidence=50),
        row("Ask Simonser today", confidence=80),
    ):
        kept = reconciled(layer, seen)
        assert [w.ocr_reading for w in kept.words] == ["Ask", "Simonsen", "today"]
        assert kept.mended == 0


def test_ocr_wins_when_the_layer_has_run_words_together() -> None:
    glued = Word("AskSimonsen", Rect(50, 100, 190, 112), 0)
    seen = row("Ask Simonsen", confidence=75)
    assert reconciled([glued], seen).words == tuple(seen)


def test_layer_word_stays_when_ocr_saw_nothing_there() -> None:
    layer = row("Ask Simonsen today")
    kept = reconciled(layer, list(row("Ask Simonsen today", confidence=95))[:1])
    assert sorted(w.ocr_reading for w in kept.words) == ["Ask", "Simonsen", "today"]


def test_box_is_the_pixels_when_both_read_the_same() -> None:
    loose = Word("Lantern", Rect(48, 92, 124, 118), 0)
    tight = Word("lantern", Rect(50, 100, 120, 112), 0, confidence=93)
    assert reconciled([loose], [tight]).words[0].rect_pt == tight.rect_pt


def test_layer_word_keeps_its_box_when_ocr_joins_it_with_others() -> None:
    layer = row("harbour master")
    joined = Word("harbourmaster", Rect(50, 100, 190, 112), 0, confidence=95)
    assert reconciled(layer, [joined]).words == tuple(layer)


def test_only_new_places_count_as_apart() -> None:
    known = row("No vessel in sight")
    found = [*row("No vessel in sight", 102, 90), *row("SECRET", 60, 90)]
    assert [w.ocr_reading for w in apart_from(found, known)] == ["SECRET"]


def test_lines_go_where_they_stand_when_merged() -> None:
    layer = [*row("first", 100, line=0), *row("third", 140, line=1)]
    extra = [*row("second", 120, 90, line=0), *row("fourth", 160, 90, line=1)]
    words = merged(layer, extra)
    assert [w.ocr_reading for w in words] == ["first", "second", "third", "fourth"]
    assert [w.line for w in words] == [0, 1, 2, 3]
    assert [w.block for w in words] == [0, 1, 2, 3]


@given(st.lists(st.integers(0, 30), max_size=8), st.lists(st.integers(0, 30), max_size=8))
def test_nothing_is_lost_and_lines_count_on_when_merged(a: list[int], b: list[int]) -> None:
    layer = [w for n, y in enumerate(a) for w in row("one two", 20.0 * y, line=n)]
    extra = [w for n, y in enumerate(b) for w in row("three", 20.0 * y, 90, line=n)]
    words = merged(layer, extra)
    assert sorted(w.ocr_reading for w in words) == sorted(w.ocr_reading for w in layer + extra)
    assert sorted({w.line for w in words}) == list(range(len(a) + len(b)))
    assert [w.line for w in words] == sorted(w.line for w in words)
    assert [w.rect_pt for w in words if w.confidence is None] == [w.rect_pt for w in layer]


def test_scripts_are_not_compared_when_ocr_does_not_know_one() -> None:
    assert can_be_compared(row("harbour"), row("harbor", confidence=90))
    assert not can_be_compared(row("маяк не горит"), row("MARK He ropHT", confidence=90))
