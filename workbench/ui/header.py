"""What stands above everything: the menus, and under them modes, palette and search."""

from __future__ import annotations

from PySide6.QtWidgets import QMenuBar, QVBoxLayout, QWidget


class Header(QWidget):
    """Menus and tools. Asked how high it is at no width it cannot have.

    A window's least size holds this header as high as at the window's least width. That width
    knows nothing of the header, and while no dock is shown it is so small that the palette would
    stand in a single column: the window grew, beyond the foot of a small screen.
    """

    def __init__(self, menus: QMenuBar, tools: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(menus)
        column.addWidget(tools)

    def heightForWidth(self, width: int) -> int:  # noqa: D102
        return super().heightForWidth(max(width, self.minimumSizeHint().width()))
