"""One file for each way in which a secret survives: what leaks is refused, a release is clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.release.shelf import independent
from tests.release.shelf.cases import MODES, naive_copy, release
from tests.release.shelf.drafts import SECRET, SHELF
from workbench.release.subject import Ocr
from workbench.release.verify import verify_project_copy, verify_release, verify_terms


def _ocr(name: str) -> Ocr:
    return "all" if SHELF[name].legible else "none"


@pytest.mark.parametrize("name", SHELF)
def test_leak_is_refused_by_its_name_when_only_this_one_is_left(name: str, tmp_path: Path) -> None:
    """The word is gone from the page's text; only the place of this vector still holds it."""
    path, _ = naive_copy(name, tmp_path, says_it=False)
    report = verify_terms(str(path), [SECRET], ocr=_ocr(name))
    assert not report.clean
    assert SHELF[name].leak in {leak.vector for leak in report.leaks}, report.to_json()
    assert SECRET.casefold() not in report.to_json().casefold()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", SHELF)
def test_release_is_clean_by_verifier_and_by_another_look(
    name: str, mode: str, tmp_path: Path
) -> None:
    out, plan = release(name, mode, tmp_path)
    report = verify_release(str(out), plan, ocr=_ocr(name), mode=mode)
    assert report.clean, report.to_json()
    assert not independent.places_of(out, SECRET)
    boxes = [(page.number, box.rect_pt) for page in plan.pages for box in page.boxes]
    assert not independent.uncovered(out, boxes)
    if SHELF[name].legible:
        assert not independent.legible(out, SECRET, len(plan.pages))


@pytest.mark.parametrize("name", ["text_plain", "widget_value", "image_gray", "docinfo"])
def test_naive_copy_is_refused_when_a_project_knows_what_was_cut(name: str, tmp_path: Path) -> None:
    path, plan = naive_copy(name, tmp_path, says_it=True)
    report = verify_project_copy(str(path), plan, ocr="none")
    assert {"text under a box", SHELF[name].leak} <= {leak.vector for leak in report.leaks}


def test_shelf_holds_every_vector_that_was_measured() -> None:
    assert len(SHELF) >= 171
