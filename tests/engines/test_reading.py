"""What is read of a page: its text layer where the page shows it, OCR where it does not."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PIL import Image
from pymupdf import mupdf

from tests.engines.papers import paper
from tests.engines.test_ocr import LETTER, typed_page
from workbench.domain.documents import Origin, PageState
from workbench.domain.errors import UnreadableFile, UserError
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText
from workbench.engines.failures import unreadable
from workbench.engines.reading import ReadPage, read_page

LINES = LETTER.split("\n")
WORDS = LETTER.split()
SECRET = "Ask Simonsen about the second lighthouse keeper"


def type_letter(page: pymupdf.Page, **options: Any) -> None:
    """The letter as drawn text, a line each 24 points."""
    for row, line in enumerate(LINES):
        page.insert_text((72, 120 + 24 * row), line, fontname="cour", fontsize=12, **options)


def lay_scan(page: pymupdf.Page, box: pymupdf.Rect | None = None) -> None:
    """The letter as a scan over the whole page, or in a box."""
    out = io.BytesIO()
    typed_page()[0].save(out, "PNG")
    page.insert_image(box or page.rect, stream=out.getvalue())


def readings(read: ReadPage) -> list[str]:
    return [word.ocr_reading for word in read.words]


def text_of(read: ReadPage) -> str:
    return PageText(1, read.words).text


def read_drawn(folder: Path, draw: Callable[[pymupdf.Page], None], **options: Any) -> ReadPage:
    return read_page(paper(folder / "paper.pdf", draw, **options), 1)


def test_text_layer_is_taken_when_the_page_is_drawn_text(tmp_path: Path) -> None:
    read = read_drawn(tmp_path, type_letter)
    assert readings(read) == WORDS
    assert text_of(read).split("\n") == [line for line in LINES if line]
    assert read.page.origin is Origin.TEXT_LAYER
    assert read.page.state is PageState.READ
    assert read.page.message == ""
    assert {word.confidence for word in read.words} == {None}


def test_scan_is_read_when_there_is_no_layer(tmp_path: Path) -> None:
    read = read_drawn(tmp_path, lay_scan)
    assert readings(read) == WORDS
    assert read.page.origin is Origin.OCR
    assert read.words[0].rect_pt.x0 == pytest.approx(72, abs=2)
    assert read.words[0].rect_pt.y1 == pytest.approx(120, abs=2)


def test_layer_is_kept_when_the_scan_says_the_same(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        lay_scan(page)
        type_letter(page, render_mode=3)

    read = read_drawn(tmp_path, draw)
    assert readings(read) == WORDS
    assert read.page.origin is Origin.TEXT_LAYER
    assert read.page.message == ""


def test_layer_is_kept_when_it_lies_beneath_a_scan_that_says_the_same(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        type_letter(page)
        lay_scan(page)

    read = read_drawn(tmp_path, draw)
    assert readings(read) == WORDS
    assert read.page.origin is Origin.TEXT_LAYER


def test_scan_is_read_anew_when_the_layer_is_misplaced(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        lay_scan(page)
        for row, line in enumerate(LINES):
            page.insert_text((72, 420 + 24 * row), line, fontname="cour", render_mode=3)

    read = read_drawn(tmp_path, draw)
    assert readings(read) == WORDS
    assert read.page.origin is Origin.OCR
    assert "read anew" in read.page.message
    assert all(word.rect_pt.y1 < 320 for word in read.words)


def test_scan_is_read_anew_when_the_layer_says_something_else(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        lay_scan(page)
        for row in (0, 1, 2, 4, 5, 6):
            page.insert_text(
                (72, 120 + 24 * row), "Buy twelve red mugs 4711", fontname="cour", render_mode=3
            )

    read = read_drawn(tmp_path, draw)
    assert readings(read) == WORDS
    assert read.page.origin is Origin.OCR
    assert "agrees with the scan on only" in read.page.message


def test_word_is_mended_when_the_layer_hides_one_name_behind_another(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        lay_scan(page)
        for row, line in enumerate(LINES):
            said = line.replace("lanterns", "cuckoos!")
            page.insert_text(
                (72, 120 + 24 * row), said, fontname="cour", fontsize=12, render_mode=3
            )

    read = read_drawn(tmp_path, draw)
    assert readings(read) == WORDS
    assert read.page.origin is Origin.MIXED
    assert read.page.message.startswith("1 word of its text layer is not what")


def test_scan_adds_words_when_the_layer_leaves_a_line_out(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        lay_scan(page)
        for row, line in enumerate(LINES):
            if row != 5:
                page.insert_text(
                    (72, 120 + 24 * row), line, fontname="cour", fontsize=12, render_mode=3
                )

    read = read_drawn(tmp_path, draw)
    assert readings(read) == WORDS
    if read.page.origin is not Origin.OCR:
        assert read.page.origin is Origin.MIXED


HIDING: dict[str, Callable[[pymupdf.Page], None]] = {
    "white": lambda page: page.insert_text((72, 500), SECRET, color=(1, 1, 1)),
    "transparent": lambda page: page.insert_text((72, 500), SECRET, fill_opacity=0),
    "invisible": lambda page: page.insert_text((72, 500), SECRET, render_mode=3),
    "barred": lambda page: (
        page.insert_text((72, 500), SECRET),
        page.draw_rect((60, 486, 420, 508), color=(0, 0, 0), fill=(0, 0, 0)),
    )[0],
    "barred tightly": lambda page: (
        page.insert_text((72, 500), SECRET),
        page.draw_rect((70, 490.5, 420, 503.5), color=None, fill=(0, 0, 0)),
    )[0],
}


@pytest.mark.parametrize("how", HIDING)
def test_words_are_left_out_with_a_sentence_when_the_page_hides_them(
    tmp_path: Path, how: str
) -> None:
    def draw(page: pymupdf.Page) -> None:
        type_letter(page)
        HIDING[how](page)

    read = read_drawn(tmp_path, draw)
    assert "Simonsen" not in text_of(read)
    assert readings(read) == WORDS
    assert read.page.message != ""
    assert "Simonsen" not in read.page.message


@pytest.mark.parametrize("how", ["white", "invisible", "transparent"])
def test_words_are_left_out_when_hidden_on_a_scan(tmp_path: Path, how: str) -> None:
    def draw(page: pymupdf.Page) -> None:
        lay_scan(page)
        HIDING[how](page)

    read = read_drawn(tmp_path, draw)
    assert readings(read) == WORDS
    assert read.page.message != ""


def test_words_are_left_out_when_white_over_the_scans_own_ink(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        lay_scan(page)
        page.insert_text((72, 120), "Lighthouse keeper Simonsen", fontsize=4, color=(1, 1, 1))

    read = read_drawn(tmp_path, draw)
    assert "Simonsen" not in text_of(read)


def test_one_hidden_word_is_left_out_and_the_rest_kept(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        type_letter(page)
        page.insert_text((72, 500), "Ole", color=(1, 1, 1))

    read = read_drawn(tmp_path, draw)
    assert readings(read) == WORDS
    assert read.page.origin is Origin.TEXT_LAYER
    assert read.page.message.startswith("1 word of its text layer cannot be seen")


def test_words_outside_the_crop_box_are_no_words_of_the_page(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        type_letter(page)
        page.insert_text((72, 700), SECRET)

    read = read_drawn(tmp_path, draw, crop=(40, 60, 560, 600))
    assert readings(read) == WORDS
    assert "outside the page" in read.page.message
    assert (read.page.width_pt, read.page.height_pt) == (520, 540)
    assert read.words[0].rect_pt.x0 == pytest.approx(72 - 40, abs=1)
    assert read.words[0].rect_pt.centre[1] == pytest.approx(120 - 60 - 4, abs=4)


@pytest.mark.parametrize("scan", [False, True])
@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_boxes_are_the_unrotated_pages_when_a_page_is_turned(
    tmp_path: Path, rotation: int, scan: bool
) -> None:
    def draw(page: pymupdf.Page) -> None:
        if scan:
            lay_scan(page)
        else:
            type_letter(page)

    flat = read_drawn(tmp_path, draw)
    path = paper(tmp_path / "turned.pdf", draw, rotation=rotation)
    for _ in range(2):  # opening takes the rotation off; it must not be forgotten
        read = read_page(path, 1)
        assert readings(read) == WORDS
        assert (read.page.width_pt, read.page.height_pt) == (595, 842)
        # Scanned upside down on purpose: what the file asks for plus what turns it upright.
        assert read.page.rotation == (0 if scan else rotation)
        for word, level in zip(read.words, flat.words, strict=True):
            assert word.rect_pt.as_list() == pytest.approx(level.rect_pt.as_list(), abs=2.5)


def test_picture_of_text_joins_the_text_around_it(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((72, 60), "Enclosure to despatch number nine", fontname="cour")
        lay_scan(page, pymupdf.Rect(100, 100, 397.5, 521))
        page.insert_text((72, 700), "End of the enclosure", fontname="cour")

    read = read_drawn(tmp_path, draw)
    assert readings(read) == [
        *["Enclosure", "to", "despatch", "number", "nine"],
        *WORDS,
        *["End", "of", "the", "enclosure"],
    ]
    assert read.page.origin is Origin.MIXED
    inside = [word for word in read.words if word.confidence is not None]
    assert [word.ocr_reading for word in inside] == WORDS
    assert all(Rect(100, 100, 397.5, 521).intersects(word.rect_pt) for word in inside)
    assert inside[0].rect_pt.x0 == pytest.approx(100 + 36, abs=2)


def test_text_is_not_doubled_when_it_is_drawn_on_a_picture(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        out = io.BytesIO()
        Image.new("RGB", (400, 200), (230, 230, 210)).save(out, "PNG")
        page.insert_image(pymupdf.Rect(60, 90, 500, 320), stream=out.getvalue())
        type_letter(page)

    read = read_drawn(tmp_path, draw)
    assert readings(read) == WORDS


def test_page_is_read_anew_when_a_font_lies_about_its_letters(tmp_path: Path) -> None:
    path = tmp_path / "lying.pdf"
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        writer = pymupdf.TextWriter(page.rect)
        for row, line in enumerate(LINES):
            writer.append((72, 120 + 24 * row), line, font=pymupdf.Font("cour"), fontsize=12)
        writer.write_text(page)
        data = document.tobytes()
    with pymupdf.open("pdf", data) as document:
        for xref in range(1, document.xref_length()):
            stream = document.xref_stream(xref) if document.xref_is_stream(xref) else b""
            if b"beginbfchar" in stream or b"beginbfrange" in stream:
                document.update_stream(xref, _shifted(stream))
        document.save(path)
    read = read_page(str(path), 1)
    assert readings(read) == WORDS
    assert read.page.origin is Origin.OCR
    assert "read anew" in read.page.message


def _shifted(cmap: bytes) -> bytes:
    """A table of letters in which each letter is said to be the seventh after it."""
    lines = []
    for line in cmap.split(b"\n"):
        parts = line.strip().rsplit(b"<", 1)
        if len(parts) == 2 and parts[0].startswith(b"<") and len(parts[1]) == 5:
            code = int(parts[1][:4], 16)
            if 97 <= code <= 122:
                code = 97 + (code - 97 + 7) % 26
            line = parts[0] + b"<%04x>" % code
        lines.append(line)
    return b"\n".join(lines)


def test_layer_alone_is_taken_when_ocr_is_never_wanted(tmp_path: Path) -> None:
    path = paper(tmp_path / "scan.pdf", lay_scan)
    read = read_page(path, 1, "never")
    assert read.words == ()
    assert read.page.origin is Origin.NONE
    typed = read_page(paper(tmp_path / "typed.pdf", type_letter), 1, "never")
    assert readings(typed) == WORDS


def test_layer_is_not_looked_at_when_ocr_is_always_wanted(tmp_path: Path) -> None:
    read = read_page(paper(tmp_path / "typed.pdf", type_letter), 1, "always")
    assert readings(read) == WORDS
    assert read.page.origin is Origin.OCR


def test_page_without_anything_is_read_as_empty(tmp_path: Path) -> None:
    read = read_drawn(tmp_path, lambda _: None)
    assert read.words == ()
    assert read.page.origin is Origin.NONE
    assert read.page.state is PageState.READ


def test_sentence_names_what_is_wrong(tmp_path: Path) -> None:
    path = paper(tmp_path / "typed.pdf", type_letter)
    with pytest.raises(UserError, match="auto, always or never, not “maybe”"):
        read_page(path, 1, "maybe")
    with pytest.raises(UnreadableFile, match=r"typed\.pdf has no page 2"):
        read_page(path, 2)
    with pytest.raises(UserError, match="klingon"):
        read_page(path, 1, "always", "klingon")


def test_cyrillic_text_is_kept_when_ocr_is_english(tmp_path: Path) -> None:
    said = "Маяк не горит уже три ночи подряд"

    def draw(page: pymupdf.Page) -> None:
        writer = pymupdf.TextWriter(page.rect)
        writer.append((72, 120), said, font=pymupdf.Font("cour"), fontsize=12)
        writer.write_text(page)

    read = read_drawn(tmp_path, draw)
    assert text_of(read) == said
    assert read.page.origin is Origin.TEXT_LAYER


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(5, "Input/output error"), "Input/output error"),
        (RecursionError("maximum recursion depth exceeded"), "nested too deeply"),
        (RuntimeError("code=5: exception stack overflow!"), "nested too deeply"),
        (mupdf.FzErrorFormat("code=7: object out of range (12 0 R)"), "object out of range"),
        (KeyError("_private"), "it is damaged"),
    ],
)
def test_sentence_has_the_cause_when_a_page_cannot_be_read(error: Exception, said: str) -> None:
    with (
        pytest.raises(UnreadableFile, match=r"^Page 1 of a\.pdf could not be read: ") as caught,
        unreadable("Page 1 of a.pdf could not be read."),
    ):
        raise error
    assert said in caught.value.sentence
    assert "code=" not in caught.value.sentence
    assert "_private" not in caught.value.sentence


def test_damage_is_said_once_when_nothing_more_is_known() -> None:
    with pytest.raises(UnreadableFile) as caught, unreadable("Page 1 of a.pdf is damaged."):
        raise KeyError("_private")
    assert caught.value.sentence == "Page 1 of a.pdf is damaged."
