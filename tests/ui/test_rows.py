"""Lists show their items as they are, also those that moved and changed at once."""

from __future__ import annotations

from PySide6.QtCore import Qt

from workbench.ui.rows import Row, RowsModel


def test_row_that_moves_and_changes_is_drawn_anew(application: None) -> None:
    model: RowsModel[tuple[str, int]] = RowsModel(
        lambda item: item[0], lambda item: Row(f"{item[0]} {item[1]}")
    )

    def shown() -> list[object]:
        rows = range(model.rowCount())
        return [model.index(row).data(Qt.ItemDataRole.DisplayRole) for row in rows]

    model.sync([("a", 1), ("b", 2), ("c", 3)])
    assert shown() == ["a 1", "b 2", "c 3"]
    model.sync([("c", 9), ("a", 1), ("b", 8)])
    assert shown() == ["c 9", "a 1", "b 8"]
