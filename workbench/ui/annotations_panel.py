"""The inspector's lists of annotations and suggestions, and the editor below."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout

from workbench.domain.annotations import Annotation, Kind, Status
from workbench.ui.annotation_editor import AnnotationEditor
from workbench.ui.chips import ActionRow
from workbench.ui.desk import Desk
from workbench.ui.models import annotation_row, count
from workbench.ui.panel import Panel
from workbench.ui.rows import Row, RowList, RowsModel

_TAGS = frozenset({Kind.PARAGRAPH, Kind.MARKING, Kind.ENTITY, Kind.NOTE})
_NO_DOCUMENT = "No document is open."
_PAGES_AT_ONCE = 20
"""Read with their annotations in a few milliseconds."""
_SUGGESTED = frozenset({*_TAGS, Kind.FIELD})


class AnnotationList(Panel):
    """A list of the document's annotations that follows page, choice and changes.

    Only pages whose data changed are read again, and nothing while the list is hidden.
    ``Enter`` or a click shows the annotation.
    """

    def __init__(
        self,
        desk: Desk,
        name: str,
        empty: str,
        row_of: Callable[[Annotation], Row],
        kinds: Collection[Kind],
        statuses: Collection[Status],
        *,
        whole_document: bool = False,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._kinds = frozenset(kinds)
        self._statuses = frozenset(statuses)
        self.model: RowsModel[Annotation] = RowsModel(lambda a: a.id, row_of, self)
        self._empty = empty
        self.list = RowList(name, _NO_DOCUMENT)
        self.list.setModel(self.model)
        self.list.activated.connect(self._on_clicked)
        self.list.clicked.connect(self._on_clicked)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.scope = QComboBox()
        self.scope.setAccessibleName("Show")
        self.scope.addItems(["This page", "Whole document"])
        self.scope.setCurrentIndex(int(whole_document))
        self.scope.currentIndexChanged.connect(lambda _index: self.reload())
        self.total = QLabel()
        self.total.setEnabled(False)
        top = QHBoxLayout()
        top.setContentsMargins(8, 6, 8, 4)
        top.addWidget(self.scope)
        top.addStretch(1)
        top.addWidget(self.total)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)
        self.box.addLayout(top)
        self.box.addWidget(self.list, 1)
        self._following = False
        self._is_stale = False
        self._gathered: dict[str, Annotation] = {}
        self._next_page = 1
        desk.document_changed.connect(self.reload)
        desk.data_changed.connect(self._on_data_changed)
        desk.state.current_page_changed.connect(self._on_page_changed)
        desk.state.annotation_selected.connect(self._on_annotation_selected)
        desk.state.theme_changed.connect(self.model.redraw)
        desk.state.layers_changed.connect(self.model.redraw)

    @property
    def is_whole(self) -> bool:
        """Whether the whole document is listed, not just the page in sight."""
        return self.scope.currentIndex() == 1

    def reload(self) -> None:
        """Read the list anew; one that is hidden waits until it is seen."""
        self._desk.state.turns.drop(self, "read")
        self.list.show_empty(self._empty if self._desk.document_id else _NO_DOCUMENT)
        self._is_stale = not self.isVisible() and bool(self._desk.document_id)
        if self._is_stale:
            return
        if not self._desk.document_id:
            self._show([])
        elif self.is_whole and self._desk.state.page_count > _PAGES_AT_ONCE:
            self._gathered, self._next_page = {}, 1
            self._desk.state.turns.give(self, "read", self._read_on)
        elif self.is_whole:
            self._show(self._read(None))
        else:
            # What the views have at hand already need not be read again.
            here = self._desk.state.annotations(self._desk.state.current_page)
            wanted = (a for a in here if a.kind in self._kinds and a.status in self._statuses)
            self._show(list(wanted))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def _read_on(self) -> None:
        """A long document's list is read some pages at a time, and shown when it is whole."""
        pages = range(self._next_page, self._next_page + _PAGES_AT_ONCE)
        self._gathered.update((one.id, one) for one in self._read(pages))
        self._next_page = pages.stop
        if pages.stop <= self._desk.state.page_count:
            self._desk.state.turns.give(self, "read", self._read_on)
        else:
            self._desk.state.turns.give(self, "read", self._show_gathered)

    def _show_gathered(self) -> None:
        gathered, self._gathered = self._gathered, {}
        self._show(gathered.values())

    def _read(self, pages: Collection[int] | None) -> list[Annotation]:
        return self._desk.session.annotations(
            self._desk.document_id, pages=pages, kinds=self._kinds, statuses=self._statuses
        )

    def _show(self, annotations: Collection[Annotation]) -> None:
        ordered = sorted(annotations, key=self._key)
        # Rows that come or go move the current row; that is no choice of the person's.
        self._following = True
        self.model.sync(ordered)
        self._following = False
        number = len(ordered)
        self.total.setText(count(number, "entry", "entries") if number else "")
        self._on_annotation_selected(self._desk.state.selected_annotation, None)

    def _key(self, annotation: Annotation) -> tuple[object, ...]:
        """What the list is sorted by: as a reader meets them."""
        return (annotation.order, annotation.kind.value, annotation.id)

    def _on_data_changed(self, pages: frozenset[int]) -> None:
        if not self.is_whole and pages and self._desk.state.current_page not in pages:
            return
        if not self.is_whole or not pages or not self.isVisible() or self._gathered:
            self.reload()
            return
        kept = [a for a in self.model.items if not pages.intersection(a.pages)]
        self._show([*kept, *self._read(pages)])

    def _on_page_changed(self, _page: int) -> None:
        if not self.is_whole:
            self.reload()

    def _on_annotation_selected(self, annotation_id: str, initiator: object) -> None:
        if initiator is self:
            return
        self._following = True
        index = self.model.index_of(annotation_id) if annotation_id else QModelIndex()
        self.list.setCurrentIndex(index)
        if not index.isValid():
            self.list.clearSelection()
        self._following = False

    def _on_current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        # Moving by keys in the list shows each; a list that fills itself shows nothing.
        if not self._following and self.list.hasFocus():
            self._on_clicked(index)

    def _on_clicked(self, index: QModelIndex) -> None:
        annotation = self.model.item(index)
        if annotation is not None:
            self._desk.choose(annotation, self)


class AnnotationsPanel(AnnotationList):
    """What is tagged, with the editor of the chosen annotation."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Annotations",
            "Nothing is tagged here yet.\n\nSelect words and press a label's key in Tag mode.",
            _row_of(desk),
            _TAGS,
            (Status.ACCEPTED,),
        )
        self.editor = AnnotationEditor(desk)
        self.box.addWidget(self.editor)


class SuggestionsPanel(AnnotationList):
    """What rules suggest and a person has not judged."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Suggestions",
            "No suggestion is left here.",
            _row_of(desk),
            _SUGGESTED,
            (Status.SUGGESTED,),
        )
        self.box.addWidget(ActionRow(desk, "accept", "reject", "accept_page", "accept_all"))


def _row_of(desk: Desk) -> Callable[[Annotation], Row]:
    return lambda annotation: annotation_row(
        annotation, desk.session.labels, desk.state.theme, desk.text_of, desk.context_of
    )
