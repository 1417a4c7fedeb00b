"""Paper, ribbon, stamps, pens and the scanner: what makes a clean page look like a real one.

Everything is drawn from a ``random.Random`` that the sample's seed starts, with Pillow alone,
so the same source gives the same pixels on every machine with the same Pillow.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from random import Random
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from sheets import TypedWord, face, width_of

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Move = Callable[[Point], Point]
OVER = 2
"""Ink is drawn this many times larger than the scan and then reduced."""
INKS = {
    "black": (38, 36, 42),
    "blue": (32, 48, 140),
    "red": (176, 32, 40),
    "violet": (96, 40, 130),
    "green": (24, 96, 60),
    "pencil": (110, 108, 110),
}


@cache
def _truetype(font: str, px: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(face(font).buffer), px)


def cloud(rng: Random, size: tuple[int, int], grain_px: float, low: int, high: int) -> Image.Image:
    """A grey image of soft blotches about ``grain_px`` wide, from ``low`` to ``high``."""
    width = max(2, round(size[0] / grain_px))
    height = max(2, round(size[1] / grain_px))
    small = Image.frombytes("L", (width, height), rng.randbytes(width * height))
    blotches = small.resize(size, Image.Resampling.BICUBIC) if grain_px > 1 else small
    return blotches.point([low + (high - low) * v // 255 for v in range(256)])


def hull(boxes: Iterable[Box], move: Move) -> Box:
    """The upright box around boxes whose corners have been moved."""
    points = [move(p) for x0, y0, x1, y1 in boxes for p in ((x0, y0), (x1, y0), (x0, y1), (x1, y1))]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (min(xs), min(ys), max(xs), max(ys))


def turn(degrees: float, centre: Point) -> Move:
    """Rotation anticlockwise for the eye about a point, as ``Image.rotate`` turns."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def move(point: Point) -> Point:
        x, y = point[0] - centre[0], point[1] - centre[1]
        return (centre[0] + x * cos + y * sin, centre[1] - x * sin + y * cos)

    return move


class Page:
    """One page being made: ink masks by colour, and where each thing came to stand (points)."""

    def __init__(self, width_pt: float, height_pt: float, dpi: int, rng: Random) -> None:
        self.dpi, self.rng = dpi, rng
        self.width_pt, self.height_pt = width_pt, height_pt
        self.size = (round(width_pt * dpi / 72), round(height_pt * dpi / 72))
        self.scale = dpi / 72 * OVER
        self.layers: list[tuple[str, Image.Image]] = []
        self.blanks: list[Box] = []

    def _mask(self) -> Image.Image:
        return Image.new("L", (self.size[0] * OVER, self.size[1] * OVER), 0)

    def type(self, words: Sequence[TypedWord], wear: float, weight: float) -> list[list[Box]]:
        """Strike the words; returns each word's ink boxes, one a glyph, before any skew."""
        mask = self._mask()
        draw = ImageDraw.Draw(mask)
        boxes = []
        for word in words:
            strikes = []
            hard = self.rng.uniform(0.9, 1.0)
            for index, sign in enumerate(word.text):
                x = word.x + width_of(word.text[:index], word.font, word.size)
                shake = 0.22 if word.font.startswith("co") else 0.0
                x += self.rng.uniform(-shake, shake)
                y = word.baseline + self.rng.uniform(-shake, shake)
                force = round(255 * hard * self.rng.uniform(1 - 0.3 * wear, 1.0))
                strikes.append(self._strike(draw, sign, (x, y), word, weight, force))
            boxes.append(strikes)
        mask = mask.resize(self.size, Image.Resampling.BOX)
        worn = cloud(self.rng, self.size, 40, round(255 * (1 - 0.55 * wear)), 255)
        rough = cloud(self.rng, self.size, 2.0, round(255 * (1 - 0.9 * wear)), 255)
        mask = ImageChops.multiply(ImageChops.multiply(mask, worn), rough)
        self.layers.append(("black", mask.filter(ImageFilter.GaussianBlur(0.45))))
        return boxes

    def _strike(
        self, draw: ImageDraw.ImageDraw, sign: str, at: Point, word: TypedWord, weight: float,
        force: int,
    ) -> Box:  # fmt: skip
        font = _truetype(word.font, word.size * self.scale)
        x, y = at[0] * self.scale, at[1] * self.scale
        stroke = weight * self.scale
        draw.text((x, y), sign, fill=force, font=font, anchor="ls", stroke_width=stroke)
        x0, y0, x1, y1 = draw.textbbox((x, y), sign, font=font, anchor="ls", stroke_width=stroke)
        return (x0 / self.scale, y0 / self.scale, x1 / self.scale, y1 / self.scale)

    def stamp(self, spec: dict[str, Any]) -> tuple[list[tuple[str, list[Box], int]], Move]:
        """Set a rubber stamp; returns its words with glyph boxes and line, and how it was turned.

        ``spec``: ``text`` (lines), ``x``, ``y`` (centre, points), ``size``, ``angle``, ``ink``,
        ``border`` (points), ``font``; ``width`` and ``height`` fix the frame; ``blank`` wipes the
        ground first, as an excision does.
        """
        lines: list[str] = spec["text"]
        size, font = float(spec.get("size", 14)), spec.get("font", "hebo")
        width = spec.get("width") or max(width_of(t, font, size) for t in lines) + size * 1.2
        height = spec.get("height") or size * (1.25 * len(lines) + 0.55)
        left, top = spec["x"] - width / 2, spec["y"] - height / 2
        mask = self._mask()
        draw = ImageDraw.Draw(mask)
        frame = [v * self.scale for v in (left, top, left + width, top + height)]
        if spec.get("border"):
            draw.rounded_rectangle(
                frame, radius=3 * self.scale, outline=255, width=round(spec["border"] * self.scale)
            )
        words = []
        baseline = spec["y"] - size * 1.25 * (len(lines) - 1) / 2 + size * 0.36
        for number, text in enumerate(lines):
            x = spec["x"] - width_of(text, font, size) / 2
            for found in re.finditer(r"\S+", text):
                part = found[0]
                at = x + width_of(text[: found.start()], font, size)
                word = TypedWord(part, at, baseline, font, size, number)
                glyphs = [
                    self._strike(
                        draw, sign, (at + width_of(part[:i], font, size), baseline), word, 0.0, 255
                    )
                    for i, sign in enumerate(part)
                ]
                words.append((part, glyphs, number))
            baseline += size * 1.25
        angle = float(spec.get("angle", 0))
        centre = (spec["x"], spec["y"])
        if angle:
            pivot = (centre[0] * self.scale, centre[1] * self.scale)
            mask = mask.rotate(angle, Image.Resampling.BICUBIC, center=pivot)
        mask = mask.resize(self.size, Image.Resampling.BOX)
        if spec.get("blank"):
            self.blanks.append((left, top, left + width, top + height))
        else:
            uneven = cloud(self.rng, self.size, 55, 120, 255)
            dry = cloud(self.rng, self.size, 2.5, 60, 255).point(
                [min(255, v * 2) for v in range(256)]
            )
            mask = ImageChops.multiply(ImageChops.multiply(mask, uneven), dry)
            mask = mask.filter(ImageFilter.GaussianBlur(0.5))
        self.layers.append((spec.get("ink", "violet"), mask))
        return words, turn(angle, centre)

    def pen(self, spec: dict[str, Any]) -> Box:
        """Draw a hand mark: ``kind`` and its place; returns the box of the ink."""
        mask = self._mask()
        draw = ImageDraw.Draw(mask)
        width = float(spec.get("width", 1.1)) * self.scale
        xs, ys = [], []
        for path in hand_paths(spec, self.rng):
            drawn = smooth(path)
            for index, (x, y) in enumerate(drawn):
                swell = 0.75 + 0.35 * math.sin(index / 9.0 + len(path)) ** 2
                r = width * swell / 2
                px, py = x * self.scale, y * self.scale
                draw.ellipse((px - r, py - r, px + r, py + r), fill=235)
                xs += [x - r / self.scale, x + r / self.scale]
                ys += [y - r / self.scale, y + r / self.scale]
        mask = mask.resize(self.size, Image.Resampling.BOX)
        ink = spec.get("ink", "blue")
        if ink == "pencil":
            mask = ImageChops.multiply(mask, cloud(self.rng, self.size, 2.0, 90, 255))
        self.layers.append((ink, mask))
        return (min(xs), min(ys), max(xs), max(ys))

    def scan(self, spec: dict[str, Any]) -> tuple[Image.Image, Move]:
        """Lay the ink on paper, then scan it: returns the image in colour and the skew's move.

        ``spec``: ``paper`` (red, green, blue), ``skew`` (degrees), ``noise``, ``holes``,
        ``shadow``, ``fold``, ``through`` (print of the other side), ``specks``.
        """
        tint = tuple(spec.get("paper", (246, 244, 238)))
        blotch = cloud(self.rng, self.size, 260, 255 - round(spec.get("blotch", 10)), 255)
        fibre = cloud(self.rng, self.size, 3, 249, 255)
        ground = Image.merge("RGB", [ImageChops.multiply(blotch, fibre)] * 3)
        ground = ImageChops.multiply(ground, Image.new("RGB", self.size, tint))
        if through := spec.get("through"):
            back = self.layers[0][1].transpose(Image.Transpose.FLIP_LEFT_RIGHT)
            back = back.filter(ImageFilter.GaussianBlur(2.2)).point(
                [round(v * through) for v in range(256)]
            )
            ground.paste(INKS["black"], (0, 0), back)
        px = self.dpi / 72
        blank = ImageDraw.Draw(ground)
        for number, (ink, mask) in enumerate(self.layers):
            ground.paste(INKS[ink], (0, 0), mask)
            if number == 0:
                for box in self.blanks:
                    blank.rectangle([v * px for v in box], fill=tint)
        self._wear(ground, spec)
        skew = float(spec.get("skew", 0.0))
        if skew:
            outside = tuple(spec.get("outside", tint))
            ground = ground.rotate(skew, Image.Resampling.BICUBIC, fillcolor=outside)
        if shadow := spec.get("shadow"):
            ground = _shadowed(ground, float(shadow), px)
        grain = cloud(self.rng, self.size, 1, 0, 255)
        ground = Image.blend(
            ground, Image.merge("RGB", [grain] * 3), float(spec.get("noise", 0.04))
        )
        ground = ground.filter(ImageFilter.GaussianBlur(float(spec.get("soft", 0.5))))
        return ground, turn(skew, (self.width_pt / 2, self.height_pt / 2))

    def _wear(self, ground: Image.Image, spec: dict[str, Any]) -> None:
        px = self.dpi / 72
        draw = ImageDraw.Draw(ground)
        for x, y in spec.get("holes", ()):
            r = 8.2 * px
            cx, cy = x * px, y * px
            draw.ellipse((cx - r - 1, cy - r - 1, cx + r + 1, cy + r + 1), fill=(120, 116, 108))
            draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=(30, 29, 30))
        if y := spec.get("fold"):
            draw.line((0, y * px, self.size[0], (y + 1.5) * px), fill=(205, 200, 190), width=2)
            draw.line(
                (0, y * px + 2, self.size[0], (y + 1.5) * px + 2), fill=(252, 250, 246), width=1
            )
        for _ in range(int(spec.get("specks", 40))):
            x, y = self.rng.uniform(0, self.size[0]), self.rng.uniform(0, self.size[1])
            r = self.rng.choice((0.5, 0.5, 0.8, 1.2, 1.8))
            shade = self.rng.randrange(20, 140)
            draw.ellipse((x - r, y - r, x + r, y + r), fill=(shade, shade, shade))


def _shadowed(image: Image.Image, strength: float, px: float) -> Image.Image:
    """The dark band a bound or curled left edge leaves, and a thin one at the foot."""
    band = Image.new("L", (image.width, 1), 255)
    reach = 34 * px
    for x in range(min(image.width, int(reach))):
        band.putpixel((x, 0), round(255 * (1 - strength * (1 - x / reach) ** 3)))
    image = ImageChops.multiply(image, Image.merge("RGB", [band.resize(image.size)] * 3))
    foot = Image.new("L", (1, image.height), 255)
    depth = int(7 * px)
    for y in range(depth):
        foot.putpixel(
            (0, image.height - 1 - y), round(255 * (1 - strength * 0.6 * (1 - y / depth)))
        )
    return ImageChops.multiply(image, Image.merge("RGB", [foot.resize(image.size)] * 3))


def smooth(points: Sequence[Point], step_pt: float = 0.25) -> list[Point]:
    """Points of a Catmull-Rom curve through the given ones, close enough to draw as dots."""
    padded = [points[0], *points, points[-1]]
    out: list[Point] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        steps = max(2, int(math.dist(b, c) / step_pt))
        for k in range(steps):
            t = k / steps
            out.append((_catmull(a[0], b[0], c[0], d[0], t), _catmull(a[1], b[1], c[1], d[1], t)))
    return [*out, points[-1]]


def _catmull(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3
    )


def hand_paths(spec: dict[str, Any], rng: Random) -> list[list[Point]]:
    """The strokes of a hand mark, in points.

    Kinds: ``underline`` and ``strike`` (x, y, length), ``margin`` (x, y, length downwards),
    ``tick`` (x, y, size), ``circle`` (x, y, width_pt, height_pt), ``scrawl`` (x, y, length, size:
    writing that cannot be read), ``signature`` (as scrawl, with a flourish).
    """

    def near(value: float, by: float) -> float:
        return value + rng.uniform(-by, by)

    x, y, kind = float(spec["x"]), float(spec["y"]), spec["kind"]
    length, size = float(spec.get("length", 60)), float(spec.get("size", 12))
    if kind in ("underline", "strike"):
        return [[(x + length * k / 6, near(y, 0.9)) for k in range(7)]]
    if kind == "margin":
        return [[(near(x, 1.2), y + length * k / 6) for k in range(7)]]
    if kind == "tick":
        return [[(x, y), (x + size * 0.3, y + size * 0.5), (x + size, near(y - size * 0.7, 1))]]
    if kind == "circle":
        rx, ry = spec["width_pt"] / 2, spec["height_pt"] / 2
        return [
            [
                (x + near(rx, 1.2) * math.cos(k * 0.55), y + near(ry, 1.2) * math.sin(k * 0.55))
                for k in range(13)
            ]
        ]
    if kind in ("scrawl", "signature"):
        paths = [_scrawl(x, y, length, size, rng)]
        if kind == "signature":
            tail = paths[0][-1]
            paths[0][0:0] = [(x - 2, y + size * 0.6), (x - 6, y - size * 1.3), (x + 5, y - size)]
            paths.append([(x - 8, y + size * 0.75), (x + length * 0.5, y + size * 0.55),
                          (tail[0] + 18, near(y + size * 0.3, 2))])  # fmt: skip
        return paths
    raise ValueError(f"no hand mark is called {kind}")


def _scrawl(x: float, y: float, length: float, size: float, rng: Random) -> list[Point]:
    """Loops and arches of changing height along a line, as a quick hand leaves."""
    points: list[Point] = []
    at = x
    while at < x + length:
        tall = rng.random() < 0.22
        deep = rng.random() < 0.12
        up = size * (rng.uniform(0.9, 1.2) if tall else rng.uniform(0.25, 0.5))
        down = size * rng.uniform(0.4, 0.7) if deep else 0.0
        pitch = size * rng.uniform(0.22, 0.4)
        points += [(at, y), (at + pitch * 0.75, y - up), (at + pitch * 0.35, y - up * 0.5),
                   (at + pitch * 0.8, y + down)]  # fmt: skip
        at += pitch
    return points
