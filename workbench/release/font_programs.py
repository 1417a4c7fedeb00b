"""Font programs cut to the glyphs in use: TrueType, CFF and Type 1.

Glyphs not in use go with their outlines, widths and names; so do the font's own texts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pikepdf
from fontTools.agl import toUnicode
from fontTools.cffLib import CFFFontSet
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.misc import eexec
from fontTools.misc.psCharStrings import T1CharString, T2CharString
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph as OutlineGlyph
from pikepdf import Stream

from workbench.release.vector_errors import CannotPreserveError

_TRUETYPE_TABLES = {
    "GlyphOrder", "head", "hhea", "maxp", "hmtx", "loca", "glyf", "cvt ", "fpgm", "prep", "cmap",
}  # fmt: skip
_CFF_TEXTS = (
    "version", "Notice", "Copyright", "FullName", "FamilyName", "Weight", "BaseFontName",
    "PostScript", "XUID", "UniqueID",
)  # fmt: skip
_EEXEC_KEY, _GLYPH_KEY = 55665, 4330
_RETURN = b"\x0b"
_HEX = re.compile(rb"[0-9A-Fa-f\s]+")
_CODED = re.compile(rb"dup\s+(\d+)\s*/(\S+)\s+put")
_UNIQUE = re.compile(rb"/(?:UniqueID\s+\d+|XUID\s*\[[\d\s]*\])\s*(?:readonly\s+)?(?:def|ND|\|-)")
_CHARSTRING = re.compile(rb"/(\S+)\s+(\d+)\s+(?:RD|-\||\S+) ")
_SUBROUTINE = re.compile(rb"dup\s+(\d+)\s+(\d+)\s+(?:RD|-\||\S+) ")
_STANDARD_SUBROUTINES = range(4)
"""What every font has there: flexes and the exchange of hints."""
_CALLED_WITHIN = 5
"""Operands and operators between a subroutine's number and its call, by way of such an exchange."""
_CLOSES = re.compile(rb"\s*(?:ND|\|-|noaccess\s+def|\S+)\s*")
_T1_END = b"\n".join([*[b"0" * 64] * 8, b"cleartomark", b"%%EndResource", b"%%EOF"])
_SYMBOL_PAGES = (0, 0xF000, 0xF100, 0xF200)
_NOTDEF = ".notdef"


class Program:
    """An embedded font program. ``key`` and ``subtype`` are how a descriptor holds it."""

    key = ""
    subtype = ""

    def built_in_names(self) -> dict[int, str]:
        """Names of the glyphs that codes show by the program's own encoding."""
        return {}

    def cut(
        self, used: set[int], names: Mapping[int, str], renamed: Mapping[str, str] | None = None
    ) -> bytes:
        """The program with the glyphs of the ``used`` codes alone; ``names`` by code.

        ``renamed`` tells new names for glyphs whose own might say something.

        Raises:
            CannotPreserveError: it is damaged, or of a make that cannot be cut.
        """
        try:
            return self._cut(used, names, renamed or {})
        except CannotPreserveError:
            raise
        except Exception as error:  # fontTools raises whatever a damaged program trips it into
            raise CannotPreserveError("a font could not be cut to the letters that stay") from error

    def _cut(self, used: set[int], names: Mapping[int, str], renamed: Mapping[str, str]) -> bytes:
        raise NotImplementedError

    def lengths(self, program: bytes) -> dict[str, int]:
        """The length entries its stream needs."""
        del program
        return {}

    def cid_to_gid(self, used: set[int]) -> bytes | None:
        """A map for the used codes, or None where code and glyph are the same number."""
        del used
        return None


class TrueType(Program):
    """A ``FontFile2``. Glyphs keep their numbers; those not in use become empty."""

    key = "/FontFile2"

    def __init__(self, data: bytes, gids: Mapping[int, int] | None, *, by_cid: bool) -> None:
        self._data = data
        self._gids = gids
        self._by_cid = by_cid

    def _cut(self, used: set[int], names: Mapping[int, str], renamed: Mapping[str, str]) -> bytes:
        if renamed:
            raise CannotPreserveError("a font has names of its own for its letters")
        font = TTFont(io.BytesIO(self._data), recalcBBoxes=False, recalcTimestamp=False)
        order = font.getGlyphOrder()
        if self._by_cid:
            wanted = {self._gids.get(cid, 0) if self._gids is not None else cid for cid in used}
        else:
            wanted = self._by_maps(font, used, names)
        outlines = font["glyf"]
        kept = {order[gid] for gid in wanted if gid < len(order)} | {order[0]}
        waiting = list(kept)
        while waiting:
            glyph = outlines[waiting.pop()]
            parts = set(glyph.getComponentNames(outlines)) - kept if glyph.isComposite() else set()
            kept |= parts
            waiting.extend(parts)
        for name in order:
            if name not in kept:
                outlines[name] = OutlineGlyph()
                font["hmtx"][name] = (0, 0)
        for table in set(font.keys()) - _TRUETYPE_TABLES:
            del font[table]
        out = io.BytesIO()
        font.save(out, reorderTables=False)
        return out.getvalue()

    def _by_maps(self, font: TTFont, used: set[int], names: Mapping[int, str]) -> set[int]:
        """Glyph numbers that the codes reach by any map a reader may use; the maps are cut."""
        wanted: set[int] = set()
        by_name = {}
        if "post" in font and getattr(font["post"], "formatType", 3) in (1, 2):
            by_name = font.getReverseGlyphMap()
        for code in used:
            name = names.get(code, "")
            if name in by_name:
                wanted.add(by_name[name])
        if "cmap" not in font:
            return wanted | used  # without a map codes are taken for glyph numbers
        for table in font["cmap"].tables:
            if not hasattr(table, "cmap"):
                continue
            points = {page + code for code in used for page in _SYMBOL_PAGES}
            points |= {ord(text) for name in names.values() if len(text := toUnicode(name)) == 1}
            table.cmap = {point: name for point, name in table.cmap.items() if point in points}
            wanted |= {font.getGlyphID(name) for name in table.cmap.values()}
        return wanted

    def lengths(self, program: bytes) -> dict[str, int]:
        """As :meth:`Program.lengths`."""
        return {"/Length1": len(program)}

    def cid_to_gid(self, used: set[int]) -> bytes | None:
        """As :meth:`Program.cid_to_gid`."""
        if self._gids is None:
            return None
        table = bytearray(2 * (max(used) + 1))
        for cid in used:
            table[2 * cid : 2 * cid + 2] = self._gids.get(cid, 0).to_bytes(2, "big")
        return bytes(table)


class Compact(Program):
    """A bare CFF program, ``FontFile3``."""

    key = "/FontFile3"

    def __init__(self, data: bytes, *, by_cid: bool) -> None:
        self._data = data
        self._by_cid = by_cid
        self.subtype = "/CIDFontType0C" if by_cid else "/Type1C"

    def _opened(self) -> CFFFontSet:
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(self._data), TTFont())
        return fonts

    def built_in_names(self) -> dict[int, str]:
        """As :meth:`Program.built_in_names`."""
        try:
            encoding = self._opened()[0].Encoding
        except Exception as error:  # as in cut()
            raise CannotPreserveError("a font in it is damaged") from error
        if not isinstance(encoding, list):
            encoding = StandardEncoding
        return {code: name for code, name in enumerate(encoding) if name != _NOTDEF}

    def _cut(self, used: set[int], names: Mapping[int, str], renamed: Mapping[str, str]) -> bytes:
        fonts = self._opened()
        font = fonts[0]
        encoding = getattr(font, "Encoding", None)  # read before the glyphs it counts are gone
        if not self._by_cid:
            _keep_glyphs(font, set(names.values()) | _accents(font, names.values()))
        elif hasattr(font, "ROS"):
            _keep_glyphs(font, {f"cid{cid:05d}" for cid in used})
        else:
            _empty_glyphs(font, used)
        if isinstance(encoding, list):
            font.Encoding = [name if name in font.CharStrings else _NOTDEF for name in encoding]
        if renamed:
            _rename(font, renamed)
        fonts.remove_unused_subroutines()
        fonts.fontNames = ["F"]
        for key in _CFF_TEXTS:
            font.rawDict.pop(key, None)
            if hasattr(font, key):
                delattr(font, key)
        for part in getattr(font, "FDArray", ()):
            part.rawDict.pop("FontName", None)
            if hasattr(part, "FontName"):
                part.FontName = "F"
        out = io.BytesIO()
        fonts.compile(out, TTFont(), isCFF2=False)
        return out.getvalue()


def _keep_glyphs(font: object, names: set[str]) -> None:
    """Drop all other glyphs of a CFF font, from its list of names too."""
    strings, charset = font.CharStrings, font.charset  # type: ignore[attr-defined]
    places = [place for place, name in enumerate(charset) if name in names or place == 0]
    if strings.charStringsAreIndexed:
        index = strings.charStringsIndex
        index.items = [index[strings.charStrings[charset[place]]] for place in places]
        strings.charStrings = {charset[place]: at for at, place in enumerate(places)}
    else:
        strings.charStrings = {charset[place]: strings[charset[place]] for place in places}
    if hasattr(font, "FDSelect"):
        font.FDSelect.format = None
        font.FDSelect.gidArray = [font.FDSelect.gidArray[place] for place in places]
    font.charset = [charset[place] for place in places]  # type: ignore[attr-defined]
    font.numGlyphs = len(places)  # type: ignore[attr-defined]


def _rename(font: object, renamed: Mapping[str, str]) -> None:
    """Give glyphs of a CFF font other names."""
    strings, charset = font.CharStrings, font.charset  # type: ignore[attr-defined]
    strings.charStrings = {
        renamed.get(name, name): place for name, place in strings.charStrings.items()
    }
    font.charset = [renamed.get(name, name) for name in charset]  # type: ignore[attr-defined]
    if isinstance(getattr(font, "Encoding", None), list):
        font.Encoding = [  # type: ignore[attr-defined]
            renamed.get(name, name)
            for name in font.Encoding  # type: ignore[attr-defined]
        ]


def _empty_glyphs(font: object, used: set[int]) -> None:
    """Empty and unname all other glyphs of a CFF font whose glyphs go by number."""
    strings, charset = font.CharStrings, font.charset  # type: ignore[attr-defined]
    made = {}
    for gid, name in enumerate(charset):
        string = strings[name]
        if gid and gid not in used:
            string.decompile()
            string.setProgram(["endchar"])
        made[name if gid == 0 else f"g{gid}"] = string
    strings.charStringsAreIndexed = 0
    strings.charStrings = made
    font.charset = list(made)  # type: ignore[attr-defined]


def _accents(font: object, names: Iterable[str]) -> set[str]:
    """Glyphs that others are put together from, by the old way of ``endchar`` with operands."""
    found: set[str] = set()
    strings = font.CharStrings  # type: ignore[attr-defined]
    for name in names:
        if name in strings.charStrings:
            string: T2CharString = strings[name]
            string.decompile()
            program = string.program
            last = program[-5:]
            if (
                len(last) == 5
                and last[-1] == "endchar"
                and all(isinstance(x, int) for x in last[:4])
            ):
                found |= {StandardEncoding[code] for code in last[2:4]}
    return found


def _program(coded: bytes, skipped: int) -> list[Any]:
    """Operands and operators of a Type 1 glyph or subroutine."""
    string = T1CharString(bytes(eexec.decrypt(coded, _GLYPH_KEY)[0])[skipped:])
    string.decompile()
    return list(string.program)


def _without_other_subroutines(
    private: bytes, programs: Iterable[list[Any]], skipped: int
) -> bytes:
    """The private part of a Type 1 font with all subroutines emptied that no program calls.

    What a subset holds of a known font's subroutines tells which letters it had.
    """
    begin = private.find(b"/Subrs")
    if begin < 0:
        return private
    found: dict[int, tuple[int, int, int]] = {}  # where each begins, where its code does, its end
    at = begin
    while match := _SUBROUTINE.search(private, at):
        at = match.end() + int(match[2])
        found[int(match[1])] = (match.start(), match.end(), at)
    called = set(_STANDARD_SUBROUTINES)
    waiting = list(programs)
    while waiting:
        new = _called(waiting.pop()) & set(found) - called
        called |= new
        waiting += [_program(private[found[n][1] : found[n][2]], skipped) for n in new]
    empty = bytes(eexec.encrypt(bytes(skipped) + _RETURN, _GLYPH_KEY)[0])
    parts, at = [], 0
    for number, (start, code, end) in sorted(found.items(), key=lambda one: one[1]):
        if number in called:
            continue
        reads = private[start:code].rsplit(maxsplit=1)[-1]
        parts += [private[at:start], b"dup %d %d %s " % (number, len(empty), reads), empty]
        at = end
    return b"".join(parts) + private[at:]


def _called(program: list[Any]) -> set[int]:
    """Numbers of the subroutines that a program may call."""
    return {
        number
        for at, operator in enumerate(program)
        if operator == "callsubr"
        for number in program[max(0, at - _CALLED_WITHIN) : at]
        if isinstance(number, int)
    }


class Type1(Program):
    """A ``FontFile``: an old PostScript font, a clear part and an encrypted one."""

    key = "/FontFile"

    def __init__(self, data: bytes) -> None:
        clear, mark, coded = data.partition(b"eexec")
        if not mark:
            raise CannotPreserveError("a font in it is damaged")
        coded = coded.lstrip(b" \t\r\n") if coded[:1].isspace() else coded
        if _HEX.fullmatch(coded[:8]):
            digits = re.sub(rb"[^0-9A-Fa-f]", b"", coded)
            coded = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
        self._clear = clear
        self._private = bytes(eexec.decrypt(coded, _EEXEC_KEY)[0])

    def built_in_names(self) -> dict[int, str]:
        """As :meth:`Program.built_in_names`."""
        found = {int(code): name.decode("latin-1") for code, name in _CODED.findall(self._clear)}
        if found:
            return found
        return {code: name for code, name in enumerate(StandardEncoding) if name != _NOTDEF}

    def _cut(self, used: set[int], names: Mapping[int, str], renamed: Mapping[str, str]) -> bytes:
        del used  # the names of its codes say it all
        begin = self._private.index(b"/CharStrings")
        match = re.search(rb"/lenIV\s+(\d+)", self._private)
        skipped = int(match[1]) if match else 4
        glyphs: dict[str, tuple[bytes, bytes]] = {}
        at = self._private.index(b"begin", begin)
        while found := _CHARSTRING.search(self._private, at):
            end = found.end() + int(found[2])
            closes = _CLOSES.match(self._private, end)
            at = closes.end() if closes else end
            name = found[1].decode("latin-1")
            glyphs.setdefault(
                name, (self._private[found.end() : end], self._private[found.start() : at])
            )
        tail = self._private[at:].partition(b"mark currentfile closefile")[0]
        kept = set(names.values()) | {_NOTDEF}
        for name in list(kept & set(glyphs)):
            program = _program(glyphs[name][0], skipped)
            if program and program[-1] == "seac":
                kept |= {StandardEncoding[int(code)] for code in program[-3:-1]}
        written = [
            re.sub(rb"^/\S+", b"/" + renamed.get(name, name).encode("latin-1"), text.strip())
            for name, (_, text) in glyphs.items()
            if name in kept
        ]
        if not written:
            raise CannotPreserveError("a font in it is damaged")
        programs = [_program(glyphs[name][0], skipped) for name in kept & set(glyphs)]
        head = _UNIQUE.sub(
            b"", _without_other_subroutines(self._private[:begin], programs, skipped)
        )
        private = b"%s/CharStrings %d dict dup begin\n%s\nend%s\nmark currentfile closefile\n" % (
            head, len(written), b"\n".join(written), tail.partition(b"end")[2] or b" end",
        )  # fmt: skip
        coded = bytes(eexec.encrypt(private, _EEXEC_KEY)[0])
        return self._told(kept, renamed) + coded + b"\n" + _T1_END

    def _told(self, kept: set[str], renamed: Mapping[str, str]) -> bytes:
        """The clear part without texts, names and numbers of its own."""
        clear = re.sub(rb"%[^\r\n]*", b"", self._clear)
        clear = re.sub(rb"\((?:[^()\\]|\\.)*\)", b"()", clear)
        clear = re.sub(rb"/FontName\s*/\S+", b"/FontName /F", clear)
        clear = _UNIQUE.sub(b"", clear)

        def coded(found: re.Match[bytes]) -> bytes:
            name = found[2].decode("latin-1")
            if name not in kept:
                return b""
            return b"dup %s /%s put" % (found[1], renamed.get(name, name).encode("latin-1"))

        clear = _CODED.sub(coded, clear)
        return b"%!PS-AdobeFont-1.0: F\n" + clear.strip() + b" eexec\n"

    def lengths(self, program: bytes) -> dict[str, int]:
        """As :meth:`Program.lengths`."""
        clear = program.index(b" eexec\n") + len(b" eexec\n")
        end = len(program) - len(_T1_END)
        return {"/Length1": clear, "/Length2": end - clear, "/Length3": len(_T1_END)}


def program_of(
    descriptor: pikepdf.Object, font: pikepdf.Object, is_composite: bool
) -> Program | None:
    """The program that a font of the source brings along, or None.

    Raises:
        CannotPreserveError: it is of a kind that is not cut.
    """
    if isinstance(stream := descriptor.get("/FontFile2"), Stream):
        return TrueType(stream.read_bytes(), _cid_map(font), by_cid=is_composite)
    if isinstance(stream := descriptor.get("/FontFile3"), Stream):
        data = stream.read_bytes()
        if data[:4] in (b"OTTO", b"\0\1\0\0", b"true"):
            opened = TTFont(io.BytesIO(data))
            if "CFF " not in opened:
                raise CannotPreserveError("a font is of a make that is not cut")
            data = opened.reader["CFF "]
        return Compact(data, by_cid=is_composite)
    if isinstance(stream := descriptor.get("/FontFile"), Stream):
        return Type1(stream.read_bytes())
    return None


def _cid_map(font: pikepdf.Object) -> dict[int, int] | None:
    table = font.get("/CIDToGIDMap")
    if not isinstance(table, Stream):
        return None
    data = table.read_bytes()
    return {at // 2: int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data) - 1, 2)}
