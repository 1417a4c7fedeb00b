"""Plain text on pages: reading a page gives exactly the words and lines of the text."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from workbench.domain.errors import UnreadableFile
from workbench.domain.pages import PageText, Word, clean_reading
from workbench.engines import pdf, reading, typeset

LATIN = "abcxyzABCXYZ0189.,;:()/-'\"&%§éèêëàçñöüßøåÆŁşžđŘİ€£“”–—½…"
GREEK, CYRILLIC, OTHERS = "αβγΑΩάϊώς", "абвжщЮЯёіѣ", "外交部機密あアｶ한국ሰላشהש□"


def read(path: Path) -> list[tuple[Word, ...]]:
    """The words of each page, by the text layer alone."""
    numbers = range(1, len(pdf.page_sizes(str(path))) + 1)
    pages = [reading.read_page(str(path), number, "never").words for number in numbers]
    pdf.close_document(str(path))
    return pages


def lines_of(words: tuple[Word, ...]) -> list[list[str]]:
    """The readings, line by line."""
    text = PageText(1, words)
    return [[w.ocr_reading for w in words[line.first : line.last + 1]] for line in text.lines]


def typed(text: str, path: Path) -> list[list[list[str]]]:
    """Pages of lines of words of a text, typeset and read."""
    typeset.write_pages(text, "typed.txt", path)
    return [lines_of(words) for words in read(path)]


word = st.text(LATIN + GREEK + CYRILLIC + OTHERS, min_size=1, max_size=12).filter(
    lambda text: clean_reading(text) == text
)
line = st.builds(
    lambda words, indent, gap: " " * indent + (" " * gap).join(words),
    st.lists(word, min_size=0, max_size=4),
    st.integers(0, 6),
    st.integers(1, 3),
)


@given(st.lists(line, min_size=1, max_size=8).filter(lambda lines: any(x.strip() for x in lines)))
@example(["1. (C)  FROM  HARBOUR", "", "   MASTER .  ."])
@example(["外交部機密 外交部 xyz", "Жщ Жщ Жщ"])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_words_and_lines_are_the_texts_own_when_read_back(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pages = typed("\n".join(lines), Path(folder) / "typed.pdf")
    assert pages == [[row.split() for row in lines if row.split()]]


def test_boxes_lie_side_by_side_when_signs_are_wide(tmp_path: Path) -> None:
    path = tmp_path / "typed.pdf"
    typeset.write_pages("外交部機密文書 外交部機密文書 WWW жжж\nWWWW iiii", "typed.txt", path)
    (words,) = read(path)
    for before, after in itertools.pairwise(words):
        if before.line == after.line:
            assert before.rect_pt.x1 < after.rect_pt.x0
    assert all(w.rect_pt.x0 > 0 and w.rect_pt.x1 < typeset.PAGE_PT[0] for w in words)


def test_signs_are_kept_in_columns_when_lines_are_indented(tmp_path: Path) -> None:
    path = tmp_path / "typed.pdf"
    typeset.write_pages("FROM: OSLO\n      OSLO\n\tOSLO\n        OSLO", "typed.txt", path)
    (words,) = read(path)
    oslo = [w.rect_pt.x0 for w in words if w.ocr_reading == "OSLO"]
    assert oslo[0] == pytest.approx(oslo[1], abs=0.1)
    assert oslo[2] == pytest.approx(oslo[3], abs=0.1)
    assert oslo[2] > oslo[1]


def test_pages_begin_at_form_feeds_when_there_are_some(tmp_path: Path) -> None:
    pages = typed("one\ntwo\f\nthree\f\f four\n\f", tmp_path / "typed.pdf")
    assert pages == [[["one"], ["two"]], [["three"]], [], [["four"]]]


def test_no_empty_page_follows_when_the_text_ends_with_a_form_feed(tmp_path: Path) -> None:
    assert typed("one\f", tmp_path / "typed.pdf") == [[["one"]]]
    assert typed("one\n\f\n", tmp_path / "typed.pdf") == [[["one"]]]


def test_lines_are_wrapped_between_words_when_they_are_long(tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(60)]
    (page,) = typed(" ".join(words), tmp_path / "typed.pdf")
    assert [reading for row in page for reading in row] == words
    assert len(page) == 6
    assert all(len(" ".join(row)) <= 76 for row in page)


def test_a_word_is_cut_when_it_fits_no_line(tmp_path: Path) -> None:
    (page,) = typed("x" * 100 + " y " + "機" * 50, tmp_path / "typed.pdf")
    assert "".join(reading for row in page for reading in row) == "x" * 100 + "y" + "機" * 50


def test_a_text_goes_on_when_the_page_is_full(tmp_path: Path) -> None:
    rows = [f"row {number}" for number in range(120)]
    pages = typed("\n".join(rows), tmp_path / "typed.pdf")
    assert [" ".join(row) for page in pages for row in page] == rows
    assert len(pages) == 3


def test_words_stand_in_one_line_when_gaps_are_wide(tmp_path: Path) -> None:
    (page,) = typed("SECRET" + " " * 50 + "COPY 3", tmp_path / "typed.pdf")
    assert page == [["SECRET", "COPY", "3"]]


def test_squares_stand_on_the_page_and_the_words_are_kept_when_no_font_has_a_sign(
    tmp_path: Path,
) -> None:
    path = tmp_path / "typed.pdf"
    text = "name: ሰላም end □ x\nሀ\fnext שלום"
    note = typeset.write_pages(text, "typed.txt", path)
    assert note.startswith("No font has “")
    assert note.endswith(
        " of typed.txt; its pages show a square (□) instead, its words are as they were."
    )
    pages = [lines_of(words) for words in read(path)]
    assert pages == [[["name:", "ሰላም", "end", "□", "x"], ["ሀ"]], [["next", "שלום"]]]
    assert "□□□" in pdf.open_page(str(path), 1).get_text()
    pdf.close_document(str(path))
    assert typeset.write_pages("plain", "typed.txt", path) == ""


def test_ligatures_are_spelled_out_when_read(tmp_path: Path) -> None:
    assert typed("ﬁnal oﬃce", tmp_path / "typed.pdf") == [[["final", "office"]]]


def test_invisible_signs_are_dropped_when_the_text_has_some(tmp_path: Path) -> None:
    (page,) = typed(
        "har\u00adbour\u200b mas\u200dter \ufeffnow \u202atoday\u202c", tmp_path / "a.pdf"
    )
    assert page == [["harbour", "master", "now", "today"]]


def test_bytes_are_the_same_when_a_text_is_set_twice(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        typeset.write_pages("The same, жщ, 外交部.\f Twice.", "typed.txt", tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_page_says_that_it_was_typeset_when_read(tmp_path: Path) -> None:
    path = tmp_path / "typed.pdf"
    typeset.write_pages("Dear Sir, the lanterns are found.", "typed.txt", path)
    read_page = reading.read_page(str(path), 1)
    assert read_page.page.origin == "typeset"
    assert read_page.page.message == ""
    assert [w.confidence for w in read_page.words] == [None] * 6
    pdf.close_document(str(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_understood_when_in_unicode(encoding: str) -> None:
    text = "Côte d’Azur\r\nline two\rline three\n"
    decoded, note = typeset.decode(text.encode(encoding), "t.txt")
    assert decoded == "Côte d’Azur\nline two\nline three\n"
    assert (note != "") is (encoding in ("utf-16-le", "utf-16-be"))


def test_note_tells_of_the_guess_when_text_is_from_windows() -> None:
    decoded, note = typeset.decode("Côte d’Azur – £5".encode("cp1252"), "t.txt")
    assert decoded == "Côte d’Azur – £5"
    assert note == "t.txt is not UTF-8; it was read as Windows text (cp1252)."


def test_sentence_says_so_when_a_text_is_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typeset, "MOST_CHARACTERS", 10)
    with pytest.raises(UnreadableFile, match=r"t\.txt has 11 characters; at most 10 are read"):
        typeset.decode(b"x" * 11, "t.txt")
    with pytest.raises(UnreadableFile, match=r"t\.txt makes more than 20,000 pages"):
        typeset.write_pages("x\f" * 20_001, "t.txt", tmp_path / "t.pdf")
    assert not (tmp_path / "t.pdf").exists()
