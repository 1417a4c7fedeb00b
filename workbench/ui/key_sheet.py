"""Every key on one sheet, drawn from the table of actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from workbench.ui.actions import ALL_MODES, MENUS, VIEW_KEYS, ActionSpec, Mode, shown_key

_COLUMNS = 4
_WRAPS_AT = 26
_SMALLER = (0.88, 0.84, 0.8, 0.76, 0.72)
"""Shares of the window's letters, the first at which every key is seen at once."""

_WIDTH, _HEIGHT = 1090, 690


@dataclass(frozen=True, slots=True)
class _Table:
    """A heading and its rows of keys and text."""

    title: str
    rows: tuple[tuple[str, str], ...]

    @property
    def lines(self) -> int:
        return 2 + sum(1 + len(text) // _WRAPS_AT for _keys, text in self.rows)


def key_sheet(parent: QWidget, specs: Iterable[ActionSpec]) -> QDialog:
    """Every key on one sheet, by menu and mode; closes with Esc."""
    dialog = QDialog(parent)
    dialog.setObjectName("key_sheet")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("Keys")
    sheet = QTextBrowser()
    sheet.setAccessibleName("Keys")
    sheet.setFrameShape(QTextBrowser.Shape.NoFrame)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(12, 8, 12, 8)
    layout.setSpacing(4)
    layout.addWidget(sheet, 1)
    layout.addWidget(buttons)
    dialog.resize(_WIDTH, _HEIGHT)
    dialog.open()
    _fill(sheet, _html(tuple(specs)))
    sheet.setFocus()
    return dialog


def _fill(sheet: QTextBrowser, html: str) -> None:
    """Show the text at the largest size at which it needs no scrolling."""
    own = sheet.font().pointSizeF()
    for share in _SMALLER:
        font = sheet.font()
        font.setPointSizeF(own * share)
        sheet.document().setDefaultFont(font)
        sheet.setHtml(html)
        sheet.document().setTextWidth(sheet.viewport().width())
        if sheet.document().size().height() <= sheet.viewport().height():
            return


def _html(specs: Sequence[ActionSpec]) -> str:
    columns: list[list[_Table]] = [[] for _ in range(_COLUMNS)]
    for table in sorted(_tables(specs), key=lambda one: -one.lines):
        min(columns, key=lambda column: sum(one.lines for one in column)).append(table)
    cells = "".join(
        f'<td width="{100 // _COLUMNS}%" valign="top">{"".join(map(_drawn, column))}</td>'
        for column in columns
    )
    return f'<table width="100%" cellspacing="0"><tr>{cells}</tr></table>'


def _tables(specs: Sequence[ActionSpec]) -> list[_Table]:
    """A table for each menu, its keys of single modes apart."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for menu in MENUS:
        for spec in specs:
            if spec.menu == menu:
                row = (", ".join(shown_key(key) for key in spec.keys), spec.text)
                grouped.setdefault(_title(spec), []).append(row)
    grouped["In page and text"] = list(VIEW_KEYS)
    return [_Table(title, tuple(rows)) for title, rows in grouped.items()]


def _title(spec: ActionSpec) -> str:
    if spec.section.startswith("Tag as"):
        return "Labels, in Tag mode"
    if spec.modes == ALL_MODES:
        return spec.menu
    names = " and ".join(mode.heading for mode in Mode if mode in spec.modes)
    return f"{spec.menu}, in {names} mode"


def _drawn(table: _Table) -> str:
    lines = "".join(
        f'<tr><td style="padding-right:12px; white-space:nowrap"><b>{escape(keys)}</b></td>'
        f'<td style="padding-right:8px">{escape(text)}</td></tr>'
        for keys, text in table.rows
    )
    title = f'<p style="margin:7px 0 2px 0; font-size:large"><b>{escape(table.title)}</b></p>'
    return f'{title}<table cellspacing="0" cellpadding="0">{lines}</table>'
