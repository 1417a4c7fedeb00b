"""Words and the text they make: offsets are exact for any readings."""

from __future__ import annotations

import pickle
import unicodedata
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from tests.domain.strategies import pages, readings
from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText, PageText, Word, clean_reading


def typed(*lines: str) -> PageText:
    """A page of plain lines, words one point wide."""
    return PageText(
        1,
        tuple(
            Word(text, Rect(x, y, x + 1, y + 1), y)
            for y, line in enumerate(lines)
            for x, text in enumerate(line.split())
        ),
    )


@given(pages())
def test_each_word_is_found_at_its_offsets_when_readings_are_anything(page: PageText) -> None:
    for index, word in enumerate(page.words):
        start, end = page.span_of(index, index)
        assert page.text[start:end] == word.reading


@given(pages())
def test_words_are_the_same_when_they_come_back_from_a_worker(page: PageText) -> None:
    corrected = [replace(word, corrected="x", confidence=3.5) for word in page.words]
    assert pickle.loads(pickle.dumps([*page.words, *corrected])) == [*page.words, *corrected]


@given(pages())
def test_offsets_never_go_back_when_words_follow_one_another(page: PageText) -> None:
    flat = [offset for span in zip(page.starts, page.ends, strict=True) for offset in span]
    assert flat == sorted(flat)
    assert all(0 <= offset <= len(page.text) for offset in flat)


@given(pages(), st.data())
def test_words_come_back_from_their_span_when_none_at_the_ends_is_empty(
    page: PageText, data: st.DataObject
) -> None:
    seen = [i for i, word in enumerate(page.words) if word.reading]
    if not seen:
        assert page.words_between(0, len(page.text)) is None
        return
    first = data.draw(st.sampled_from(seen))
    last = data.draw(st.sampled_from([i for i in seen if i >= first]))
    assert page.words_between(*page.span_of(first, last)) == (first, last)


@given(pages(), st.data())
def test_words_between_share_a_sign_with_the_span_when_found(
    page: PageText, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(page.text)))
    end = data.draw(st.integers(0, len(page.text)))
    found = page.words_between(start, end)
    sharing = [
        i for i, _ in enumerate(page.words) if max(start, page.starts[i]) < min(end, page.ends[i])
    ]
    assert found == ((sharing[0], sharing[-1]) if sharing else None)


@given(pages())
def test_text_has_a_newline_for_each_line_turn_when_lines_are_counted(page: PageText) -> None:
    assert page.text.count("\n") == max(0, len(page.lines) - 1)
    assert [line.number for line in page.lines] == list(range(len(page.lines)))
    assert sum(line.last - line.first + 1 for line in page.lines) == len(page.words)


def test_text_has_no_double_space_when_a_word_was_struck_out() -> None:
    page = typed("one two three").with_correction(1, "")
    assert page.text == "one three"
    assert page.words_between(0, 9) == (0, 2)
    assert page.span_of(1, 1) in {(3, 3), (4, 4)}


def test_correction_keeps_the_ocr_reading_when_set_and_comes_back_when_undone() -> None:
    page = typed("CCNFIDENTIAL")
    mended = page.with_correction(0, "CONFIDENTIAL")
    assert (mended.text, mended.words[0].ocr_reading) == ("CONFIDENTIAL", "CCNFIDENTIAL")
    assert mended.with_correction(0, None) == page


def test_boxes_are_one_a_line_when_a_run_goes_over_lines() -> None:
    page = typed("a b", "c d")
    assert page.rects_of(1, 2) == (Rect(1, 0, 2, 1), Rect(0, 1, 1, 2))
    assert page.rects_of(0, 3) == (Rect(0, 0, 2, 1), Rect(0, 1, 2, 2))


def test_word_under_a_point_is_found_when_the_point_is_near() -> None:
    page = typed("a b")
    assert page.word_at(1.5, 0.5) == 1
    assert page.word_at(2.5, 0.5) == 1
    assert page.word_at(50, 50) is None


def test_word_is_a_doubt_only_when_unsure_and_untouched() -> None:
    rect = Rect(0, 0, 1, 1)
    assert Word("x", rect, 0, confidence=40).is_doubt
    assert not Word("x", rect, 0, confidence=40, corrected="x").is_doubt
    assert not Word("x", rect, 0).is_doubt


@given(st.lists(pages(), max_size=4))
def test_document_offsets_hold_each_page_when_joined(held: list[PageText]) -> None:
    document = DocumentText.of(held)
    for page, start in zip(held, document.page_starts, strict=True):
        assert document.text[start : start + len(page.text)] == page.text
    expected = sum(len(page.text) for page in held) + max(0, len(held) - 1)
    assert len(document.text) == expected


@given(st.text())
@example("\x00 a")
@example("e\x00\u0301")
@example("a \x00 b")
def test_clean_reading_is_settled_when_cleaned_once(text: str) -> None:
    clean = clean_reading(text)
    assert clean_reading(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == clean.strip()
    assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in clean)


@given(readings)
def test_clean_reading_keeps_every_letter_when_there_is_nothing_to_clean(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert clean_reading(composed).replace(" ", "") == composed.replace(" ", "").strip()
