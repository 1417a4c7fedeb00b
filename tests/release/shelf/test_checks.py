"""Mutation tests: with one check left out, the verifier no longer sees what that check is for."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Name, String

from tests.release.shelf.cases import naive_copy, release
from tests.release.shelf.drafts import SECRET, SHELF, Draft
from tests.release.shelf.files import with_update
from tests.release.shelf.images import place_word
from workbench.release import checks
from workbench.release.report import Report
from workbench.release.subject import Ocr
from workbench.release.verify import verify_release, verify_terms

Seen = set[tuple[str, str]]


def seen(report: Report) -> Seen:
    """Leaks by vector and extractor, and checks that failed by name."""
    failed = {(check.name, "failed") for check in report.checks if check.outcome == "failed"}
    return failed | {(leak.vector, leak.extractor) for leak in report.leaks}


FOREIGN = {
    checks.TEXT_PDFIUM: ("text_rotated90", "page text", "pdfium"),
    checks.TEXT_PDFMINER: ("text_rotated90", "page text", "pdfminer"),
    checks.BY_PLACE: ("text_of_two_lines_in_turns", "page text, by place", "pdfium"),
    checks.TEXT_PIKEPDF: ("actualtext_inline_other_glyphs", "page content", "pikepdf"),
    checks.PAGE_TURN: ("text_over_page_turn", "a word over a page turn", "pdfminer"),
    checks.FAINT: ("faint_on_white", "faint, but legible", "OCR"),
    checks.IMAGES: ("image_never_invoked", "legible in a stored image", "OCR"),
    checks.HIDDEN_TEXT: ("text_under_hatching", "text under a dark box", "pdfium"),
    checks.COVERED: ("image_gray", "drawn under a shape", "pdfium, drawn without covers"),
    checks.OPEN_REDACTIONS: (
        "annot_redact_unapplied",
        "a redaction that was only marked",
        "pikepdf",
    ),
    checks.OBJECTS: ("docinfo", "metadata", "pikepdf"),
    checks.ENCODED: ("xmp_base64", "XMP metadata, encoded", "pikepdf"),
    checks.FONTS: ("font_subset_residue", "letters left in a font", "pikepdf"),
    checks.IMAGE_DATA: ("jpeg_exif", "image data", "pikepdf"),
    checks.ATTACHMENTS: ("embedded_zip", checks.ATTACHMENTS, "failed"),
    checks.OUTSIDE: ("bytes_after_eof", "bytes after the end", "raw bytes"),
    checks.RAW_BYTES: ("incremental_prior", "a stream in the raw file", "raw bytes"),
    checks.FILE_NAME: ("file_name", "file name", "the file system"),
}


@pytest.mark.parametrize("check", FOREIGN)
def test_leak_is_missed_when_its_check_is_left_out(check: str, tmp_path: Path) -> None:
    name, vector, extractor = FOREIGN[check]
    path, _ = naive_copy(name, tmp_path, says_it=False)
    ocr: Ocr = "all" if SHELF[name].legible else "none"
    whole = verify_terms(str(path), [SECRET], ocr=ocr)
    assert (vector, extractor) in seen(whole), whole.to_json()
    blind = verify_terms(str(path), [SECRET], ocr=ocr, without=[check])
    assert (vector, extractor) not in seen(blind)
    assert _outcome(blind, check) == "skipped"


@pytest.mark.parametrize(
    ("check", "extractor"), [(checks.OCR, "OCR, 200 dpi"), (checks.OCR_AGAIN, "OCR, 300 dpi")]
)
def test_word_in_pixels_is_missed_when_its_reading_is_left_out(
    check: str, extractor: str, tmp_path: Path
) -> None:
    draft = Draft()
    draft.add_page()
    place_word(draft)
    path = tmp_path / "scan.pdf"
    path.write_bytes(draft.saved())
    found = ("legible in the pixels", extractor)
    assert found in seen(verify_terms(str(path), [SECRET]))
    assert found not in seen(verify_terms(str(path), [SECRET], without=[check]))


def _with(path: Path, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(path) as pdf:
        change(pdf)
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _short(copy: Any) -> str:
    def drop(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[1]

    return str(copy.damaged("short.pdf", _with(copy.path, drop)))


def _worded(copy: Any) -> str:
    return str(copy.burned_otherwise(words_kept=copy.paper.texts.page(1).words))


def _wordless(copy: Any) -> str:
    return str(copy.burned_otherwise(words_kept=copy.plan.pages[0].words_kept[:-2]))


def _boxless(copy: Any) -> str:
    return str(copy.burned_otherwise(boxes=()))


def _noted(copy: Any) -> str:
    def note(pdf: pikepdf.Pdf) -> None:
        pdf.Root[Name("/XX_Note")] = String("nothing that anyone cut")

    return str(copy.damaged("noted.pdf", _with(copy.path, note)))


def _revised(copy: Any) -> str:
    data = _with(copy.path, lambda _: None)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number = pdf.Root.objgen[0]
        body = pdf.Root.unparse(resolved=True)
    return str(copy.damaged("revised.pdf", with_update(data, number, body)))


OWN: dict[str, tuple[Callable[[Any], str], str, str]] = {
    checks.SIZES: (_short, checks.SIZES, "failed"),
    checks.UNDER_BOX: (_worded, "text under a box", "pdfium"),
    checks.LOST: (_wordless, checks.LOST, "failed"),
    checks.OPAQUE: (_boxless, "box missing", "pikepdf, image"),
    checks.STRUCTURE: (_noted, "structure: 1 unknown entries in the catalogue", "pikepdf"),
    checks.REVISIONS: (_revised, "an earlier revision", "raw bytes"),
}


@pytest.mark.parametrize("check", OWN)
def test_fault_of_our_own_copy_is_missed_when_its_check_is_left_out(
    check: str, clean_copy: Any
) -> None:
    spoil, vector, extractor = OWN[check]
    path = spoil(clean_copy)
    whole = verify_release(path, clean_copy.plan, ocr="none")
    assert (vector, extractor) in seen(whole), whole.to_json()
    blind = verify_release(path, clean_copy.plan, ocr="none", without=[check])
    assert (vector, extractor) not in seen(blind)
    assert _outcome(blind, check) == "skipped"


def test_ink_beside_a_box_is_missed_when_its_check_is_left_out(clean_copy: Any) -> None:
    page = clean_copy.plan.pages[0]
    box = page.boxes[0]
    half = replace(box.rect_pt, x0=box.rect_pt.x0 + box.rect_pt.width * 0.45)
    narrowed = replace(page, boxes=(replace(box, rect_pt=half),))
    plan = replace(clean_copy.plan, pages=(narrowed, *clean_copy.plan.pages[1:]))
    path = clean_copy.burned_otherwise(boxes=narrowed.boxes)
    found = ("partly covered ink", "pikepdf, image")
    assert found in seen(verify_release(path, plan, ocr="none"))
    assert found not in seen(verify_release(path, plan, ocr="none", without=[checks.INK]))


def test_every_check_has_its_mutation() -> None:
    assert {*FOREIGN, *OWN, checks.OCR, checks.OCR_AGAIN, checks.INK} == set(checks.ALL)


def test_verification_refuses_to_leave_out_what_is_no_check(clean_copy: Any) -> None:
    with pytest.raises(ValueError, match="no such checks"):
        verify_release(str(clean_copy.path), clean_copy.plan, without=["all of it"])


def _outcome(report: Report, check: str) -> str:
    return next(c.outcome for c in report.checks if c.name == check)


@pytest.mark.parametrize(
    ("name", "vector"),
    [
        ("image_under_a_soft_mask", "legible in a stored image"),
        ("image_under_a_turned_stencil", "legible in a stored image"),
        ("image_rows_below_its_height", "legible in stored samples"),
        ("image_palette_of_one_colour", "legible in stored samples"),
    ],
)
def test_samples_nobody_sees_in_our_own_copy_are_missed_when_images_are_left_out(
    name: str, vector: str, tmp_path: Path
) -> None:
    path, plan = release(name, "preserve", tmp_path)
    with (
        pikepdf.open(path, allow_overwriting_input=True) as copy,
        pikepdf.open(tmp_path / "source.pdf") as source,
    ):
        image = copy.copy_foreign(source.pages[0].Resources.XObject.Im0)
        shown = copy.pages[0].Resources.XObject
        for key in list(shown.keys()):
            if shown[key].get("/Subtype") == Name.Image:
                shown[key] = image
        copy.save(path)
    found = (vector, "OCR")
    assert found in seen(verify_release(str(path), plan, mode="preserve"))
    blind = verify_release(str(path), plan, mode="preserve", without=[checks.IMAGES])
    assert found not in seen(blind)
