"""Reading the truth beside a sample, and finding its words on a page as OCR read it."""

from __future__ import annotations

import pytest

from workbench import files
from workbench.domain.errors import UnreadableFile
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText, Word
from workbench.formats.truth import TrueRedaction, locate, parse_truth, words_in


def page(*places: tuple[str, float]) -> PageText:
    """Words of eight points, each at its own x, on one line."""
    return PageText(1, tuple(Word(t, Rect(x, 0, x + 8, 10), 0) for t, x in places))


def test_truth_names_redactions_by_their_words_when_read() -> None:
    text = files.bundled("samples", "truth", "cable-01.pdf.json").read_text("utf-8")
    truth = parse_truth(text)
    assert truth.document == "cable-01.pdf"
    assert len(truth.pages) == 3
    for redaction in truth.redactions:
        words = truth.pages[redaction.page - 1].words
        held = words[redaction.first_word : redaction.last_word + 1]
        assert " ".join(w.reading for w in held) == " ".join(redaction.text.split())
        assert tuple(w.rect_pt for w in held) == redaction.boxes_pt


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"document": "a", "pages": 3, "redactions": []}']
)
def test_truth_is_refused_in_a_sentence_when_it_is_none(text: str) -> None:
    with pytest.raises(UnreadableFile, match="true words"):
        parse_truth(text)


def test_runs_are_apart_when_a_word_between_is_not_covered() -> None:
    seen = page(("a", 0), ("b", 10), ("c", 20), ("d", 30))
    boxes = [Rect(0, 0, 18, 10), Rect(30, 0, 34, 10)]
    assert words_in(boxes, seen) == [(0, 1), (3, 3)]


def test_one_word_is_found_when_ocr_joined_what_two_boxes_cover() -> None:
    joined = PageText(1, (Word("ab", Rect(0, 0, 20, 10), 0),))
    assert words_in([Rect(0, 0, 8, 10), Rect(12, 0, 20, 10)], joined) == [(0, 0)]


def test_plain_text_is_found_by_its_words_when_there_are_no_boxes() -> None:
    seen = page(("one", 0), ("two", 10), ("three", 20))
    cut = TrueRedaction(1, "40(2)", "two\nthree", (), 1, 2)
    assert locate(cut, seen) == [(1, 2)]
    assert locate(TrueRedaction(1, "40(2)", "two four", (), 1, 2), seen) == []
