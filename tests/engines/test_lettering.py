"""Drawn text against its own letters: lies are found, odd but honest pages are left in peace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from tests.engines.papers import paper
from workbench.engines.layer import text_layer
from workbench.engines.lettering import letters_are_true
from workbench.engines.pdf import open_page

SAID = "The harbour master reports three lanterns missing from the pier"
OTHER = "Buy twelve yellow umbrellas and send the invoice to nobody else"


def judged(folder: Path, draw: Callable[[pymupdf.Page], None], said: str | None = None) -> bool:
    """Whether the letters are found true; ``said`` is claimed in place of the first line."""
    path = paper(folder / "paper.pdf", draw)
    page = open_page(path, 1)
    words = text_layer(page, []).painted
    if said is not None:
        claims = said.split()
        words = tuple(
            replace(word, ocr_reading=claim) for word, claim in zip(words, claims, strict=False)
        )
    return letters_are_true(page, path, words, "eng")


def typed(page: pymupdf.Page) -> None:
    page.insert_text((72, 120), SAID, fontname="cour", fontsize=11)


def test_letters_are_true_when_drawn_as_said(tmp_path: Path) -> None:
    assert judged(tmp_path, typed)


def test_letters_are_false_when_something_else_is_drawn(tmp_path: Path) -> None:
    assert not judged(tmp_path, typed, OTHER)


def test_letters_are_false_when_they_stand_for_whatever_is_drawn(tmp_path: Path) -> None:
    private = " ".join("\ue001\ue002\ue003" for _ in SAID.split())
    assert not judged(tmp_path, typed, private)


def test_bullets_of_a_symbol_font_are_no_lie(tmp_path: Path) -> None:
    assert judged(
        tmp_path, typed, "\uf0b7 harbour master reports three lanterns missing from the pier"
    )


@pytest.mark.parametrize("turn", [90, 270])
def test_page_is_left_in_peace_when_its_lines_run_up_or_down(tmp_path: Path, turn: int) -> None:
    def draw(page: pymupdf.Page) -> None:
        for column in range(4):
            page.insert_text((200 + 30 * column, 420), SAID[:40], rotate=turn)

    assert judged(tmp_path, draw)


def test_page_is_left_in_peace_when_there_is_too_little_to_tell(tmp_path: Path) -> None:
    assert judged(tmp_path, lambda page: page.insert_text((72, 120), "Page 4 of 9"), "Leaf 5 by 3")
    assert judged(tmp_path, lambda page: None)
