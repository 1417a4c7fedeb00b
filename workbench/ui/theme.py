"""Colours of the window, light and dark, following the system; colours of labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from workbench.domain.labels import Label


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by what they are for, as ``#rrggbb``; the scan's paper stays light in both."""

    is_dark: bool
    window: str
    panel: str
    text_base: str
    text: str
    faint_text: str
    gutter: str
    rule: str
    desk: str
    accent: str
    accent_text: str
    selection: str
    hover: str
    hit: str
    doubt: str
    corrected: str
    redaction: str
    redaction_box: str
    redaction_text: str


@cache
def light() -> Theme:
    """The light theme."""
    return Theme(
        is_dark=False,
        window="#f0f1f3",
        panel="#f7f8f9",
        text_base="#ffffff",
        text="#1b1e23",
        faint_text="#5c6470",
        gutter="#f4f5f7",
        rule="#d5d9df",
        desk="#c9cdd3",
        accent="#1a5fb4",
        accent_text="#ffffff",
        selection="#bcd7f7",
        hover="#e2ecf8",
        hit="#ffe08a",
        doubt="#b3261e",
        corrected="#1c7c3c",
        redaction="#8a1c1c",
        redaction_box="#111111",
        redaction_text="#ffffff",
    )


@cache
def dark() -> Theme:
    """The dark theme."""
    return Theme(
        is_dark=True,
        window="#23262b",
        panel="#282c32",
        text_base="#1c1f24",
        text="#e4e7eb",
        faint_text="#a3abb6",
        gutter="#24282f",
        rule="#3a4049",
        desk="#14161a",
        accent="#78aeed",
        accent_text="#0d1117",
        selection="#2b4a70",
        hover="#2a3340",
        hit="#6b5410",
        doubt="#ff8a80",
        corrected="#7ddc9a",
        redaction="#ff9c9c",
        redaction_box="#000000",
        redaction_text="#ffffff",
    )


def system_theme() -> Theme:
    """The theme the system asks for; light where it does not say."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return dark() if scheme == Qt.ColorScheme.Dark else light()


def label_colour(label: Label | None, is_dark: bool) -> QColor:
    """A label's colour for a theme; a neutral one for a label its set does not have."""
    if label is None:
        return QColor("#b4bfca" if is_dark else "#5a6570")
    return QColor(label.dark if is_dark else label.light)


def contrast(a: QColor | str, b: QColor | str) -> float:
    """Contrast ratio of two colours after WCAG 2, from 1 to 21."""
    lighter, darker = sorted((_luminance(QColor(a)), _luminance(QColor(b))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(value: float) -> float:
        return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(c) for c in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def palette(theme: Theme) -> QPalette:
    """The Qt palette of a theme, for every ordinary widget."""
    role = QPalette.ColorRole
    made = QPalette()
    for where, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.text_base),
        (role.AlternateBase, theme.panel),
        (role.Text, theme.text),
        (role.Button, theme.panel),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.doubt),
        (role.ToolTipBase, theme.panel),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.faint_text),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.accent_text),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
        (role.Light, theme.panel),
        (role.Midlight, theme.rule),
        (role.Mid, theme.rule),
        (role.Dark, theme.faint_text),
    ):
        made.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(theme.faint_text))
    return made


def apply(app: QApplication, theme: Theme) -> None:
    """Give the whole window a theme's palette."""
    app.setPalette(palette(theme))
