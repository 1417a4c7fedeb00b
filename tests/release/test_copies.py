"""Copies of random papers: what is cut is gone for every reader, what stays is all there."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from workbench.domain.errors import UnreadableFile, UserError
from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText, PageText
from workbench.release.burn import burn
from workbench.release.verify import verify_release, verify_terms

MakePaper = Callable[..., Any]

FAMILIES = [("bilevel", "1"), ("jpeg", "L"), ("jpeg", "RGB"), ("flate", "L"), ("flate", "RGB")]
PLACED_WITHIN_PT = 2.0
LETTERS = st.text("ABCDEFGHKLMNOPRSTUVXYZ", min_size=2, max_size=9)
LINES = st.lists(st.lists(LETTERS, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=5)


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def pdfium_text(path: Path, page: int = 1) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return str(document[page - 1].get_textpage().get_text_range())
    finally:
        document.close()


def mupdf_words(path: Path, page: int = 1) -> list[tuple[str, Rect]]:
    with pymupdf.open(path) as document:
        loaded = document[page - 1]
        loaded.set_rotation(0)
        return [(w[4], Rect(*w[:4])) for w in loaded.get_text("words", sort=False)]


def copied_image(path: Path, page: int = 1) -> Image.Image:
    with pikepdf.open(path) as pdf:
        stream = pdf.pages[page - 1].obj.Resources.XObject.P
        assert isinstance(stream, pikepdf.Stream)
        image = pikepdf.PdfImage(stream).as_pil_image()
        image.load()
        return image


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_copy_holds_what_stays_and_nothing_cut_when_paper_and_cuts_are_random(
    data: st.DataObject, make_paper: MakePaper, tmp_path: Path
) -> None:
    family, mode = data.draw(st.sampled_from(FAMILIES))
    paper = make_paper(
        family,
        mode,
        lines=data.draw(LINES),
        size_pt=data.draw(st.tuples(st.integers(150, 500), st.integers(150, 500))),
        dpi=data.draw(st.sampled_from([100, 150, 200])),
        rotation=data.draw(st.sampled_from([0, 90, 180, 270])),
        crop_at=data.draw(st.sampled_from([(0, 0), (13, 27)])),
    )
    words = paper.texts.page(1).words
    if not words:
        return
    cuts = data.draw(st.sets(st.integers(0, len(words) - 1), max_size=4))
    code = data.draw(st.sampled_from(["", "1.4(d)", "(b)(6)"]))
    plan = paper.plan(*(paper.redaction(1, cut, code=code) for cut in sorted(cuts)))
    out = tmp_path / "copy.pdf"
    burn(plan, str(paper.path), str(out))

    report = verify_release(str(out), plan, ocr="none")
    assert report.clean, report.to_json()
    kept = [word.reading for word in plan.pages[0].words_kept]
    assert set(range(len(words))) - cuts == {
        index for index, word in enumerate(words) if word in plan.pages[0].words_kept
    }
    assert letters(pdfium_text(out)) == letters("".join(kept))
    assert sorted(letters("".join(w for w, _ in mupdf_words(out)))) == sorted(
        letters("".join(kept))
    )
    for box in plan.pages[0].boxes:
        assert not [
            word
            for word, place in mupdf_words(out)
            if box.rect_pt.contains(*place.centre) and letters(word)
        ]
    if mode == "1":
        assert_nothing_changed_outside(paper.images[0], copied_image(out), plan.pages[0])


def assert_nothing_changed_outside(before: Image.Image, after: Image.Image, page: Any) -> None:
    assert after.mode == "1"
    changed = ImageChops.difference(before.convert("L"), after.convert("L"))
    scale_x, scale_y = before.width / page.width_pt, before.height / page.height_pt
    printed = [rect for one in page.prints for rect in (one.rect_pt, *one.leader_pt)]
    for rect in [box.rect_pt for box in page.boxes] + printed:
        changed.paste(
            0,
            (
                int(rect.x0 * scale_x) - 2,
                int(rect.y0 * scale_y) - 2,
                int(rect.x1 * scale_x) + 3,
                int(rect.y1 * scale_y) + 3,
            ),
        )
    assert changed.getbbox() is None


@pytest.mark.parametrize(
    ("family", "mode", "codec"),
    [
        ("bilevel", "1", "/CCITTFaxDecode"),
        ("jpeg", "L", "/DCTDecode"),
        ("jpeg", "RGB", "/DCTDecode"),
        ("flate", "L", "/FlateDecode"),
        ("flate", "RGB", "/FlateDecode"),
    ],
)
def test_codec_family_and_size_are_kept_when_a_word_is_cut(
    make_paper: MakePaper, tmp_path: Path, family: str, mode: str, codec: str
) -> None:
    paper = make_paper(family, mode, lines=["WORDS OF A LONGER LINE"] * 9)
    out = tmp_path / "copy.pdf"
    plan = paper.plan(paper.redaction(1, 1))
    burn(plan, str(paper.path), str(out))
    with pikepdf.open(paper.path) as source, pikepdf.open(out) as copy:
        old, new = source.pages[0].obj, copy.pages[0].obj
        before, after = old.Resources.XObject.Im0, new.Resources.XObject.P
        assert str(after.Filter) == codec
        assert (after.Width, after.Height) == (before.Width, before.Height)
        assert after.ColorSpace == before.ColorSpace
        assert len(after.read_raw_bytes()) <= 1.1 * len(before.read_raw_bytes())
        if family == "jpeg":
            tables = [
                Image.open(io.BytesIO(image.read_raw_bytes())).quantization  # type: ignore[attr-defined]
                for image in (before, after)
            ]
            assert tables[0] == tables[1]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_words_come_out_in_order_with_spaces_and_places_when_page_is_turned(
    make_paper: MakePaper, tmp_path: Path, rotation: int
) -> None:
    paper = make_paper(rotation=rotation, size_pt=(400, 420))
    out = tmp_path / "copy.pdf"
    plan = paper.plan()
    burn(plan, str(paper.path), str(out))
    kept = plan.pages[0].words_kept
    found = mupdf_words(out)
    assert [word for word, _ in found] == [word.reading for word in kept]
    for (_, place), word in zip(found, kept, strict=True):
        assert all(
            abs(a - b) <= PLACED_WITHIN_PT
            for a, b in zip(place.as_list(), word.rect_pt.as_list(), strict=True)
        )
    if rotation in (0, 90, 270):
        assert pdfium_text(out).split() == [word.reading for word in kept]
    with pikepdf.open(out) as pdf:
        assert int(pdf.pages[0].obj.Rotate) == rotation


def test_text_layer_holds_corrected_readings_of_any_script_when_words_were_corrected(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper(lines=["ONE TWO THREE FOUR FIVE"])
    readings = ["Kovač", "Москва", "北京市", "𝔘𝔫𝔦", "naïve—x"]
    text = paper.texts.page(1)
    for index, reading in enumerate(readings):
        text = text.with_correction(index, reading)
    plan = paper.plan()
    plan = replace(plan, pages=(replace(plan.pages[0], words_kept=text.words),))
    out = tmp_path / "copy.pdf"
    burn(plan, str(paper.path), str(out))
    assert [word for word, _ in mupdf_words(out)] == readings
    assert pdfium_text(out).split() == readings
    assert verify_release(str(out), plan, ocr="none").clean


def test_copy_carries_nothing_of_the_source_when_source_has_a_title(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper()
    out = tmp_path / "copy.pdf"
    burn(paper.plan(paper.redaction(1, 1)), str(paper.path), str(out))
    with pikepdf.open(out) as pdf:
        assert list(pdf.docinfo.keys()) == ["/Producer"]
        assert str(pdf.Root.Lang) == "en"
    assert b"paper" not in out.read_bytes()
    assert verify_terms(str(out), ["Kovac", "papers"], ocr="none").clean


def test_copy_has_the_same_bytes_when_burned_twice(make_paper: MakePaper, tmp_path: Path) -> None:
    paper = make_paper("jpeg", "RGB", pages=3)
    plan = paper.plan(paper.redaction(2, 1))
    copies = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for copy in copies:
        burn(plan, str(paper.path), str(copy))
    assert copies[0].read_bytes() == copies[1].read_bytes()


def test_region_covers_what_lies_under_it_when_it_holds_words(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper()
    words = paper.texts.page(1).words
    area = words[0].rect_pt.union(words[1].rect_pt).inflated(2)
    plan = paper.plan(paper.region(1, area))
    out = tmp_path / "copy.pdf"
    burn(plan, str(paper.path), str(out))
    assert verify_release(str(out), plan, ocr="none").clean
    assert "KOVAC" not in pdfium_text(out)
    assert plan.secrets[0].readings == ("AMBASSADOR KOVAC",)


def test_progress_counts_every_page_when_burning(make_paper: MakePaper, tmp_path: Path) -> None:
    paper = make_paper(pages=3)
    told: list[tuple[int, int]] = []
    burn(
        paper.plan(),
        str(paper.path),
        str(tmp_path / "copy.pdf"),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy.pdf", "paper.pdf"]


def test_burning_says_so_when_the_copy_cannot_be_written(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    paper = make_paper()
    with pytest.raises(UserError, match=r"paper\.pdf.* could not be written"):
        burn(paper.plan(), str(paper.path), str(tmp_path / "gone" / "copy.pdf"))


def test_file_is_unreadable_when_damaged_or_encrypted(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(b"no PDF at all")
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(make_paper().path) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    for path in (damaged, locked, tmp_path / "missing.pdf"):
        with pytest.raises(UnreadableFile, match=path.name):
            verify_terms(str(path), ["Kovac"], ocr="none")


def test_verifying_never_loads_the_writer_when_it_runs() -> None:
    code = (
        "import sys, workbench.release.verify; "
        "sys.exit('pymupdf' in sys.modules or 'workbench.release.burn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 0


def test_words_drawn_twice_on_one_place_are_not_missed_when_a_reader_gives_them_once(
    make_paper: MakePaper, tmp_path: Path
) -> None:
    """As programs draw bold type; PDFium drops letters that stand on the same ones."""
    paper = make_paper()
    words = paper.texts.page(1).words
    twice = tuple(word for word in words for _ in range(2))
    paper = replace(paper, texts=DocumentText.of([PageText(1, twice)]))
    plan = paper.plan(paper.redaction(1, 2, 3))
    out = tmp_path / "copy.pdf"
    burn(plan, str(paper.path), str(out))
    assert len(pdfium_text(out).split()) < len(plan.pages[0].words_kept)
    assert verify_release(str(out), plan, ocr="none").clean
    short = replace(plan.pages[0], words_kept=plan.pages[0].words_kept[:-7])
    burn(replace(plan, pages=(short,)), str(paper.path), str(out))
    assert not verify_release(str(out), plan, ocr="none").clean
