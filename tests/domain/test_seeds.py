"""The five real papers, where they are at hand: numbers, portions, banners and arithmetic."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from workbench.domain.banners import misread_level, parse_banner
from workbench.domain.damage import repair_text
from workbench.domain.declassification import read_declassification
from workbench.domain.eligibility import eligibility
from workbench.domain.furniture import Furniture, furniture, is_catchword
from workbench.domain.numbering import number_token, read_sequence
from workbench.domain.portions import is_letter_list, parse_portion

pytestmark = pytest.mark.shared


@pytest.fixture
def seeds(shared_data: Path) -> Path:
    folder = shared_data / "seeds"
    if not folder.is_dir():
        pytest.skip("the real papers are not on this machine")
    return folder


def lines(seeds: Path, number: int) -> list[str]:
    """A paper's lines up to where a web site's own text begins."""
    text = next(seeds.glob(f"{number:03}_*.txt")).read_text(encoding="utf-8")
    held = text.split("\n")
    ends = [n for n, line in enumerate(held) if furniture(line) is Furniture.BOILERPLATE]
    return held[: ends[0]] if ends else held


def numbered(seeds: Path, number: int) -> tuple[dict[int, str | None], tuple[int, ...]]:
    """Paragraph numbers with their marks, and the numbers that are lost."""
    opening = [(line, token) for line in lines(seeds, number) if (token := number_token(line))]
    read = read_sequence([token[0] for _, token in opening])
    assert read.sure or not opening
    marks = {}
    for (line, _), decoded in zip(opening, read.numbers, strict=True):
        if decoded is not None:
            portion = parse_portion(line)
            marks[decoded] = portion.mark if portion else None
    return marks, read.lost


def test_description_and_translation_bear_no_marks(seeds: Path) -> None:
    for number in (0, 2):
        assert not any(parse_banner(line) or misread_level(line) for line in lines(seeds, number))
        assert numbered(seeds, number) == ({}, ())


def test_numbers_read_as_latex_and_eleven_are_one_sequence(seeds: Path) -> None:
    marks, lost = numbered(seeds, 1)
    assert list(marks) == [1, 2, 5, 6, 7, 8, 10, 11, 12]
    assert lost == (3, 4, 9)
    assert Counter(marks.values()) == {"C": 8, "SBU": 1}
    order = next(line for line in lines(seeds, 1) if line.startswith("E.O."))
    read = read_declassification(order, 2008)
    assert read is not None
    sums = eligibility(read, date(2008, 4, 4), "C")
    assert sums is not None
    assert (str(sums.eligible), sums.flags) == ("2033-12-31", ("X_CODE_RETIRED",))


def test_letters_of_lists_are_no_portions(seeds: Path) -> None:
    letters = [line.lstrip("- ")[1] for line in lines(seeds, 1) if line.lstrip("- ")[:1] == "("]
    assert is_letter_list(letters[:4])


def test_british_telegram_has_a_banner_a_page_and_no_portions(seeds: Path) -> None:
    marks, lost = numbered(seeds, 3)
    assert (set(marks.values()), lost) == ({None}, (4,))
    held = [line for line in lines(seeds, 3) if line.strip()]
    assert sum(misread_level(line) is not None and parse_banner(line) is None for line in held) == 1
    place = held.index("ANXIOUS")
    assert is_catchword(held[place], held[place + 3])


def test_hundred_and_sixteen_paragraphs_keep_their_marks(seeds: Path) -> None:
    marks, lost = numbered(seeds, 4)
    assert Counter(marks.values()) == {"C": 112, "SBU": 2, "U": 2}
    assert lost == (5,)
    repairs = Counter(
        (one.kind, str(one.trust))
        for one in repair_text("\n".join(lines(seeds, 4)), fewest_pairs=2).repairs
    )
    assert repairs["apostrophe", "SAFE"] == 76
    assert repairs["dash", "SAFE"] == 15
    assert repairs["quote", "SAFE"] >= 48
