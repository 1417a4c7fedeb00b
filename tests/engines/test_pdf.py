"""PDF pages: opened or refused in a sentence, unrotated, drawn into shared memory."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from multiprocessing import shared_memory
from pathlib import Path

import pikepdf
import pymupdf
import pytest

from tests.engines.papers import paper, three_names
from workbench.domain.errors import PasswordNeeded, UnreadableFile
from workbench.domain.geometry import Rect
from workbench.engines import pdf

AES_256 = 5  # as PyMuPDF numbers it


@pytest.fixture
def shared_block() -> Iterator[shared_memory.SharedMemory]:
    """Room for an A4 page at 100 dpi."""
    made = shared_memory.SharedMemory(create=True, size=4 * 827 * 1170)
    yield made
    made.close()
    made.unlink()


def pages(path: Path, number: int) -> str:
    """A PDF of that many empty pages."""
    with pymupdf.open() as document:
        for _ in range(number):
            document.new_page(width=300, height=400)
        document.save(path)
    return str(path)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_size_is_the_unrotated_page_when_it_is_rotated(tmp_path: Path, rotation: int) -> None:
    path = paper(tmp_path / "a.pdf", three_names, rotation=rotation)
    assert pdf.page_sizes(path) == ((595.0, 842.0, rotation),)
    page, found = pdf.open_turned(path, 1)
    assert found == rotation
    assert (page.rect.width, page.rect.height) == (595.0, 842.0)


def test_rotation_is_told_again_when_the_page_was_opened_before(tmp_path: Path) -> None:
    path = paper(tmp_path / "a.pdf", three_names, rotation=90)
    pdf.open_page(path, 1)
    assert pdf.open_turned(path, 1)[1] == 90
    assert pdf.page_sizes(path) == ((595.0, 842.0, 90),)


def test_rotation_is_found_when_it_is_inherited_from_the_page_tree(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    pages(path, 2)
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.Root.Pages.Rotate = 270
        for page in document.pages:
            if "/Rotate" in page.obj:
                del page.obj["/Rotate"]
        document.save(path)
    assert pdf.page_sizes(str(path)) == ((300.0, 400.0, 270),) * 2
    assert pdf.open_turned(str(path), 2)[1] == 270


def test_size_is_the_crop_box_when_it_is_smaller(tmp_path: Path) -> None:
    path = paper(tmp_path / "a.pdf", three_names, crop=(50, 60, 450, 760), rotation=90)
    assert pdf.page_sizes(path) == ((400.0, 700.0, 90),)


@pytest.mark.parametrize("number", [0, -1, 3])
def test_sentence_names_the_page_when_there_is_no_such_page(tmp_path: Path, number: int) -> None:
    path = pages(tmp_path / "two.pdf", 2)
    with pytest.raises(UnreadableFile, match=rf"two\.pdf has no page {number}\."):
        pdf.open_page(path, number)


def test_sentence_asks_for_the_password_when_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    with pymupdf.open() as document:
        document.new_page()
        document.save(path, encryption=AES_256, user_pw="tern", owner_pw="o")
    with pytest.raises(PasswordNeeded, match=r"locked\.pdf is encrypted"):
        pdf.page_sizes(str(path))


def test_opens_when_only_the_owner_has_a_password(tmp_path: Path) -> None:
    path = tmp_path / "owned.pdf"
    with pymupdf.open() as document:
        document.new_page()
        document.save(path, encryption=AES_256, user_pw="", owner_pw="o")
    assert len(pdf.page_sizes(str(path))) == 1


def test_sentence_says_so_when_there_are_no_pages(tmp_path: Path) -> None:
    path = tmp_path / "none.pdf"
    with pikepdf.new() as document:
        document.save(path)
    with pytest.raises(UnreadableFile, match=r"none\.pdf has no pages\."):
        pdf.open_document(str(path))


def test_sentence_names_the_file_when_it_is_gone(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone\.pdf could not be read: No such file"):
        pdf.open_document(str(tmp_path / "gone.pdf"))


MISSING_PAGE = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Count 3/Kids[3 0 R 9 0 R 2 0 R]/MediaBox[0 0 300 400]>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/Rotate 90>> endobj
trailer <</Root 1 0 R>>
"""


def test_other_pages_stand_when_one_is_missing_and_one_is_its_own_parent(tmp_path: Path) -> None:
    path = tmp_path / "holes.pdf"
    path.write_bytes(MISSING_PAGE)
    sizes = pdf.page_sizes(str(path))
    assert len(sizes) == 3
    assert sizes[0] == (300.0, 400.0, 90)
    assert all(side > 0 for size in sizes for side in size[:2])
    assert pdf.open_turned(str(path), 1)[1] == 90
    assert pdf.open_page(str(path), 2).get_text() == ""
    with pytest.raises(
        UnreadableFile, match=r"Page 3 of holes\.pdf is damaged: cycle in page tree\."
    ):
        pdf.open_page(str(path), 3)


def test_the_new_file_is_read_when_it_was_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    pages(path, 1)
    assert len(pdf.page_sizes(str(path))) == 1
    pages(tmp_path / "b.pdf", 3)
    (tmp_path / "b.pdf").replace(path)
    assert len(pdf.page_sizes(str(path))) == 3


def test_file_is_let_go_when_closed(tmp_path: Path) -> None:
    path = pages(tmp_path / "a.pdf", 1)
    pdf.open_page(path, 1)
    pdf.close_document(path)
    os.remove(path)  # noqa: PTH107
    with pytest.raises(UnreadableFile):
        pdf.open_page(path, 1)


def test_documents_are_reopened_when_many_were_opened_between(tmp_path: Path) -> None:
    first = pages(tmp_path / "first.pdf", 1)
    pdf.open_page(first, 1)
    for number in range(6):
        other = str(tmp_path / f"{number}.pdf")
        shutil.copy(first, other)
        pdf.open_page(other, 1)
    assert pdf.open_page(first, 1).rect.width == 300


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("clip", [None, Rect(60, 90, 320, 240)])
def test_shared_memory_holds_what_get_pixmap_gives_when_rendered(
    tmp_path: Path, rotation: int, clip: Rect | None, shared_block: shared_memory.SharedMemory
) -> None:
    path = paper(tmp_path / "a.pdf", three_names, rotation=rotation)
    info = pdf.render(path, 1, 1.25, clip, shared_block.name)
    with pymupdf.open(path) as document:
        page = document[0]
        page.set_rotation(0)
        expected = page.get_pixmap(
            matrix=pymupdf.Matrix(1.25, 1.25),
            clip=pymupdf.Rect(clip.as_list()) if clip else None,
            alpha=False,
        )
    assert (info.width_px, info.height_px, info.stride) == (
        expected.width, expected.height, expected.stride,
    )  # fmt: skip
    assert shared_block.buf is not None
    assert bytes(shared_block.buf[: len(expected.samples)]) == expected.samples
    assert min(expected.samples) < 100  # a name is on it


def test_scale_is_brought_down_when_a_picture_would_be_huge() -> None:
    scale = pdf.fit_scale(10_000, 10_000, 5)
    assert 10_000 * 10_000 * scale * scale == pytest.approx(pdf.MOST_PIXELS)
    assert pdf.fit_scale(595, 842, 4) == 4


def test_a_page_as_large_as_a_field_is_drawn_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "field.pdf"
    with pymupdf.open() as document:
        document.new_page(width=14_000, height=14_000)
        document.save(path)
    drawn = pdf.pixmap(pdf.open_page(str(path), 1), 3.0, grey=True)
    assert drawn.width * drawn.height <= pdf.MOST_PIXELS * 1.01


def test_long_documents_are_measured_when_they_have_thousands_of_pages(tmp_path: Path) -> None:
    assert len(pdf.page_sizes(pages(tmp_path / "long.pdf", 2_000))) == 2_000
