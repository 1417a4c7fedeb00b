"""Lists show their items as they are, also those that moved and changed at once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from workbench.ui.rows import Row, RowList, RowsModel


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


def test_list_shows_what_changed_in_rows_that_stay(qtbot: QtBot, application: None) -> None:
    model: RowsModel[tuple[str, int]] = RowsModel(
        lambda item: item[0], lambda item: Row(f"{item[0]} {item[1]}")
    )
    rows = RowList("Numbers", "")
    qtbot.addWidget(rows)
    rows.setModel(model)
    rows.resize(300, 400)
    rows.show()
    model.sync([(f"row {n}", 0) for n in range(3000)])
    rows.setCurrentIndex(model.index(2500))
    before = rows.grab().toImage()
    model.sync([(f"row {n}", n) for n in range(3000)])
    assert rows.currentIndex().row() == 2500
    assert rows.currentIndex().data(Qt.ItemDataRole.DisplayRole) == "row 2500 2500"
    assert rows.grab().toImage() != before
    model.sync([(f"row {n}", 1) for n in range(2400, 3000)])
    assert model.rowCount() == 600
    assert rows.currentIndex().data(Qt.ItemDataRole.DisplayRole) == "row 2500 1"


@settings(max_examples=100, deadline=None)
@given(lists=st.lists(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 2)), max_size=8)))
def test_any_list_after_any_other_is_shown_as_it_is(lists: list[list[tuple[int, int]]]) -> None:
    model: RowsModel[tuple[int, int]] = RowsModel(
        lambda item: str(item[0]), lambda item: Row(f"{item[0]} {item[1]}")
    )
    for items in lists:
        alone = list({key: (key, value) for key, value in items}.values())
        model.sync(alone)
        shown = [
            model.index(row).data(Qt.ItemDataRole.DisplayRole) for row in range(model.rowCount())
        ]
        assert shown == [f"{key} {value}" for key, value in alone]
        assert list(model.items) == alone


def test_who_hears_of_new_rows_finds_them_there(qtbot: QtBot, application: None) -> None:
    model: RowsModel[str] = RowsModel(str, Row)
    heard: list[list[object]] = []

    def on_rows() -> None:
        heard.append([model.index(row).data() for row in range(model.rowCount())])
        assert [*model.items] == heard[-1]

    model.rowsInserted.connect(on_rows)
    model.rowsRemoved.connect(on_rows)
    model.sync(["a", "b", "c"])
    model.sync(["a", "d", "c"])
    model.sync([])
    assert heard == [["a", "b", "c"], ["a", "c"], ["a", "d", "c"], []]


def test_rows_are_chosen_not_written_into(qtbot: QtBot, application: None) -> None:
    model: RowsModel[str] = RowsModel(str, Row)
    model.sync(["a"])
    flags = model.flags(model.index(0))
    assert flags == Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def test_items_put_behind_the_others_are_shown_after_them(qtbot: QtBot, application: None) -> None:
    asked: list[str] = []

    def key_of(item: str) -> str:
        asked.append(item)
        return item

    model: RowsModel[str] = RowsModel(key_of, Row)
    model.sync(["a", "b"])
    asked.clear()
    model.extend(["c", "d"])
    model.extend([])
    assert asked == ["c", "d"]
    assert [model.index(row).data() for row in range(model.rowCount())] == ["a", "b", "c", "d"]
    assert model.index_of("d").row() == 3


def test_what_a_paper_says_is_no_html_in_a_tooltip(application: None) -> None:
    model: RowsModel[str] = RowsModel(str, lambda item: Row(item, "page 1"))
    model.sync(["<u>1</u>8 & more"])
    tip = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "<p>&lt;u&gt;1&lt;/u&gt;8 &amp; more<br>page 1</p>"
