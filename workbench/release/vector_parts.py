"""Resources of a born-digital page, each rebuilt from the entries that drawing it takes.

Names, private keys, metadata, profiles and alternates stay behind; what is not known by kind
sends the page to its pixels.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Stream, String

from workbench.release.vector_errors import CannotPreserveError, number, numbers

_DEVICE = {"/DeviceGray", "/DeviceRGB", "/DeviceCMYK"}
_SHORT = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK"}
_BY_COMPONENTS = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_CALIBRATED = {"/CalGray": 1, "/CalRGB": 3, "/Lab": 3}
_COLORANTS = {"/Cyan", "/Magenta", "/Yellow", "/Black", "/All", "/None"}
_BLENDS = {
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten",
    "/ColorDodge", "/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue",
    "/Saturation", "/Color", "/Luminosity",
}  # fmt: skip
_STATE_NUMBERS = ("/LW", "/LC", "/LJ", "/ML", "/FL", "/SM", "/CA", "/ca", "/OPM")
_STATE_SWITCHES = ("/OP", "/op", "/SA", "/AIS", "/TK")
_COMMENT = re.compile(rb"%[^\r\n]*")
_CALCULATOR = re.compile(rb"[\sA-Za-z0-9{}.+-]*")
_PATTERN_OPERATORS = {
    "q", "Q", "cm", "w", "J", "j", "M", "d", "i", "m", "l", "c", "v", "y", "h", "re", "S", "s",
    "f", "F", "f*", "B", "B*", "b", "b*", "n", "W", "W*", "g", "G", "rg", "RG", "k", "K",
}  # fmt: skip
_DEEPEST = 8
_UNKNOWN = "it is coloured or drawn in a way that is not rewritten"


def colour_space(pdf: pikepdf.Pdf, space: object, depth: int = 0) -> pikepdf.Object:
    """A colour space of the copy that shows the same.

    ICC profiles become the device colours of as many components.

    Raises:
        CannotPreserveError: it is of a kind that is not rewritten.
    """
    if depth > _DEEPEST:
        raise CannotPreserveError(_UNKNOWN)
    if isinstance(space, Name):
        name = _SHORT.get(str(space), str(space))
        if name in _DEVICE or name == "/Pattern":
            return Name(name)
        raise CannotPreserveError(_UNKNOWN)
    if not isinstance(space, Array) or not len(space):
        raise CannotPreserveError(_UNKNOWN)
    kind = str(space[0])
    if len(space) == 1 and kind != "/Pattern":
        return colour_space(pdf, space[0], depth + 1)
    if kind == "/Pattern":
        if len(space) == 1:
            return Name.Pattern
        return Array([Name.Pattern, colour_space(pdf, space[1], depth + 1)])
    if kind == "/ICCBased":
        made = _BY_COMPONENTS.get(int(number(space[1].get("/N", 0))))
        if made is None:
            raise CannotPreserveError(_UNKNOWN)
        return made
    if kind in _CALIBRATED:
        entries = Dictionary()
        for key in ("/WhitePoint", "/BlackPoint", "/Gamma", "/Matrix", "/Range"):
            value = space[1].get(key)
            if value is not None:
                entries[key] = Array(numbers(value)) if isinstance(value, Array) else number(value)
        return Array([Name(kind), entries])
    if kind in ("/Indexed", "/I"):
        base = colour_space(pdf, space[1], depth + 1)
        table = space[3].read_bytes() if isinstance(space[3], Stream) else bytes(space[3])
        last = int(number(space[2]))
        return Array([Name.Indexed, base, last, String(table[: (last + 1) * components(base)])])
    if kind in ("/Separation", "/DeviceN"):
        names: list[object] = [space[1]] if kind == "/Separation" else list(space[1])
        plain = [
            Name(str(name)) if str(name) in _COLORANTS else Name(f"/Ink{place}")
            for place, name in enumerate(names)
        ]
        named = plain[0] if kind == "/Separation" else Array(plain)
        alternate = colour_space(pdf, space[2], depth + 1)
        return Array([Name(kind), named, alternate, function(pdf, space[3])])
    raise CannotPreserveError(_UNKNOWN)


def components(space: pikepdf.Object) -> int:
    """How many numbers make a colour of a space made by :func:`colour_space`."""
    if isinstance(space, Name):
        return {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}.get(str(space), 1)
    kind = str(space[0])
    if kind in _CALIBRATED:
        return _CALIBRATED[kind]
    return len(space[1]) if kind == "/DeviceN" else 1


def function(pdf: pikepdf.Pdf, value: object, depth: int = 0) -> pikepdf.Object:
    """A function of the copy that computes the same.

    Raises:
        CannotPreserveError: it is of an unknown kind.
    """
    if depth > _DEEPEST:
        raise CannotPreserveError(_UNKNOWN)
    if isinstance(value, Array):
        return Array([function(pdf, part, depth + 1) for part in value])
    if not isinstance(value, (Dictionary, Stream)):
        raise CannotPreserveError(_UNKNOWN)
    kind = int(number(value.get("/FunctionType", -1)))
    made = Dictionary(FunctionType=kind)
    for key in ("/Domain", "/Range", "/C0", "/C1", "/Bounds", "/Encode", "/Decode", "/Size"):
        if isinstance(value.get(key), Array):
            made[key] = Array(numbers(value[key]))
    for key in ("/N", "/BitsPerSample", "/Order"):
        if key in value:
            made[key] = number(value[key])
    for key in ("/BitsPerSample", "/Order"):
        if key in made:
            made[key] = int(made[key])
    if "/Size" in made:
        made.Size = Array([int(side) for side in numbers(value["/Size"])])
    if kind == 2:
        return made
    if kind == 3:
        made.Functions = Array([function(pdf, part, depth + 1) for part in value.Functions])
        return made
    if kind not in (0, 4) or not isinstance(value, Stream):
        raise CannotPreserveError(_UNKNOWN)
    data = value.read_bytes()
    if kind == 4:
        data = _COMMENT.sub(b"", data)
        if not _CALCULATOR.fullmatch(data):
            raise CannotPreserveError(_UNKNOWN)
    stream = pdf.make_stream(data)
    for key, entry in made.items():
        stream[key] = entry
    return stream


def shading(pdf: pikepdf.Pdf, value: object) -> pikepdf.Object:
    """A shading of the copy.

    Raises:
        CannotPreserveError: it is a mesh, or of an unknown kind.
    """
    if not isinstance(value, Dictionary) or int(number(value.get("/ShadingType", 0))) not in (
        1,
        2,
        3,
    ):
        raise CannotPreserveError(_UNKNOWN)
    made = Dictionary(
        ShadingType=int(number(value.ShadingType)),
        ColorSpace=colour_space(pdf, value.get("/ColorSpace")),
        Function=function(pdf, value.get("/Function")),
    )
    for key in ("/Coords", "/Domain", "/Matrix", "/Background", "/BBox"):
        if isinstance(value.get(key), Array):
            made[key] = Array(numbers(value[key]))
    if isinstance(value.get("/Extend"), Array):
        made.Extend = Array([bool(end) for end in value.Extend])
    return pdf.make_indirect(made)


def graphics_state(value: object) -> Dictionary:
    """An extended graphics state of the copy.

    Raises:
        CannotPreserveError: it sets a soft mask or a font.
    """
    if not isinstance(value, Dictionary):
        raise CannotPreserveError("its file is damaged")
    mask = value.get("/SMask")
    if mask is not None and mask != Name("/None"):
        raise CannotPreserveError("something on it is drawn through a soft mask")
    if "/Font" in value:
        raise CannotPreserveError("a font is set in a way that is not rewritten")
    made = Dictionary(Type=Name.ExtGState)
    if mask is not None:
        made.SMask = Name("/None")
    for key in _STATE_NUMBERS:
        if key in value:
            made[key] = number(value[key])
    for key in ("/LC", "/LJ", "/OPM"):
        if key in made:
            made[key] = int(made[key])
    for key in _STATE_SWITCHES:
        if key in value:
            made[key] = bool(value[key])
    if isinstance(value.get("/D"), Array):
        dashes, phase = value.D
        made.D = Array([Array(numbers(dashes)), number(phase)])
    blend = value.get("/BM")
    if blend is not None:
        first = str(blend[0] if isinstance(blend, Array) and len(blend) else blend)
        made.BM = Name(first) if first in _BLENDS else Name.Normal
    return made


def pattern(pdf: pikepdf.Pdf, value: object, base: pikepdf.Matrix) -> pikepdf.Object:
    """A pattern of the copy; ``base`` leads from the source's page space to the copy's.

    Raises:
        CannotPreserveError: it tiles with text, images or forms.
    """
    if not isinstance(value, (Dictionary, Stream)):
        raise CannotPreserveError(_UNKNOWN)
    matrix = pikepdf.Matrix(*numbers(value.get("/Matrix", Array([1, 0, 0, 1, 0, 0])))) @ base
    kind = int(number(value.get("/PatternType", 0)))
    if kind == 2:
        made = Dictionary(
            Type=Name.Pattern,
            PatternType=2,
            Shading=shading(pdf, value.get("/Shading")),
            Matrix=Array(list(matrix.shorthand)),
        )
        return pdf.make_indirect(made)
    if kind != 1 or not isinstance(value, Stream):
        raise CannotPreserveError(_UNKNOWN)
    content: list[tuple[list[pikepdf.Object], Operator]] = []
    for instruction in pikepdf.parse_content_stream(value):
        if str(instruction.operator) not in _PATTERN_OPERATORS:
            raise CannotPreserveError("a pattern on it holds more than lines and areas")
        content.append((list(instruction.operands), Operator(str(instruction.operator))))
    tile = pdf.make_stream(pikepdf.unparse_content_stream(content))
    tile.Type, tile.PatternType, tile.Resources = Name.Pattern, 1, Dictionary()
    for key in ("/PaintType", "/TilingType"):
        tile[key] = int(number(value[key]))
    for key in ("/XStep", "/YStep"):
        tile[key] = number(value[key])
    tile.BBox = Array(numbers(value.BBox))
    tile.Matrix = Array(list(matrix.shorthand))
    return tile


class Resources:
    """The resources of one page of the copy, under names of its own."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, object], tuple[str, pikepdf.Object]] = {}

    def name(self, kind: str, key: object, make: Callable[[], pikepdf.Object]) -> Name:
        """The name of a resource of a kind (``/Font`` …), made when first asked for."""
        if (kind, key) not in self._made:
            count = sum(1 for other, _ in self._made if other == kind)
            self._made[(kind, key)] = (f"/{_LETTERS[kind]}{count}", make())
        return Name(self._made[(kind, key)][0])

    def dictionary(self) -> Dictionary:
        """The page's ``/Resources``."""
        made = Dictionary()
        for (kind, _), (name, thing) in self._made.items():
            if kind not in made:
                made[kind] = Dictionary()
            made[kind][name] = thing
        return made


_LETTERS = {
    "/Font": "F", "/XObject": "X", "/ExtGState": "G", "/ColorSpace": "C", "/Pattern": "R",
    "/Shading": "S",
}  # fmt: skip
