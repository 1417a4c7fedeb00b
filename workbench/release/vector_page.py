"""One born-digital page written anew, operator by operator, from what may stay on it.

Forms are unfolded into the page. Letters stay where they belong to a word that stays; lines and
areas where no box covers them; images with their pixels under boxes painted. Invisible text,
marked content, hidden layers and all names stay behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, Operator, Stream, String

from workbench.domain.geometry import Rect
from workbench.release.plan import PagePlan
from workbench.release.vector_errors import CannotPreserve, number, numbers
from workbench.release.vector_fonts import Glyph, VectorFont
from workbench.release.vector_images import hidden_pixels, image
from workbench.release.vector_layers import Layers
from workbench.release.vector_parts import (
    Resources,
    colour_space,
    graphics_state,
    pattern,
    shading,
)
from workbench.release.vector_paths import Path, common, touches
from workbench.release.vector_text import KeptWords

_MOST_OPERATORS = 3_000_000
_DEEPEST = 20
_CONSTRUCTION = {"m", "l", "c", "v", "y", "h", "re"}
_PAINTING = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"}
_STROKING = {"S", "s", "B", "B*", "b", "b*"}
_FILLING = {"f", "F", "f*", "B", "B*", "b", "b*"}
_PASSED = {"w", "J", "j", "M", "d", "i", "g", "G", "rg", "RG", "k", "K", "sc", "SC"}
_PASSED_TEXT = {"Tc", "Tw", "Tz", "Ts"}
_IGNORED = {"BX", "EX", "MP", "DP", "ri"}
_INVISIBLE, _CLIPPING = 3, 4
_BODY = 0.3  # of the size: where the middle of a letter is, over its base line
_GRID = 0.25
"""Points: letters after a cut begin on this grid, so that a cut's width is not told finely."""
_COVERED_PT2 = 20.0


@dataclass(slots=True)
class _State:
    """The graphics state, as far as it decides what stays."""

    to_page: Matrix
    clip: Rect
    font: VectorFont | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    rise: float = 0.0
    leading: float = 0.0
    mode: int = 0
    width: float = 1.0
    plain: bool = True
    patterned: bool = False


@dataclass
class VectorPage:
    """A page that was written anew: its content, resources, paragraphs and the codes it shows."""

    content: bytes
    resources: Resources
    paragraphs: list[list[int]]
    used: dict[int, set[int]] = field(default_factory=dict)


class FontShelf:
    """The fonts of one source file, each read once."""

    def __init__(self) -> None:
        self._read: dict[object, VectorFont | CannotPreserve] = {}
        self._kept: list[pikepdf.Object] = []
        self.fonts: list[VectorFont] = []

    def font(self, font: object) -> VectorFont:
        """The reader of a font.

        Raises:
            CannotPreserve: it is of a kind that is not rewritten.
        """
        if not isinstance(font, Dictionary):
            raise CannotPreserve("a font is missing")
        key: object = font.objgen if font.is_indirect else font.unparse()
        if key not in self._read:
            try:
                self._read[key] = VectorFont(font)
                self.fonts.append(self._read[key])  # type: ignore[arg-type]
            except CannotPreserve as error:
                self._read[key] = error
        found = self._read[key]
        if isinstance(found, CannotPreserve):
            raise CannotPreserve(found.reason)
        return found


class PageWriter:
    """Rewrites one page; see :meth:`written`."""

    def __init__(
        self,
        source: pikepdf.Pdf,
        page: pikepdf.Page,
        plan: PagePlan,
        target: pikepdf.Pdf,
        shelf: FontShelf,
    ) -> None:
        left, bottom, right, top = _crop(page)
        if (
            abs(right - left - plan.width_pt) > _GRID or abs(top - bottom - plan.height_pt) > _GRID
        ):
            raise CannotPreserve("its edges are not where they were read")
        self._page = page
        self._plan = plan
        self._target = target
        self._shelf = shelf
        self._layers = Layers(source)
        self._boxes = [box.rect_pt for box in plan.boxes]
        self._words = KeptWords(plan.words_kept, self._boxes)
        self._bounds = Rect(0, 0, plan.width_pt, plan.height_pt)
        self._shift = Matrix(1, 0, 0, 1, -left, -bottom)
        self._flip = Matrix(1, 0, 0, -1, -left, top)
        self._resources = Resources()
        self._used: dict[int, set[int]] = {}
        self._out: list[tuple[Sequence[object], Operator]] = []
        self._count = 0
        self._marks: list[int] = []
        self._mark: int | None = None  # block of the open marked content, -1: an artifact
        self._images: list[Rect] = []
        self._state = _State(self._flip, self._bounds)
        self._stack: list[_State] = []
        self._start = self._flip  # where the stream that is read began
        self._set: tuple[int, float] | None = None
        self._text = self._line = Matrix()
        self._cut = False
        self._in_text = False
        self._path = Path()
        self._clips = ""

    def written(self) -> VectorPage:
        """The page anew.

        Raises:
            CannotPreserve: something on it cannot be rewritten safely.
        """
        self._write("q")
        self._write("cm", *self._shift.shorthand)
        self._run(self._page, self._page.obj.get("/Resources", Dictionary()), 0)
        while self._stack:
            self._restore()
        self._annotations()
        self._close_mark()
        self._write("Q")
        self._words.check()
        content = pikepdf.unparse_content_stream(self._out)  # type: ignore[arg-type]
        return VectorPage(
            content, self._resources, self._words.paragraphs(self._marks), self._used
        )

    # what is written

    def _write(self, operator: str, *operands: object) -> None:
        self._out.append((operands, Operator(operator)))

    def _open_mark(self, block: int, word: int = 0) -> None:
        if self._mark == block:
            return
        self._close_mark()
        if block < 0:
            self._write("BMC", Name.Artifact)
        else:
            self._write("BDC", Name.P, Dictionary(MCID=len(self._marks)))
            self._marks.append(word)
        self._mark = block

    def _close_mark(self) -> None:
        if self._mark is not None:
            self._write("EMC")
        self._mark = None

    # what is read

    def _run(self, content: pikepdf.Page | pikepdf.Object, resources: object, depth: int) -> None:
        if depth > _DEEPEST:
            raise CannotPreserve("its forms lie too deep in one another")
        held = resources if isinstance(resources, Dictionary) else Dictionary()
        floor = len(self._stack)
        for instruction in pikepdf.parse_content_stream(content):
            self._count += 1
            if self._count > _MOST_OPERATORS:
                raise CannotPreserve("it is drawn in too many steps")
            operands: list[object] = list(instruction.operands)
            operator = str(instruction.operator)
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self._inline(instruction)
            elif operator == "Q":
                if len(self._stack) > floor:
                    self._restore()
            else:
                self._operator(operator, operands, held, depth)
        while len(self._stack) > floor:
            self._restore()

    def _operator(
        self, operator: str, operands: list[object], resources: Dictionary, depth: int
    ) -> None:
        if operator in _CONSTRUCTION:
            self._path.add(operator, operands, self._state.to_page)
        elif operator in ("W", "W*"):
            self._clips = operator
        elif operator in _PAINTING:
            self._paint(operator)
        elif operator in ("q", "cm", "gs", "Do", "sh"):
            self._general(operator, operands, resources, depth)
        elif operator in _PASSED:
            if operator == "w":
                self._state.width = number(operands[0])
            if operator in ("g", "rg", "k"):
                self._state.patterned = False
            self._write(operator, *operands)
        elif operator in ("cs", "CS", "scn", "SCN"):
            self._colour(operator, operands, resources)
        elif operator in ("BDC", "BMC"):
            self._layers.begin(operands, resources)
        elif operator == "EMC":
            self._layers.end()
        elif operator not in _IGNORED:
            self._text_operator(operator, operands, resources)

    def _save(self) -> None:
        self._stack.append(replace(self._state))
        self._write("q")

    def _restore(self) -> None:
        self._state = self._stack.pop()
        self._set = None
        self._write("Q")

    def _general(
        self, operator: str, operands: list[object], resources: Dictionary, depth: int
    ) -> None:
        if operator == "q":
            self._save()
        elif operator == "cm":
            values = [number(value) for value in operands]
            self._state.to_page = Matrix(*values) @ self._state.to_page
            self._write("cm", *values)
        elif operator == "gs":
            self._graphics_state(_resource(resources, "/ExtGState", operands))
        elif operator == "sh":
            found = _resource(resources, "/Shading", operands)
            if not self._layers.hidden and touches(self._state.clip, self._bounds):
                self._open_mark(-1)
                name = self._resources.name(
                    "/Shading", _key(found), lambda: shading(self._target, found)
                )
                self._write("sh", name)
        else:
            self._draw(_resource(resources, "/XObject", operands), resources, depth)

    def _graphics_state(self, value: object) -> None:
        made = graphics_state(value)
        self._state.width = float(made.get("/LW", self._state.width))
        opaque = all(float(made.get(key, 1)) == 1 for key in ("/CA", "/ca"))
        if "/CA" in made or "/ca" in made or "/BM" in made:
            self._state.plain = opaque and made.get("/BM", Name.Normal) == Name.Normal
        self._write("gs", self._resources.name("/ExtGState", made.unparse(), lambda: made))

    def _colour(self, operator: str, operands: list[object], resources: Dictionary) -> None:
        fills = operator in ("cs", "scn")
        if operator in ("cs", "CS"):
            space = operands[0]
            listed = resources.get("/ColorSpace", Dictionary())
            if str(space) in listed:
                space = listed[str(space)]
            made = colour_space(self._target, space)
            if isinstance(made, Array):
                made = self._resources.name("/ColorSpace", made.unparse(), lambda: made)
            self._write(operator, made)
            if fills:
                self._state.patterned = False
            return
        if operands and isinstance(operands[-1], Name):
            found = _resource(resources, "/Pattern", operands[-1:])
            base = self._start @ Matrix(1, 0, 0, -1, 0, self._plan.height_pt)
            name = self._resources.name(
                "/Pattern", (_key(found), str(base)), lambda: pattern(self._target, found, base)
            )
            self._write(operator, *[number(value) for value in operands[:-1]], name)
            if fills:
                self._state.patterned = True
            return
        if fills:
            self._state.patterned = False
        self._write(operator, *[number(value) for value in operands])

    # lines and areas

    def _paint(self, operator: str) -> None:
        path, self._path = self._path, Path()
        clips, self._clips = self._clips, ""
        state = self._state
        scale = _scale(state.to_page)
        margin = state.width * scale / 2 if operator in _STROKING else 0.0
        if self._layers.hidden:
            operator = "n"
        if operator != "n" and path.subpaths:
            self._areas(path, operator, margin)
        if clips:
            self._clip(path, clips)

    def _areas(self, path: Path, operator: str, margin: float) -> None:
        state, extent = self._state, path.extent(margin)
        if extent is None:
            return
        seen = common(state.clip, self._bounds)
        if operator in _FILLING:
            under = [common(extent, rect).area for rect in self._images]
            if any(area > _COVERED_PT2 and touches(extent, seen) for area in under):
                raise CannotPreserve("something is drawn over an image on it")
            if state.patterned and any(touches(extent, box) for box in self._boxes):
                raise CannotPreserve("a box lies on a pattern")
        kept = path.without(self._boxes, seen, margin)
        if kept:
            self._open_mark(-1)
            for operands, written in kept:
                self._out.append((operands, written))
            self._write(operator)

    def _clip(self, path: Path, clips: str) -> None:
        """Narrow the clip; a clip must not be in the shape of what a box covers."""
        extent = path.extent()
        if extent is None:
            return
        for sub in path.subpaths:
            for box in self._boxes:
                if sub.points and touches(sub.extent(), box) and not sub.is_level():
                    raise CannotPreserve("a drawing lies half under a box")
        for sub in path.subpaths:
            for operands, written in sub.operators:
                self._out.append((operands, written))
        self._write(clips)
        self._write("n")
        self._state.clip = common(self._state.clip, extent)

    # images and forms

    def _draw(self, thing: object, resources: Dictionary, depth: int) -> None:
        if not isinstance(thing, Stream):
            raise CannotPreserve("its file is damaged")
        if self._layers.hidden or self._layers.hides(thing.get("/OC")):
            return
        if thing.get("/Subtype") == Name.Image:
            self._image(thing)
        elif thing.get("/Subtype") == Name.Form:
            self._form(thing, resources, depth)
        else:
            raise CannotPreserve("its file is damaged")

    def _form(self, form: Stream, resources: Dictionary, depth: int) -> None:
        if "/Group" in form and not self._state.plain:
            raise CannotPreserve("a group on it is drawn see-through")
        self._close_mark()
        self._save()
        matrix = Matrix(*numbers(form.get("/Matrix", Array([1, 0, 0, 1, 0, 0]))))
        self._state.to_page = matrix @ self._state.to_page
        self._write("cm", *matrix.shorthand)
        if isinstance(form.get("/BBox"), Array):
            x0, y0, x1, y1 = numbers(form.BBox)
            self._path.add("re", [x0, y0, x1 - x0, y1 - y0], self._state.to_page)
            self._clips = "W"
            self._paint("n")
        before = self._text, self._line, self._in_text, self._start
        self._start = self._state.to_page
        self._run(form, form.get("/Resources", resources), depth + 1)
        self._text, self._line, self._in_text, self._start = before
        self._close_mark()
        self._restore()

    def _image(self, stream: Stream, own: object = None) -> None:
        corners = [self._state.to_page.transform(corner) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))]
        across, down = [x for x, _ in corners], [y for _, y in corners]
        extent = Rect(min(across), min(down), max(across), max(down))
        visible = common(extent, common(self._state.clip, self._bounds))
        if visible.area == 0:
            return
        if self._state.patterned and any(touches(extent, box) for box in self._boxes):
            raise CannotPreserve("a box lies on a pattern")
        if any(common(extent, rect).area > _COVERED_PT2 for rect in self._images):
            raise CannotPreserve("something is drawn over an image on it")
        size = (int(number(stream.get("/Width", 0))), int(number(stream.get("/Height", 0))))
        under = [box for box in self._boxes if touches(box, extent)]
        areas, seen = hidden_pixels(size, self._state.to_page, under, visible)
        key = (own or _key(stream), tuple(areas), seen)
        name = self._resources.name(
            "/XObject", key, lambda: image(self._target, stream, areas, seen)
        )
        self._images.append(visible)
        self._open_mark(-1)
        self._write("Do", name)

    def _inline(self, instruction: pikepdf.ContentStreamInlineImage) -> None:
        if self._layers.hidden:
            return
        try:
            pixels = instruction.iimage.as_pil_image()
        except Exception as error:  # as for other images
            raise CannotPreserve("an image on it is stored in a way that is not rewritten") from error
        if instruction.iimage.image_mask or pixels.mode not in ("1", "L", "RGB"):
            raise CannotPreserve("an image on it is stored in a way that is not rewritten")
        space = Name.DeviceRGB if pixels.mode == "RGB" else Name.DeviceGray
        stream = self._target.make_stream(pixels.tobytes())
        stream.Type, stream.Subtype, stream.ColorSpace = Name.XObject, Name.Image, space
        stream.Width, stream.Height = pixels.size
        stream.BitsPerComponent = 1 if pixels.mode == "1" else 8
        self._image(stream, ("inline", self._count))

    def _annotations(self) -> None:
        """What annotations and form fields show becomes part of the page."""
        for annotation in self._page.obj.get("/Annots", Array()):
            if not isinstance(annotation, Dictionary):
                continue
            flags = int(annotation.get("/F", 0))
            looks = annotation.get("/AP", Dictionary()).get("/N")
            if isinstance(looks, Dictionary) and not isinstance(looks, Stream):
                looks = looks.get(str(annotation.get("/AS", "/Off")))
            if flags & 0x22 or annotation.get("/Subtype") == Name.Popup:
                continue
            if not isinstance(looks, Stream):
                continue
            x0, y0, x1, y1 = numbers(annotation.get("/Rect", Array([0, 0, 0, 0])))
            matrix = Matrix(*numbers(looks.get("/Matrix", Array([1, 0, 0, 1, 0, 0]))))
            a0, b0, a1, b1 = numbers(looks.get("/BBox", Array([0, 0, 1, 1])))
            corners = [matrix.transform(c) for c in ((a0, b0), (a1, b0), (a0, b1), (a1, b1))]
            left, right = min(x for x, _ in corners), max(x for x, _ in corners)
            low, high = min(y for _, y in corners), max(y for _, y in corners)
            if right - left < 1e-6 or high - low < 1e-6:
                continue
            sx, sy = abs(x1 - x0) / (right - left), abs(y1 - y0) / (high - low)
            place = Matrix(sx, 0, 0, sy, min(x0, x1) - left * sx, min(y0, y1) - low * sy)
            self._close_mark()
            self._save()
            self._state.to_page = place @ self._state.to_page
            self._write("cm", *place.shorthand)
            self._draw(looks, Dictionary(), 1)
            self._close_mark()
            self._restore()

    # text

    def _text_operator(
        self, operator: str, operands: list[object], resources: Dictionary
    ) -> None:
        state = self._state
        if operator == "BT":
            self._close_mark()
            self._text = self._line = Matrix()
            self._in_text, self._cut, self._set = True, False, None
            self._write("BT")
        elif operator == "ET":
            if self._in_text:
                self._close_mark()
                self._write("ET")
            self._in_text = False
        elif operator == "Tf":
            state.font = self._shelf.font(_resource(resources, "/Font", operands))
            state.size = number(operands[1])
        elif operator in _PASSED_TEXT:
            self._text_state(operator, number(operands[0]))
        elif operator == "TL":
            state.leading = number(operands[0])
        elif operator == "Tr":
            state.mode = int(number(operands[0]))
            if state.mode < _INVISIBLE:
                self._write("Tr", state.mode)
        elif operator in ("Td", "TD"):
            x, y = (number(value) for value in operands)
            if operator == "TD":
                state.leading = -y
            self._move(x, y)
        elif operator == "Tm":
            self._text = self._line = Matrix(*[number(value) for value in operands])
            self._cut = False
        elif operator == "T*":
            self._move(0, -state.leading)
        elif operator in ("Tj", "TJ", "'", '"'):
            if operator == '"':
                self._text_state("Tw", number(operands[0]))
                self._text_state("Tc", number(operands[1]))
            if operator in ("'", '"'):
                self._move(0, -state.leading)
            shown = operands[-1]
            self._show(list(shown) if isinstance(shown, Array) else [shown])
        else:
            raise CannotPreserve("it is drawn in a way that is not known")

    def _text_state(self, operator: str, value: float) -> None:
        state = self._state
        if operator == "Tc":
            state.spacing = value
        elif operator == "Tw":
            state.word_spacing = value
        elif operator == "Tz":
            state.stretch = value / 100
        else:
            state.rise = value
        self._write(operator, value)

    def _move(self, x: float, y: float) -> None:
        self._line = Matrix(1, 0, 0, 1, x, y) @ self._line
        self._text = self._line
        self._cut = False

    def _show(self, parts: list[object]) -> None:
        """Show what stays of the strings of one operator, each run at a place of its own."""
        state = self._state
        if state.font is None:
            raise CannotPreserve("a font is missing")
        if state.mode >= _CLIPPING:
            raise CannotPreserve("text on it is used as a stencil")
        hidden = state.mode == _INVISIBLE or self._layers.hidden or not self._in_text
        run = _Run()
        for part in parts:
            if not isinstance(part, String):
                step = -number(part) / 1000 * state.size * state.stretch
                run.pause(number(part))
                self._text = Matrix(1, 0, 0, 1, step, 0) @ self._text
                continue
            for glyph in state.font.glyphs(bytes(part)):
                word = None if hidden else self._word_of(glyph)
                if word is not None:
                    if run.word is not None and self._words.block(run.word) != self._words.block(word):
                        self._flush(run)
                        run = _Run()
                    if run.word is None:
                        run.begin(word, self._text, after_cut=self._cut)
                        self._cut = False
                    self._words.found(word, glyph.text)
                    run.show(glyph)
                elif glyph.text and not glyph.text.isspace():
                    self._flush(run)
                    run, self._cut = _Run(), True
                elif run.word is not None:
                    run.wait(glyph)
                self._advance(glyph)
        self._flush(run)

    def _word_of(self, glyph: Glyph) -> int | None:
        """The word that stays and has this glyph, if there is one."""
        if not glyph.text or glyph.text.isspace():
            return None
        state = self._state
        to_page = (
            Matrix(state.size * state.stretch, 0, 0, state.size, 0, state.rise)
            @ self._text
            @ state.to_page
        )
        centre = to_page.transform((glyph.width / 2, _BODY))
        return self._words.word_at(centre, glyph.text) if state.clip.contains(*centre) else None

    def _advance(self, glyph: Glyph) -> None:
        state = self._state
        step = glyph.width * state.size + state.spacing
        if glyph.raw == b" ":
            step += state.word_spacing
        self._text = Matrix(1, 0, 0, 1, step * state.stretch, 0) @ self._text

    def _flush(self, run: _Run) -> None:
        state = self._state
        if run.word is None or state.font is None:
            return
        place = state.font
        index = self._shelf.fonts.index(place)
        self._used.setdefault(index, set()).update(run.codes)
        self._open_mark(self._words.block(run.word), run.word)
        if self._set != (index, state.size):
            self._set = (index, state.size)
            self._write("Tf", Name(f"/F{index}"), state.size)
        at = list(run.at.shorthand)
        if run.after_cut:
            at[4], at[5] = (
                (round(at[4] / _GRID) * _GRID, at[5])
                if abs(at[0]) >= abs(at[1])
                else (at[4], round(at[5] / _GRID) * _GRID)
            )
        self._write("Tm", *[round(value, 5) for value in at])
        self._write("TJ", Array(run.parts))


class _Run:
    """Neighbouring glyphs that stay, as operands of ``TJ``; blanks wait for the next of them."""

    def __init__(self) -> None:
        self.word: int | None = None
        self.at = Matrix()
        self.after_cut = False
        self.parts: list[object] = []
        self.codes: set[int] = set()
        self._waiting: list[float | Glyph] = []

    def begin(self, word: int, at: Matrix, *, after_cut: bool) -> None:
        self.word, self.at, self.after_cut = word, at, after_cut

    def show(self, glyph: Glyph) -> None:
        for waiting in self._waiting:
            self._take(waiting)
        self._waiting = []
        self._take(glyph)

    def pause(self, value: float) -> None:
        if self.word is not None:
            self._waiting.append(value)

    def wait(self, glyph: Glyph) -> None:
        self._waiting.append(glyph)

    def _take(self, item: float | Glyph) -> None:
        if not isinstance(item, Glyph):
            self.parts.append(item)
            return
        self.codes.add(item.code)
        if self.parts and isinstance(self.parts[-1], String):
            self.parts[-1] = String(bytes(self.parts[-1]) + item.raw)
        else:
            self.parts.append(String(item.raw))


def _crop(page: pikepdf.Page) -> tuple[float, float, float, float]:
    media = _box(page.mediabox)
    crop = _box(page.cropbox)
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


def _box(values: object) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = numbers(values)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _resource(resources: Dictionary, kind: str, operands: Sequence[object]) -> object:
    found = resources.get(kind, Dictionary()).get(str(operands[0])) if operands else None
    if found is None:
        raise CannotPreserve("its file is damaged")
    return found


def _key(thing: object) -> object:
    if isinstance(thing, pikepdf.Object):
        return thing.objgen if thing.is_indirect else thing.unparse()
    return str(thing)


def _scale(matrix: Matrix) -> float:
    return max(abs(matrix.a) + abs(matrix.c), abs(matrix.b) + abs(matrix.d))
