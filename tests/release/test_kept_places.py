"""Where kept letters stand tells no more of a cut word's width than its box does."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pymupdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tests.release.test_preserve import born_digital, numbered, plan_for
from workbench.release.preserve import burn_preserved
from workbench.release.verify import verify_release

HEIGHT = 300
BEFORE, SECRET, AFTER = ("Talks", "with"), "Kovacevic", ("went", "on", "until", "dusk")
_FONT = pymupdf.Font("helv")
_SIZE, _RIGHT = 12.0, 263.3


def _wide(text: str, size: float = _SIZE) -> float:
    return float(_FONT.text_length(text, size))


def _line(secret: str) -> list[str]:
    return [*BEFORE, secret, *AFTER]


def _places(secret: str, left: float = 20.0) -> list[tuple[str, float]]:
    x, found = left, []
    for word in _line(secret):
        found.append((word, x))
        x += _wide(word + " ")
    return found


def justified_by_word_spacing(secret: str) -> str:
    line = " ".join(_line(secret))
    more = (_RIGHT - 20 - _wide(line)) / line.count(" ")
    return f"BT /F9 12 Tf {more:.5f} Tw 20 250 Td ({line}) Tj ET"


def justified_by_letter_spacing(secret: str) -> str:
    line = " ".join(_line(secret))
    more = (_RIGHT - 20 - _wide(line)) / len(line)
    return f"BT /F9 12 Tf {more:.5f} Tc 20 250 Td ({line}) Tj ET"


def justified_by_stretch(secret: str) -> str:
    line = " ".join(_line(secret))
    return f"BT /F9 12 Tf {100 * 243.3 / _wide(line):.4f} Tz 20 250 Td ({line}) Tj ET"


def justified_by_steps(secret: str) -> str:
    """As word processors write it: a step for what each letter was rounded by, from the left."""
    parts, true, drawn = [], 0.0, 0.0
    for sign in " ".join(_line(secret)):
        parts.append(f"{(drawn - true) * 1000 / _SIZE:.2f} ({sign})")
        drawn = true + _wide(sign)
        true += _wide(sign) * 1.0137
    return f"BT /F9 12 Tf 20 250 Td [{' '.join(parts)}] TJ ET"


def centred(secret: str) -> str:
    line = " ".join(_line(secret))
    return f"BT /F9 12 Tf {200 - _wide(line) / 2:.5f} 250 Td ({line}) Tj ET"


def each_word_placed(secret: str) -> str:
    return "\n".join(f"BT /F9 12 Tf {x:.5f} 250 Td ({w}) Tj ET" for w, x in _places(secret))


def each_letter_placed(secret: str) -> str:
    parts = []
    for word, x in _places(secret):
        for at, sign in enumerate(word):
            parts.append(f"1 0 0 1 {x + _wide(word[:at]):.5f} 250 Tm ({sign}) Tj")
    return f"BT /F9 12 Tf {' '.join(parts)} ET"


def each_word_moved_to(secret: str) -> str:
    return "\n".join(
        f"q 1 0 0 1 {x:.5f} 250 cm BT 12 0 0 12 0 0 Tm /F9 1 Tf ({w}) Tj ET Q"
        for w, x in _places(secret)
    )


def each_word_moved_on(secret: str) -> str:
    parts, at = ["q 0.5 0 0 0.5 0 0 cm"], 0.0
    for word, x in _places(secret):
        parts.append(f"1 0 0 1 {2 * x - at:.5f} 0 cm BT /F9 24 Tf 0 500 Td ({word}) Tj ET")
        at = 2 * x
    return "\n".join([*parts, "Q"])


STYLES = (
    justified_by_word_spacing,
    justified_by_letter_spacing,
    justified_by_stretch,
    justified_by_steps,
    centred,
    each_word_placed,
    each_letter_placed,
    each_word_moved_to,
    each_word_moved_on,
)


def _copy(style: Callable[[str], str], secret: str, folder: Path) -> Path:
    folder.mkdir()
    source, out = folder / "paper.pdf", folder / "copy.pdf"
    born_digital(source, style(secret).encode(), (400, HEIGHT))
    plan = plan_for(source)
    plan = plan_for(source, numbered(plan, source, secret))
    assert burn_preserved(plan, str(source), str(out)).rebuilt == ()
    report = verify_release(str(out), plan, ocr="none", mode="preserve")
    assert report.clean, report.to_json()
    return out


def _letters(path: Path) -> list[tuple[str, float]]:
    """Letters of the page and where each begins, blanks too."""
    found = []
    with pypdfium2.PdfDocument(path) as document:
        page = document[0]
        text = page.get_textpage()
        x, y = ctypes.c_double(), ctypes.c_double()
        for index in range(text.count_chars()):
            pdfium.FPDFText_GetCharOrigin(text.raw, index, x, y)
            found.append((chr(pdfium.FPDFText_GetUnicode(text.raw, index)), x.value))
        text.close()
        page.close()
    return found


def _numbers(path: Path) -> list[float]:
    """All numbers of the page's content before its boxes are drawn."""
    with pikepdf.open(path) as pdf:
        steps = list(pikepdf.parse_content_stream(pdf.pages[0]))
    boxes = max(at for at, step in enumerate(steps) if str(step.operator) == "BMC")
    content = pikepdf.unparse_content_stream(steps[:boxes])
    return [float(found) for found in re.findall(rb"(?<![\w#])-?\d*\.?\d+(?![\w#])", content)]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_words_on_a_line_with_a_cut_stand_on_a_grid(
    style: Callable[[str], str], tmp_path: Path
) -> None:
    path = _copy(style, SECRET, tmp_path / "copy")
    letters = _letters(path)
    starts = [
        x
        for (sign, x), (before, _) in zip(letters, [(" ", 0.0), *letters], strict=False)
        if sign.isalpha() and not before.isalpha()
    ]
    assert len(starts) == len(BEFORE) + len(AFTER)
    assert all(abs(x * 4 - round(x * 4)) < 0.002 for x in starts), starts
    with pikepdf.open(path) as pdf:
        steps = list(pikepdf.parse_content_stream(pdf.pages[0]))
    assert not [step for step in steps if str(step.operator) == "Tw"]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_two_names_of_nearly_one_width_give_one_copy(
    style: Callable[[str], str], tmp_path: Path
) -> None:
    """They differ by less than boxes do, and with them all that hangs on the cut word's width."""
    one, other = "Jarvin", "Potter"
    assert 0 < abs(_wide(one) - _wide(other)) < 0.02
    numbers = [_numbers(_copy(style, name, tmp_path / name)) for name in (one, other)]
    assert numbers[0] == numbers[1]
