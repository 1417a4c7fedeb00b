"""What a copy is to an archive and to a screen reader: PDF/A's rules one by one, tags, labels."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jpeglib
import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from workbench.release import jpeg
from workbench.release.burn import burn
from workbench.release.verify import verify_release

MakePaper = Callable[..., Any]


@pytest.fixture
def copy(make_paper: MakePaper, tmp_path: Path) -> Path:
    paper = make_paper("jpeg", "RGB", pages=2)
    out = tmp_path / "copy.pdf"
    burn(paper.plan(paper.redaction(1, 1)), str(paper.path), str(out))
    return out


def test_copy_keeps_the_rules_of_pdf_a_that_can_be_looked_at(copy: Path) -> None:
    data = copy.read_bytes()
    assert data.startswith(b"%PDF-1.7")
    assert all(byte > 127 for byte in data.split(b"\n")[1][1:5])
    with pikepdf.open(copy) as pdf:
        root = pdf.Root
        assert len(pdf.trailer.ID) == 2
        assert not pdf.is_encrypted
        assert not {"/AA", "/OpenAction", "/Names", "/AcroForm", "/OCProperties"} & set(root.keys())
        metadata = root.Metadata
        assert "/Filter" not in metadata
        text = metadata.read_bytes().decode("utf-8")
        assert "<pdfaid:part>2</pdfaid:part>" in text
        assert "<pdfaid:conformance>U</pdfaid:conformance>" in text
        assert f"<pdf:Producer>{pdf.docinfo['/Producer']}</pdf:Producer>" in text
        (intent,) = root.OutputIntents
        profile = intent.DestOutputProfile.read_bytes()
        assert int.from_bytes(profile[:4], "big") == len(profile)
        assert (profile[12:16], profile[16:20], profile[36:40]) == (b"mntr", b"RGB ", b"acsp")
        assert profile[8] <= 4
        for page in pdf.pages:
            assert "/Group" not in page.obj
            assert "/Annots" not in page.obj
            for image in page.obj.Resources.XObject.values():
                assert not {"/SMask", "/Interpolate", "/Alternates", "/OPI"} & set(image.keys())
                assert str(image.ColorSpace) in ("/DeviceRGB", "/DeviceGray")
            for font in page.obj.Resources.Font.values():
                assert font.Subtype == Name.Type3  # embedded by its nature
                assert b"<0000>" not in font.ToUnicode.read_bytes().split(b"beginbfrange")[1]


def test_tags_lead_through_all_words_in_reading_order(copy: Path) -> None:
    with pikepdf.open(copy) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en"
        tree = pdf.Root.StructTreeRoot
        assert Name.Document == tree.K.S
        numbers: list[Any] = list(tree.ParentTree.Nums)
        for page in pdf.pages:
            key = int(page.obj.StructParents)
            owners = numbers[numbers.index(key) + 1]
            marked = [
                int(step.operands[1].MCID)
                for step in pikepdf.parse_content_stream(page)
                if str(step.operator) == "BDC"
            ]
            assert marked == list(range(len(owners)))
            for mark, owner in zip(marked, owners, strict=True):
                told = (str(owner.S), owner.Pg.objgen, int(owner.K))
                assert told == ("/P", page.obj.objgen, mark)
            depth = 0
            for step in pikepdf.parse_content_stream(page):
                operator = str(step.operator)
                depth += {"BMC": 1, "BDC": 1, "EMC": -1}.get(operator, 0)
                assert depth == 1 or operator not in ("Do", "Tj")  # nothing is left untagged


def test_page_labels_stay_without_their_words(make_paper: MakePaper, tmp_path: Path) -> None:
    paper = make_paper(pages=4)
    with pikepdf.open(paper.path, allow_overwriting_input=True) as pdf:
        labels = Array(
            [
                0, Dictionary(S=Name.r),
                1, Dictionary(S=Name.D, St=7, P=String("A-")),
                2, Dictionary(S=Name.D, P=String("Kovac ")),
                3, Dictionary(P=String("the whole of it")),
            ]
        )  # fmt: skip
        pdf.Root.PageLabels = Dictionary(Nums=labels)
        pdf.save(paper.path)
    out = tmp_path / "copy.pdf"
    burn(paper.plan(paper.redaction(1, 1)), str(paper.path), str(out))
    with pikepdf.open(out) as pdf:
        assert [str(page.label) for page in pdf.pages] == ["i", "A-7", "1", ""]
    short = make_paper(pages=1, name="short.pdf", lines=["THE AB LINE"])
    with pikepdf.open(short.path, allow_overwriting_input=True) as pdf:
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, P=String("ab-"))]))
        pdf.save(short.path)
    burn(short.plan(short.redaction(1, 1)), str(short.path), str(out))
    with pikepdf.open(out) as pdf:
        assert str(pdf.pages[0].label) == "1"


def noisy(mode: str, size: tuple[int, int] = (203, 150)) -> Image.Image:
    levels = np.random.default_rng(4).normal(190, 25, (size[1], size[0], 3)).clip(0, 255)
    return Image.fromarray(levels.astype("uint8")).convert(mode)


@pytest.mark.parametrize(("mode", "sampling", "unit"), [("L", 0, 8), ("RGB", 0, 8), ("RGB", 2, 16)])
def test_jpeg_keeps_every_block_that_no_area_touches(
    mode: str, sampling: int, unit: int, tmp_path: Path
) -> None:
    out = io.BytesIO()
    noisy(mode).save(out, "JPEG", quality=70, subsampling=sampling, comment=b"Kovac")
    with Image.open(io.BytesIO(out.getvalue())) as opened:
        painted = opened.copy()
    area = (37, 41, 90, 60)
    painted.paste((0, 0, 0) if mode == "RGB" else 0, area)
    made = jpeg.with_areas(out.getvalue(), painted, [area])
    assert made is not None
    assert b"Kovac" not in made
    paths = [tmp_path / "before.jpg", tmp_path / "after.jpg"]
    for path, data in zip(paths, (out.getvalue(), made), strict=True):
        path.write_bytes(data)
    before, after = (jpeglib.read_dct(str(path)) for path in paths)
    per = unit // 8
    rows = slice(area[1] // unit * per, -(-area[3] // unit) * per)
    columns = slice(area[0] // unit * per, -(-area[2] // unit) * per)
    changed = np.any(before.Y != after.Y, axis=(2, 3))
    assert changed.any()
    changed[rows, columns] = False
    assert not changed.any()
    with Image.open(paths[1]) as shown:
        assert shown.convert("L").crop((48, 48, 80, 56)).getextrema()[1] <= 20  # type: ignore[operator]


def test_jpeg_without_boxes_keeps_its_coded_bytes_and_nothing_beside_them() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Kovac"
    noisy("RGB").save(out, "JPEG", exif=exif, comment=b"Kovac", progressive=True)
    data = out.getvalue()
    made = jpeg.with_areas(data + b"Kovac after the end", noisy("RGB"), [])
    assert made is not None
    assert b"Kovac" not in made
    with Image.open(io.BytesIO(data)) as one, Image.open(io.BytesIO(made)) as other:
        assert one.convert("RGB").tobytes() == other.convert("RGB").tobytes()
    assert jpeg.stripped(b"no JPEG") is None
    assert jpeg.stripped(data[: len(data) // 2]) is None


def test_words_that_every_copy_says_of_itself_may_be_cut(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    """A letter withheld whole may say “about”, as the metadata of every copy does."""
    lines = ["ABOUT SYNTAX META PART", "PRODUCER CONFORMANCE BEGIN", "PACKET ADOBE DOCUMENT"]
    paper = make_paper(lines=lines)
    assert len(paper.texts.page(1).words) == 10
    plan = paper.plan(paper.redaction(1, 0, 9))
    out = tmp_path / "copy.pdf"
    burn(plan, str(paper.path), str(out))
    report = verify_release(str(out), plan, ocr="none")
    assert report.clean, report.to_json()
