"""Other tools' files with no project at hand: what is hidden is found, what is plain passes."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageDraw

from tests.release.shelf.drafts import SECRET, Draft, first_line
from tests.release.shelf.images import _flate, place_word, word_image
from workbench.domain.geometry import Rect
from workbench.release import checks, look_miner
from workbench.release.look_mosaic import mosaics
from workbench.release.verify import verify_release, verify_terms

PLAIN = {
    "white letters on a black bar": (
        "0 g 40 60 200 30 re f 1 g BT /F0 12 Tf 50 70 Td (Heading) Tj ET"
    ),
    "letters on a tinted cell": (
        "0.8 g 40 60 200 30 re f 0.4 0.6 0.9 rg 40 20 200 30 re f 0 g "
        "BT /F0 12 Tf 50 70 Td (a cell) Tj 0 -40 Td (another) Tj ET"
    ),
    "letters between the bars of one shape": (
        "0 g 40 80 200 14 re 40 40 200 14 re f BT /F0 12 Tf 50 62 Td (between the bars) Tj ET"
    ),
    "a rule under a line": "BT /F0 12 Tf 50 62 Td (underlined) Tj ET 0 G 50 60 m 110 60 l S",
    "bars with nothing under them": "0 g 40 60 200 30 re f 1 g 40 20 200 30 re f",
}
"""What a page may hold and no redaction is."""


def _saved(draft: Draft, folder: Path) -> str:
    path = folder / "foreign.pdf"
    path.write_bytes(draft.saved())
    return str(path)


@pytest.mark.parametrize("what", PLAIN)
def test_page_passes_when_nothing_is_hidden(what: str, tmp_path: Path) -> None:
    draft = Draft()
    draft.add_page(PLAIN[what].encode())
    report = verify_terms(_saved(draft, tmp_path), [SECRET], ocr="none")
    assert report.clean, report.to_json()


@pytest.mark.parametrize("shade", ["0 g", "1 g", "0.5 g", "0.7 0.1 0.1 rg"])
def test_box_over_pixels_is_found_when_no_word_is_known(shade: str, tmp_path: Path) -> None:
    draft = Draft()
    draft.add_page()
    place_word(draft)
    _, box = draft.boxes[0]
    draft.draw(f"{shade} {box.x0} {160 - box.y1} {box.width} {box.height} re f")
    report = verify_terms(_saved(draft, tmp_path), ["nobody"], ocr="none")
    assert [(leak.vector, leak.page) for leak in report.leaks] == [("drawn under a shape", 1)]
    assert report.leaks[0].box_pt is not None
    assert report.leaks[0].box_pt.intersects(box)


def _sheet(draft: Draft, image: Image.Image, name: str, **more: Any) -> None:
    """An image over all of the page."""
    draft.page().Resources.XObject[Name(f"/{name}")] = _sized(draft, image, **more)
    draft.draw(f"q 300 0 0 160 0 0 cm /{name} Do Q")


def _sized(draft: Draft, image: Image.Image, **more: Any) -> Stream:
    stream: Stream = _flate(draft, image, **more)
    stream.Width, stream.Height = image.size
    return stream


def _scan() -> Image.Image:
    page = Image.new("L", (1250, 667), 255)
    page.paste(word_image(), (350, 360))
    return page


_OVER_WORD = (340, 350, 770, 450)


def _thick_line(draft: Draft) -> None:
    place_word(draft)
    draft.draw("0 G 24 w 84 62 m 204 62 l S")


def _image_over_image(draft: Draft) -> None:
    place_word(draft)
    draft.page().Resources.XObject.Im1 = _flate(draft, Image.new("L", (400, 80), 0))
    draft.draw("q 120 0 0 24 84 50 cm /Im1 Do Q")


def _stencil_over_image(draft: Draft) -> None:
    place_word(draft)
    draft.draw(b"q 120 0 0 24 84 50 cm BI /W 1 /H 1 /IM true ID \x00 EI Q")


def _layer_over_scan(draft: Draft) -> None:
    """A sheet as large as the page, see-through but where it is black."""
    _sheet(draft, _scan(), "Im0")
    mask = Image.new("L", (1250, 667), 0)
    mask.paste(255, _OVER_WORD)
    _sheet(draft, Image.new("L", mask.size, 0), "Im1", SMask=_sized(draft, mask))


def _second_scan(draft: Draft) -> None:
    """The same sheet once more, with a box in its pixels."""
    _sheet(draft, _scan(), "Im0")
    boxed = _scan()
    boxed.paste(0, _OVER_WORD)
    _sheet(draft, boxed, "Im1")


def _nearly_opaque(draft: Draft) -> None:
    place_word(draft)
    draft.page().Resources.ExtGState = Dictionary(G0=Dictionary(ca=0.9))
    draft.draw("/G0 gs 0 g 84 50 120 24 re f")


def _form_field(draft: Draft) -> None:
    place_word(draft)
    looks = draft.pdf.make_stream(
        b"0 g 0 0 120 24 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 120, 24]),
    )
    field = draft.annotate(
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("n"),
        F=4,
        Rect=Array([84, 50, 204, 74]),
        AP=Dictionary(N=looks),
    )
    draft.pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


COVERS = (
    _thick_line,
    _image_over_image,
    _stencil_over_image,
    _layer_over_scan,
    _second_scan,
    _nearly_opaque,
    _form_field,
)


@pytest.mark.parametrize("cover", COVERS, ids=lambda cover: cover.__name__.strip("_"))
def test_pixels_are_found_under_whatever_covers_them(
    cover: Callable[[Draft], None], tmp_path: Path
) -> None:
    draft = Draft()
    draft.add_page()
    cover(draft)
    report = verify_terms(_saved(draft, tmp_path), ["nobody"], ocr="none")
    assert report.leaks
    assert {leak.vector.rpartition(" ")[0] for leak in report.leaks} <= {
        "drawn under a",
        "drawn under an",
    }
    word = Rect(84, 160 - 74, 204, 160 - 50)
    assert all(leak.box_pt and leak.box_pt.intersects(word) for leak in report.leaks)


@pytest.mark.parametrize(("cell", "codec"), [(6, "PNG"), (8, "JPEG"), (10, "JPEG")])
def test_pixelated_word_is_told(cell: int, codec: str, tmp_path: Path) -> None:
    """Whoever has its type tries words under the same cells until one fits."""
    scan = _scan()
    word = scan.crop((350, 360, 350 + 400 // cell * cell, 360 + 80 // cell * cell))
    cells = word.resize((400 // cell, 80 // cell), Image.Resampling.BOX)
    scan.paste(cells.resize(word.size, Image.Resampling.NEAREST), (350, 360))
    stored = io.BytesIO()
    scan.save(stored, codec)
    with Image.open(stored) as coded:
        (place, *_) = mosaics(coded)
    assert 350 <= place[0] < place[2] <= 750
    assert 360 - 8 <= place[1] < place[3] <= 440 + 8

    draft = Draft()
    draft.add_page()
    _sheet(draft, scan, "Im0")
    path = _saved(draft, tmp_path)
    report = verify_terms(path, [SECRET], ocr="all")
    told = [leak for leak in report.leaks if leak.vector == "only pixelated"]
    assert told
    assert all(leak.box_pt and leak.box_pt.intersects(Rect(84, 86, 180, 106)) for leak in told)
    blind = verify_terms(path, [SECRET], ocr="all", without=[checks.IMAGES])
    assert "only pixelated" not in {leak.vector for leak in blind.leaks}


@pytest.mark.parametrize("enlarged", [1, 5])
def test_words_tables_and_hatchings_are_no_mosaic(enlarged: int) -> None:
    page = _scan().resize((1250 // enlarged, 667 // enlarged))
    draw = ImageDraw.Draw(page)
    for at in range(0, page.width, 8):
        draw.line((at, 20 // enlarged, at, 80 // enlarged), fill=0)
    draw.rectangle((10, 100 // enlarged, 90, 110 // enlarged), outline=0)
    for row in range(6):
        for column in range(12):
            draw.rectangle(
                (400 + 12 * column, 8 + 6 * row, 405 + 12 * column, 10 + 6 * row), fill=0
            )
    assert not list(mosaics(page.resize((1250, 667), Image.Resampling.BICUBIC)))


def test_scan_in_layers_passes_when_each_shows_what_it_holds(tmp_path: Path) -> None:
    """Some scanners store a page's letters as a stencil over a picture of its paper."""
    draft = Draft()
    draft.add_page()
    _sheet(draft, Image.new("L", (312, 166), 230), "Im0")
    letters = _scan().convert("1", dither=Image.Dither.NONE)
    _sheet(draft, letters, "Im1", ImageMask=True)
    del draft.page().Resources.XObject.Im1.ColorSpace
    assert verify_terms(_saved(draft, tmp_path), ["nobody"], ocr="none").clean


def _loop(pdf: pikepdf.Pdf) -> None:
    """A font that is its own descendant: pdfminer follows it until it falls over."""
    font = pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Loop, Encoding=Name("/Identity-H")
        )
    )
    font.DescendantFonts = Array([font])
    pdf.pages[0].obj.Resources.Font.Loop = font


def test_report_says_so_when_an_extractor_could_not_read_a_page(
    tmp_path: Path, clean_copy: Any
) -> None:
    draft = Draft()
    draft.add_page()
    _loop(draft.pdf)
    report = verify_terms(_saved(draft, tmp_path), [SECRET], ocr="none")
    (check,) = (check for check in report.checks if check.name == checks.TEXT_PDFMINER)
    assert check.outcome == "skipped"
    assert "pdfminer could not read page 1" in check.sentence

    with pikepdf.open(clean_copy.path) as pdf:
        _loop(pdf)
        pdf.save(tmp_path / "loop.pdf")
    own = verify_release(str(tmp_path / "loop.pdf"), clean_copy.plan, ocr="none")
    (check,) = (check for check in own.checks if check.name == checks.TEXT_PDFMINER)
    assert check.outcome == "failed"
    assert "pdfminer could not read page 1" in check.sentence


def test_miner_says_so_when_there_is_no_such_page(tmp_path: Path) -> None:
    draft = Draft()
    draft.add_page()
    with closing(look_miner.Miner(Path(_saved(draft, tmp_path)))) as miner:
        assert miner.page(1).number == 1
        with pytest.raises(look_miner.MinerError, match="no such page"):
            miner.page(2)


@pytest.mark.parametrize("corners", [(300, 160, 0, 0), (0, 160, 300, 0)])
def test_page_passes_when_its_corners_are_named_in_another_order(
    corners: tuple[int, ...], tmp_path: Path
) -> None:
    draft = Draft()
    page = draft.add_page(first_line(says_it=True))
    page.MediaBox = Array(list(corners))
    path = tmp_path / "paper.pdf"
    path.write_bytes(draft.saved())
    assert verify_terms(str(path), ["nowhere"], ocr="none").clean
    leaks = verify_terms(str(path), [SECRET], ocr="none", reveal=True).leaks
    boxes = [leak.box_pt for leak in leaks if leak.vector == "page text" and leak.box_pt]
    assert boxes
    assert all(0 < box.x0 < box.x1 < 300 and 20 < box.y0 < box.y1 < 60 for box in boxes)
