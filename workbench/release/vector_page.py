"""One born-digital page written anew, operator by operator, from what may stay on it.

Forms are unfolded into the page. Letters stay where they belong to a word that stays; lines and
areas where no box covers them; images with their pixels under boxes painted. Invisible text,
marked content, hidden layers and all names stay behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, Stream

from workbench.domain.geometry import Rect
from workbench.domain.pages import Word
from workbench.release.plan import PagePlan
from workbench.release.vector_errors import CannotPreserveError, number, numbers
from workbench.release.vector_images import hidden_pixels, image
from workbench.release.vector_layers import Layers
from workbench.release.vector_letters import FontShelf, Letters
from workbench.release.vector_parts import (
    Resources,
    colour_space,
    graphics_state,
    pattern,
    shading,
)
from workbench.release.vector_paths import Path, common, touches
from workbench.release.vector_state import (
    Sheet,
    State,
    VectorPage,
    crop_of,
    key_of,
    resource,
    scale_of,
)
from workbench.release.vector_text import KeptWords

_MOST_OPERATORS = 3_000_000
_DEEPEST = 20
_CONSTRUCTION = {"m", "l", "c", "v", "y", "h", "re"}
_PAINTING = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"}
_STROKING = {"S", "s", "B", "B*", "b", "b*"}
_FILLING = {"f", "F", "f*", "B", "B*", "b", "b*"}
_PASSED = {"w", "J", "j", "M", "d", "i", "g", "G", "rg", "RG", "k", "K", "sc", "SC"}
_IGNORED = {"BX", "EX", "MP", "DP", "ri"}
_SLACK_PT = 0.25
_COVERED_PT2 = 20.0


class PageWriter:
    """Rewrites one page; see :meth:`written`."""

    def __init__(
        self,
        source: pikepdf.Pdf,
        page: pikepdf.Page,
        plan: PagePlan,
        words: Sequence[Word],
        target: pikepdf.Pdf,
        shelf: FontShelf,
    ) -> None:
        left, bottom, right, top = crop_of(page)
        if (
            abs(right - left - plan.width_pt) > _SLACK_PT
            or abs(top - bottom - plan.height_pt) > _SLACK_PT
        ):
            raise CannotPreserveError("its edges are not where they were read")
        self._page = page
        self._plan = plan
        self._target = target
        self._layers = Layers(source)
        self._roles = dict(plan.roles)
        self._sheet = Sheet(self._roles)
        self._boxes = [box.rect_pt for box in plan.boxes]
        self._words = KeptWords(words, self._boxes)
        self._letters = Letters(self._sheet, self._words, self._layers, shelf)
        self._bounds = Rect(0, 0, plan.width_pt, plan.height_pt)
        self._shift = Matrix(1, 0, 0, 1, -left, -bottom)
        self._flip = Matrix(1, 0, 0, -1, -left, top)
        self._resources = Resources()
        self._count = 0
        self._images: list[Rect] = []
        self._state = State(self._flip, self._bounds)
        self._stack: list[State] = []
        self._start = self._flip  # where the stream that is read began
        self._path = Path()
        self._clips = ""

    def written(self) -> VectorPage:
        """The page anew.

        Raises:
            CannotPreserveError: something on it cannot be rewritten safely.
        """
        self._sheet.write("q")
        self._sheet.write("cm", *self._shift.shorthand)
        self._run(self._page, self._page.obj.get("/Resources", Dictionary()), 0)
        while self._stack:
            self._restore()
        self._annotations()
        self._sheet.close_mark()
        self._sheet.write("Q")
        self._words.check()
        passages = self._words.passages(self._sheet.first_words, self._roles)
        return VectorPage(self._sheet.content(), self._resources, passages, self._letters.used)

    # what is read

    def _run(self, content: pikepdf.Page | pikepdf.Object, resources: object, depth: int) -> None:
        if depth > _DEEPEST:
            raise CannotPreserveError("its forms lie too deep in one another")
        held = resources if isinstance(resources, Dictionary) else Dictionary()
        floor = len(self._stack)
        for instruction in pikepdf.parse_content_stream(content):
            self._count += 1
            if self._count > _MOST_OPERATORS:
                raise CannotPreserveError("it is drawn in too many steps")
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
            self._sheet.write(operator, *operands)
        elif operator in ("cs", "CS", "scn", "SCN"):
            self._colour(operator, operands, resources)
        elif operator in ("BDC", "BMC"):
            self._layers.begin(operands, resources)
        elif operator == "EMC":
            self._layers.end()
        elif operator not in _IGNORED:
            self._letters.operator(operator, operands, resources, self._state)

    def _save(self) -> None:
        self._stack.append(replace(self._state))
        self._sheet.write("q")

    def _restore(self) -> None:
        self._state = self._stack.pop()
        self._letters.forget_font()
        self._sheet.write("Q")

    def _general(
        self, operator: str, operands: list[object], resources: Dictionary, depth: int
    ) -> None:
        if operator == "q":
            self._save()
        elif operator == "cm":
            self._transform(Matrix(*[number(value) for value in operands]))
        elif operator == "gs":
            self._graphics_state(resource(resources, "/ExtGState", operands))
        elif operator == "sh":
            found = resource(resources, "/Shading", operands)
            if not self._layers.hidden and touches(self._state.clip, self._bounds):
                self._settle()
                self._sheet.open_mark(-1)
                name = self._resources.name(
                    "/Shading", key_of(found), lambda: shading(self._target, found)
                )
                self._sheet.write("sh", name)
        else:
            self._draw(resource(resources, "/XObject", operands), resources, depth)

    def _transform(self, matrix: Matrix) -> None:
        """Take up ``cm``. Mere moves wait: some programs set each piece of a line by one."""
        state = self._state
        state.to_page = matrix @ state.to_page
        if (matrix.a, matrix.b, matrix.c, matrix.d) == (1, 0, 0, 1):
            state.moved = (state.moved[0] + matrix.e, state.moved[1] + matrix.f)
        else:
            self._settle()
            self._sheet.write("cm", *matrix.shorthand)

    def _settle(self) -> None:
        """Write the moves that waited, for all that is no text."""
        if self._state.moved != (0, 0):
            self._sheet.write("cm", 1, 0, 0, 1, *self._state.moved)
            self._state.moved = (0.0, 0.0)

    def _graphics_state(self, value: object) -> None:
        made = graphics_state(value)
        self._state.width = float(made.get("/LW", self._state.width))
        opaque = all(float(made.get(key, 1)) == 1 for key in ("/CA", "/ca"))
        if "/CA" in made or "/ca" in made or "/BM" in made:
            self._state.plain = opaque and made.get("/BM", Name.Normal) == Name.Normal
        self._sheet.write("gs", self._resources.name("/ExtGState", made.unparse(), lambda: made))

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
            self._sheet.write(operator, made)
            if fills:
                self._state.patterned = False
            return
        if operands and isinstance(operands[-1], Name):
            found = resource(resources, "/Pattern", operands[-1:])
            base = self._start @ Matrix(1, 0, 0, -1, 0, self._plan.height_pt)
            name = self._resources.name(
                "/Pattern", (key_of(found), str(base)), lambda: pattern(self._target, found, base)
            )
            self._sheet.write(operator, *[number(value) for value in operands[:-1]], name)
            if fills:
                self._state.patterned = True
            return
        if fills:
            self._state.patterned = False
        self._sheet.write(operator, *[number(value) for value in operands])

    # lines and areas

    def _paint(self, operator: str) -> None:
        path, self._path = self._path, Path()
        clips, self._clips = self._clips, ""
        state = self._state
        scale = scale_of(state.to_page)
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
                raise CannotPreserveError("something is drawn over an image on it")
            self._must_not_cover(extent)
            if state.patterned and any(touches(extent, box) for box in self._boxes):
                raise CannotPreserveError("a box lies on a pattern")
        kept = path.without(self._boxes, seen, margin)
        if kept:
            self._settle()
            self._sheet.open_mark(-1)
            for operands, written in kept:
                self._sheet.write(str(written), *operands)
            self._sheet.write(operator)

    def _must_not_cover(self, extent: Rect) -> None:
        """See that nothing is painted over letters: what is hidden is for nobody to find."""
        if any(extent.contains(*centre) for centre in self._letters.shown):
            raise CannotPreserveError("something is drawn over text on it")

    def _clip(self, path: Path, clips: str) -> None:
        """Narrow the clip; a clip must not be in the shape of what a box covers."""
        extent = path.extent()
        if extent is None:
            return
        for sub in path.subpaths:
            for box in self._boxes:
                if sub.points and touches(sub.extent(), box) and not sub.is_level():
                    raise CannotPreserveError("a drawing lies half under a box")
        self._settle()
        for sub in path.subpaths:
            for operands, written in sub.operators:
                self._sheet.write(str(written), *operands)
        self._sheet.write(clips)
        self._sheet.write("n")
        self._state.clip = common(self._state.clip, extent)

    # images and forms

    def _draw(self, thing: object, resources: Dictionary, depth: int) -> None:
        if not isinstance(thing, Stream):
            raise CannotPreserveError("its file is damaged")
        if self._layers.hidden or self._layers.hides(thing.get("/OC")):
            return
        if thing.get("/Subtype") == Name.Image:
            self._image(thing)
        elif thing.get("/Subtype") == Name.Form:
            self._form(thing, resources, depth)
        else:
            raise CannotPreserveError("its file is damaged")

    def _form(self, form: Stream, resources: Dictionary, depth: int) -> None:
        if "/Group" in form and not self._state.plain:
            raise CannotPreserveError("a group on it is drawn see-through")
        self._sheet.close_mark()
        self._save()
        matrix = Matrix(*numbers(form.get("/Matrix", Array([1, 0, 0, 1, 0, 0]))))
        self._transform(matrix)
        if isinstance(form.get("/BBox"), Array):
            x0, y0, x1, y1 = numbers(form.BBox)
            self._path.add("re", [x0, y0, x1 - x0, y1 - y0], self._state.to_page)
            self._clips = "W"
            self._paint("n")
        position, start = self._letters.position(), self._start
        self._start = self._state.to_page
        self._run(form, form.get("/Resources", resources), depth + 1)
        self._letters.come_back(position)
        self._start = start
        self._sheet.close_mark()
        self._restore()

    def _image(self, stream: Stream, own: object = None) -> None:
        corners = [
            self._state.to_page.transform(corner) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))
        ]
        across, down = [x for x, _ in corners], [y for _, y in corners]
        extent = Rect(min(across), min(down), max(across), max(down))
        visible = common(extent, common(self._state.clip, self._bounds))
        if visible.area == 0:
            return
        if self._state.patterned and any(touches(extent, box) for box in self._boxes):
            raise CannotPreserveError("a box lies on a pattern")
        if any(common(extent, rect).area > _COVERED_PT2 for rect in self._images):
            raise CannotPreserveError("something is drawn over an image on it")
        size = (int(number(stream.get("/Width", 0))), int(number(stream.get("/Height", 0))))
        under = [box for box in self._boxes if touches(box, extent)]
        if under and not _is_upright(self._state.to_page):
            raise CannotPreserveError("an image under a box lies askew")
        areas, seen = hidden_pixels(size, self._state.to_page, under, visible)
        key = (own or key_of(stream), tuple(areas), seen)
        name = self._resources.name(
            "/XObject", key, lambda: image(self._target, stream, areas, seen)
        )
        self._must_not_cover(visible)
        self._images.append(visible)
        self._settle()
        self._sheet.open_mark(-1)
        self._sheet.write("Do", name)

    def _inline(self, instruction: pikepdf.ContentStreamInlineImage) -> None:
        if self._layers.hidden:
            return
        try:
            pixels = instruction.iimage.as_pil_image()
        except Exception as error:  # as for other images
            raise CannotPreserveError(
                "an image on it is stored in a way that is not rewritten"
            ) from error
        if instruction.iimage.image_mask or pixels.mode not in ("1", "L", "RGB"):
            raise CannotPreserveError("an image on it is stored in a way that is not rewritten")
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
            self._sheet.close_mark()
            self._save()
            self._transform(place)
            self._draw(looks, Dictionary(), 1)
            self._sheet.close_mark()
            self._restore()


def _is_upright(matrix: Matrix) -> bool:
    """Whether an image's edges run along the page's: its pixels end where a box ends."""
    slack = 1e-3 * max(map(abs, (matrix.a, matrix.b, matrix.c, matrix.d)))
    return max(abs(matrix.b), abs(matrix.c)) <= slack or max(abs(matrix.a), abs(matrix.d)) <= slack
