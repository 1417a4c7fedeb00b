"""The letters of a born-digital page: shown again where their words stay, run by run."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, String

from workbench.release.vector_errors import CannotPreserveError, number
from workbench.release.vector_fonts import Glyph, VectorFont
from workbench.release.vector_layers import Layers
from workbench.release.vector_state import Sheet, State, resource
from workbench.release.vector_text import KeptWords

_PASSED_TEXT = {"Tc", "Tw", "Tz", "Ts"}
_INVISIBLE, _CLIPPING = 3, 4
_BODY = 0.3  # of the size: where the middle of a letter is, over its base line
_GRID = 0.25
"""Points: letters after a cut begin on this grid, so that a cut's width is not told finely."""


class FontShelf:
    """The fonts of one source file, each read once."""

    def __init__(self) -> None:
        self._read: dict[object, VectorFont | CannotPreserveError] = {}
        self._kept: list[pikepdf.Object] = []
        self.fonts: list[VectorFont] = []

    def font(self, font: object) -> VectorFont:
        """The reader of a font.

        Raises:
            CannotPreserveError: it is of a kind that is not rewritten.
        """
        if not isinstance(font, Dictionary):
            raise CannotPreserveError("a font is missing")
        key: object = font.objgen if font.is_indirect else font.unparse()
        if key not in self._read:
            try:
                self._read[key] = VectorFont(font)
                self.fonts.append(self._read[key])  # type: ignore[arg-type]
            except CannotPreserveError as error:
                self._read[key] = error
        found = self._read[key]
        if isinstance(found, CannotPreserveError):
            raise CannotPreserveError(found.reason)
        return found


class Letters:
    """Reads the text operators of a page and writes what stays of them."""

    def __init__(self, sheet: Sheet, words: KeptWords, layers: Layers, shelf: FontShelf) -> None:
        self._sheet = sheet
        self._words = words
        self._layers = layers
        self._shelf = shelf
        self._set: tuple[int, float] | None = None
        self._text = self._line = Matrix()
        self._cut = False
        self._in_text = False
        self._centre = (0.0, 0.0)
        self.used: dict[int, set[int]] = {}
        self.shown: list[tuple[float, float]] = []

    def forget_font(self) -> None:
        """The graphics state was restored, so that which font is set is not known."""
        self._set = None

    def position(self) -> tuple[Matrix, Matrix, bool]:
        """Where in a text object the page is, to come back to after a form."""
        return self._text, self._line, self._in_text

    def come_back(self, position: tuple[Matrix, Matrix, bool]) -> None:
        """Go on where :meth:`position` was asked for."""
        self._text, self._line, self._in_text = position

    def operator(
        self, operator: str, operands: list[object], resources: Dictionary, state: State
    ) -> None:
        """Take up one text operator.

        Raises:
            CannotPreserveError: it is no text operator, or shows text that is not rewritten.
        """
        if operator == "BT":
            self._sheet.close_mark()
            self._text = self._line = Matrix()
            self._in_text, self._cut, self._set = True, False, None
            self._sheet.write("BT")
        elif operator == "ET":
            if self._in_text:
                self._sheet.close_mark()
                self._sheet.write("ET")
            self._in_text = False
        elif operator == "Tf":
            state.font = self._shelf.font(resource(resources, "/Font", operands))
            state.size = number(operands[1])
        elif operator in _PASSED_TEXT:
            self._text_state(state, operator, number(operands[0]))
        elif operator == "TL":
            state.leading = number(operands[0])
        elif operator == "Tr":
            state.mode = int(number(operands[0]))
            if state.mode < _INVISIBLE:
                self._sheet.write("Tr", state.mode)
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
                self._text_state(state, "Tw", number(operands[0]))
                self._text_state(state, "Tc", number(operands[1]))
            if operator in ("'", '"'):
                self._move(0, -state.leading)
            shown = operands[-1]
            self._show(state, list(shown) if isinstance(shown, Array) else [shown])
        else:
            raise CannotPreserveError("it is drawn in a way that is not known")

    def _text_state(self, state: State, operator: str, value: float) -> None:
        if operator == "Tc":
            state.spacing = value
        elif operator == "Tw":
            state.word_spacing = value
        elif operator == "Tz":
            state.stretch = value / 100
        else:
            state.rise = value
        self._sheet.write(operator, value)

    def _move(self, x: float, y: float) -> None:
        self._line = Matrix(1, 0, 0, 1, x, y) @ self._line
        self._text = self._line
        self._cut = False

    def _show(self, state: State, parts: list[object]) -> None:
        """Show what stays of the strings of one operator, each run at a place of its own."""
        if state.font is None:
            raise CannotPreserveError("a font is missing")
        if state.mode >= _CLIPPING:
            raise CannotPreserveError("text on it is used as a stencil")
        hidden = state.mode == _INVISIBLE or self._layers.hidden or not self._in_text
        run = _Run()
        for part in parts:
            if not isinstance(part, String):
                step = -number(part) / 1000 * state.size * state.stretch
                run.pause(number(part))
                self._text = Matrix(1, 0, 0, 1, step, 0) @ self._text
                continue
            for glyph in state.font.glyphs(bytes(part)):
                word = None if hidden else self._word_of(state, glyph)
                if word is not None:
                    block = self._words.block(word)
                    if run.word is not None and self._words.block(run.word) != block:
                        self._flush(state, run)
                        run = _Run()
                    if run.word is None:
                        run.begin(word, self._text, after_cut=self._cut)
                        self._cut = False
                    self._words.found(word, glyph.text)
                    self.shown.append(self._centre)
                    run.show(glyph)
                elif glyph.text and not glyph.text.isspace():
                    self._flush(state, run)
                    run, self._cut = _Run(), True
                elif run.word is not None:
                    run.wait(glyph)
                self._advance(state, glyph)
        self._flush(state, run)

    def _word_of(self, state: State, glyph: Glyph) -> int | None:
        """The word that stays and has this glyph, if there is one."""
        if not glyph.text or glyph.text.isspace():
            return None
        to_page = (
            Matrix(state.size * state.stretch, 0, 0, state.size, 0, state.rise)
            @ self._text
            @ state.to_page
        )
        centre = to_page.transform((glyph.width / 2, _BODY))
        self._centre = centre
        return self._words.word_at(centre, glyph.text) if state.clip.contains(*centre) else None

    def _advance(self, state: State, glyph: Glyph) -> None:
        step = glyph.width * state.size + state.spacing
        if glyph.raw == b" ":
            step += state.word_spacing
        self._text = Matrix(1, 0, 0, 1, step * state.stretch, 0) @ self._text

    def _flush(self, state: State, run: _Run) -> None:
        if run.word is None or state.font is None:
            return
        place = state.font
        index = self._shelf.fonts.index(place)
        self.used.setdefault(index, set()).update(run.codes)
        self._sheet.open_mark(self._words.block(run.word), run.word)
        if self._set != (index, state.size):
            self._set = (index, state.size)
            self._sheet.write("Tf", Name(f"/F{index}"), state.size)
        at = list(run.at.shorthand)
        if run.after_cut:
            at[4], at[5] = (
                (round(at[4] / _GRID) * _GRID, at[5])
                if abs(at[0]) >= abs(at[1])
                else (at[4], round(at[5] / _GRID) * _GRID)
            )
        self._sheet.write("Tm", *[round(value, 5) for value in at])
        self._sheet.write("TJ", Array(run.parts))


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
