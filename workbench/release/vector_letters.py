"""The letters of a born-digital page: shown again where their words stay, run by run.

A line is set by the widths of all its words, so that where the others stand, and how far apart,
tells how wide a cut one was, and thereby which: on lines with a cut, every word is set by itself
on a grid, without the source's word spacing and with the rest of its spacing rounded.
"""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, String

from workbench.release.vector_errors import CannotPreserveError, number
from workbench.release.vector_fonts import Glyph, VectorFont
from workbench.release.vector_layers import Layers
from workbench.release.vector_state import Sheet, State, resource
from workbench.release.vector_text import KeptWords

_TEXT_STATE = ("Tc", "Tw", "Tz", "Ts")
_INVISIBLE, _CLIPPING = 3, 4
_BODY = 0.3  # of the size: where the middle of a letter is, over its base line
_GRID = 0.25
"""Points: words beside a cut begin on this grid, about as fine as a box's own edges."""
_IN_WORD_GRID = 0.1
"""Points: letters that are set apart from their word's first, as it stands there."""
_SPACING_GRID, _STRETCH_GRID, _STEP_GRID = 0.02, 0.01, 20
"""What spacing (points), stretch, and steps between letters (1/1000 of the size) are rounded to."""


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
        self._word_starts: dict[int, tuple[float, float]] = {}
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
        elif operator in _TEXT_STATE:
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
                    by_cut = self._is_by_cut(state)
                    if run.word is not None and self._parts_from(run, word, by_cut=by_cut):
                        self._flush(state, run)
                        run = _Run()
                    if run.word is None:
                        run.begin(word, self._text, on_grid=self._cut or by_cut)
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

    def _is_by_cut(self, state: State) -> bool:
        """Whether the line of the letter that was last asked for has a cut."""
        to_page = self._text @ state.to_page
        upright = abs(to_page.b) > abs(to_page.a)
        return self._words.is_level_with_cut(self._centre, upright=upright)

    def _parts_from(self, run: _Run, word: int, *, by_cut: bool) -> bool:
        """Whether a letter of a word cannot go on with a run."""
        if self._words.block(word) != self._words.block(run.word or 0):
            return True
        return (by_cut or run.on_grid) and word != run.word

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
        self._write_text_state(state, run)
        self._sheet.write("Tm", *[round(value, 5) for value in self._place(state, run)])
        self._sheet.write("TJ", Array(run.parts))

    def _write_text_state(self, state: State, run: _Run) -> None:
        values = (state.spacing, state.word_spacing, state.stretch, state.rise)
        if run.on_grid:
            values = (
                round(round(state.spacing / _SPACING_GRID) * _SPACING_GRID, 5),
                0.0,
                round(round(state.stretch / _STRETCH_GRID) * _STRETCH_GRID, 5),
                state.rise,
            )
        for operator, value, written in zip(_TEXT_STATE, values, state.text_written, strict=True):
            if value != written:
                self._sheet.write(operator, value * 100 if operator == "Tz" else value)
        state.text_written = values

    def _place(self, state: State, run: _Run) -> tuple[float, ...]:
        """Where a run begins, from where the origin was last written; beside a cut on the grid."""
        at = run.at @ Matrix(1, 0, 0, 1, *state.moved)
        if run.on_grid:
            written = Matrix(1, 0, 0, 1, -state.moved[0], -state.moved[1]) @ state.to_page
            on_page = at @ written
            x, y = on_page.e, on_page.f
            if abs(on_page.a) >= abs(on_page.b):
                x = self._gridded(run, x)
            else:
                y = self._gridded(run, y)
            x, y = written.inverse().transform((x, y))
            at = Matrix(at.a, at.b, at.c, at.d, x, y)
        return at.shorthand

    def _gridded(self, run: _Run, at: float) -> float:
        """A place along the line, on the grid or apart from where its word begins on it."""
        assert run.word is not None
        true, begins = self._word_starts.setdefault(run.word, (at, round(at / _GRID) * _GRID))
        return begins + round((at - true) / _IN_WORD_GRID) * _IN_WORD_GRID


class _Run:
    """Neighbouring glyphs that stay, as operands of ``TJ``; blanks wait for the next of them."""

    def __init__(self) -> None:
        self.word: int | None = None
        self.at = Matrix()
        self.on_grid = False
        self.parts: list[object] = []
        self.codes: set[int] = set()
        self._waiting: list[float | Glyph] = []
        self._off_grid = 0.0

    def begin(self, word: int, at: Matrix, *, on_grid: bool) -> None:
        self.word, self.at, self.on_grid = word, at, on_grid

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
            self._step(item)
            return
        self.codes.add(item.code)
        if self.parts and isinstance(self.parts[-1], String):
            self.parts[-1] = String(bytes(self.parts[-1]) + item.raw)
        else:
            self.parts.append(String(item.raw))

    def _step(self, step: float) -> None:
        """Step aside; on the grid in whole steps, of which none adds to the next one's error."""
        if self.on_grid:
            wanted = step + self._off_grid
            step = round(wanted / _STEP_GRID) * _STEP_GRID
            self._off_grid = wanted - step
        if step:
            self.parts.append(step)
