"""The tilt of a scan: found, undone, and boxes brought back to where their ink stands."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from workbench.domain.geometry import Rect
from workbench.engines.skew import Straightened, skew_of, straightened

SIZE = (1000, 1400)


def lines_of_print(size: tuple[int, int] = SIZE) -> Image.Image:
    """Level rows of short dashes, as print looks from afar."""
    image = Image.new("L", size, 245)
    draw = ImageDraw.Draw(image)
    for row in range(12, 40):
        y = row * size[1] // 52
        for column in range(10, 70 - 11 * (row % 3)):
            x = column * size[0] // 80
            draw.rectangle((x, y, x + 7, y + 9 + column % 4), fill=20)
    return image


def tilted(image: Image.Image, degrees: float) -> Image.Image:
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=245)


@pytest.mark.parametrize("degrees", [-6.0, -3.3, -1.0, -0.5, 0.6, 2.0, 4.7])
def test_tilt_is_found_when_a_page_of_print_is_turned(degrees: float) -> None:
    assert skew_of(tilted(lines_of_print(), degrees)) == pytest.approx(-degrees, abs=0.2)


@pytest.mark.parametrize("image", [lines_of_print(), Image.new("L", SIZE, 240)])
def test_page_is_left_as_it_is_when_level_or_blank(image: Image.Image) -> None:
    straight = straightened(image)
    assert straight.degrees == 0.0
    assert straight.image is image


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (40, 40)])
def test_tilt_is_none_when_an_image_is_tiny(size: tuple[int, int]) -> None:
    assert skew_of(Image.new("L", size, 128)) == 0.0


@pytest.mark.parametrize("mode", ["1", "L"])
def test_page_lies_level_when_straightened(mode: str) -> None:
    page = tilted(lines_of_print(), 2.5).convert(mode, dither=Image.Dither.NONE)
    assert abs(skew_of(straightened(page).image)) <= 0.2


@given(
    st.floats(-7, 7),
    st.integers(100, 850),
    st.integers(100, 1250),
    st.integers(8, 120),
    st.integers(8, 40),
)
@settings(max_examples=50, deadline=None)
def test_box_meets_its_ink_when_brought_back(
    degrees: float, x: int, y: int, width: int, height: int
) -> None:
    page = Image.new("L", SIZE, 255)
    page.paste(0, (x, y, x + width, y + height))
    turned = page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    box = turned.point([255 if tone < 128 else 0 for tone in range(256)]).getbbox()
    assert box is not None
    back = Straightened(turned, degrees, SIZE).back(Rect(*map(float, box)))
    # A box around a tilted box is larger by the tilt on each side, twice.
    lean = abs(math.sin(math.radians(degrees)))
    slack_x, slack_y = 2.5 + 1.1 * lean * height, 2.5 + 1.1 * lean * width
    assert back.x0 == pytest.approx(x, abs=slack_x)
    assert back.x1 == pytest.approx(x + width, abs=slack_x)
    assert back.y0 == pytest.approx(y, abs=slack_y)
    assert back.y1 == pytest.approx(y + height, abs=slack_y)
    assert back.y0 <= y + 1.5
    assert back.y1 >= y + height - 1.5
