"""What is done to a document as a whole: a title for the window, and taking it out."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QLabel, QWidget

from workbench.app import edits
from workbench.domain.documents import Document
from workbench.ui.desk import Desk
from workbench.ui.dialogs import FinalDialog
from workbench.ui.messages import Tone
from workbench.ui.models import count


class DocumentCare(QObject):
    """Titles and removes the document on the desk.

    Signals:
        removed: a document is gone.
    """

    removed = Signal()

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk)
        self._desk = desk
        self._window = window
        desk.actions.on("title", self.ask_title)
        desk.actions.on("remove", self.ask_remove)

    def ask_title(self) -> None:
        """Ask what the document is to be called in the window."""
        document = self._desk.session.document(self._desk.document_id)
        dialog = QInputDialog(self._window)
        dialog.setObjectName("title_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Title of the document")
        dialog.setLabelText(
            f"What {document.name} is called in this window. Releases and exports go on naming "
            "it by its file. Leave it empty to show the file's name."
        )
        dialog.setTextValue(document.title)
        for label in dialog.findChildren(QLabel):
            label.setWordWrap(True)
        dialog.resize(460, dialog.sizeHint().height())
        dialog.textValueSelected.connect(lambda text: self.entitle(document.id, text))
        dialog.open()

    def entitle(self, document_id: str, title: str) -> None:
        """Give a document a title."""
        self._desk.do(lambda: edits.entitle(self._desk.session, document_id, title))

    def ask_remove(self) -> None:
        """Say what would go, and ask."""
        desk = self._desk
        document = desk.attempt(lambda: desk.session.removable(desk.document_id))
        if document is not None:
            dialog = RemoveDialog(self._window, document)
            dialog.accepted.connect(lambda: self.remove(document))
            dialog.open()

    def remove(self, document: Document) -> None:
        """Take a document out; the one after it in the list is laid on the desk."""
        desk = self._desk
        ids = desk.session.document_ids()
        place = ids.index(document.id) if document.id in ids else 0
        desk.show_document("")
        gone = desk.attempt(lambda: desk.session.remove_document(document.id))
        if gone is None:
            desk.show_document(document.id)
            return
        ids.remove(document.id)
        if ids:
            desk.show_document(ids[min(place, len(ids) - 1)])
        self.removed.emit()
        desk.say(f"{document.name} was removed from the project.", Tone.GOOD)


class RemoveDialog(FinalDialog):
    """Says what goes with a document."""

    def __init__(self, parent: QWidget, document: Document) -> None:
        shown = f"“{document.title}” ({document.name})" if document.title else f"“{document.name}”"
        goes = [
            count(document.page_count, "page"),
            count(document.annotation_count, "annotation"),
            count(document.suggestion_count, "suggestion"),
            count(document.redaction_count, "redaction"),
        ]
        super().__init__(
            "remove_dialog",
            "Remove the document",
            f"Remove {shown} from the project?\n\n"
            f"With it go {', '.join(goes[:-1])} and {goes[-1]}, every corrected reading, and the "
            "project's own copy of the file. The file it was imported from is left alone. The "
            "journal keeps that it was here and who removed it.\n\n"
            "This cannot be undone.",
            "Remove",
            parent,
        )
