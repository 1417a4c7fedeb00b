"""The way in: a document grows page by page and joins the list when it is whole."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from workbench.domain.annotations import Annotation, Status, new_id
from workbench.domain.changes import Row, RowChange
from workbench.domain.documents import Document, DocumentState, Page, PageState
from workbench.domain.errors import BugError, UserError
from workbench.domain.pages import PageText
from workbench.store.connection import now
from workbench.store.rows import (
    EDITABLE,
    IMPORTED,
    annotation_rows,
    words_from_json,
    words_to_json,
)
from workbench.store.writing import Writing, _statements

_DIGITS = re.compile(r"[0-9]+")
_OF_DOCUMENT = {
    table: shape
    for table, shape in EDITABLE.items()
    if "document_id" in shape.columns and table != "releases"
}
"""The editable tables whose rows belong to a document, and go with it."""


@dataclass(frozen=True, slots=True)
class RememberedImport:
    """An import that has not ended: the paths it was given, and how it reads."""

    id: str
    sources: tuple[str, ...]
    ocr: str
    language: str


class Importing(Writing):
    """Documents in, page by page; each call is one transaction."""

    def add_document(
        self,
        name: str,
        *,
        source_sha256: str,
        page_file_sha256: str,
        media: str,
        page_sizes: Sequence[tuple[float, float, int]],
        message: str = "",
    ) -> Document:
        """Begin a document: it is ``importing``, all its pages are pending and without words.

        Args:
            name: its source's file name; gets `` (2)`` before the ending if it is taken.
            source_sha256: the file in ``sources/``.
            page_file_sha256: the file in ``pages/``, or the source's where that is a PDF.
            media: ``pdf``, ``tiff``, ``png``, ``jpeg`` or ``text``.
            page_sizes: width and height in points and clockwise rotation of each page.
            message: a note about the source for the person, or nothing.

        Raises:
            UserError: the project has a document from this source already.
            BugError: there are no pages.
        """
        if not page_sizes:
            raise BugError(f"“{name}” has no pages")
        present = self.document_by_source(source_sha256)
        if present is not None:
            raise UserError(f"“{name}” is in the project already, as “{present.name}”.")
        with self._writing():
            name = self._free_name(clean_name(name))
            document_id = new_id()
            self._write(
                "INSERT INTO documents (id, name, name_key, sort_key, source_sha256, "
                "page_file_sha256, media, state, page_count, added_at, message) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, 'importing', ?, ?, ?)",
                (
                    document_id,
                    name,
                    name.casefold(),
                    _sort_key(name),
                    source_sha256,
                    page_file_sha256,
                    media,
                    len(page_sizes),
                    now(),
                    message,
                ),
            )
            self._db.conn.executemany(
                "INSERT INTO pages (document_id, number, width_pt, height_pt, rotation, state, "
                "origin) VALUES (?, ?, ?, ?, ?, 'pending', 'none')",
                [
                    (document_id, number, width_pt, height_pt, rotation % 360)
                    for number, (width_pt, height_pt, rotation) in enumerate(page_sizes, 1)
                ],
            )
        return self.document(document_id)

    def put_page(self, page: Page, text: PageText, suggestions: Sequence[Annotation] = ()) -> bool:
        """Store how a page was read: size, words, suggestions, search, in one transaction.

        ``page.state`` is ``read``, or ``failed`` with a message and no words. Its counts are
        worked out here. A failed page can be put again; one that is read stays as it is, so that
        an answer that comes twice does no harm.

        Returns:
            Whether the page was stored; False where it had been read before.

        Raises:
            BugError: the parts do not belong together.
            UserError: there is no such page.
            ProjectProblem: the project cannot be written; nothing was.
        """
        if page.state is PageState.PENDING or text.number != page.number:
            raise BugError(f"page {page.number} is put as {page.state} with page {text.number}")
        if any(word.corrected is not None for word in text.words):
            raise BugError(f"page {page.number} comes with corrections; apply those afterwards")
        for one in suggestions:
            if one.document_id != page.document_id or one.status is not Status.SUGGESTED:
                raise BugError(f"{one.status} {one.id} does not come with page {page.number}")
        stored = self.page(page.document_id, page.number)
        if stored.state is PageState.READ:
            return False
        encoded = words_to_json(text.words)
        text = PageText(page.number, words_from_json(encoded, {}))  # as it will be read back
        doubts = sum(word.is_doubt for word in text.words)
        with self._writing():
            self._write(
                "UPDATE pages SET width_pt = ?, height_pt = ?, rotation = ?, state = ?, "
                "origin = ?, skew_degrees = ?, message = ?, line_count = ?, word_count = ?, "
                "doubt_count = ? WHERE document_id = ? AND number = ?",
                (
                    page.width_pt,
                    page.height_pt,
                    page.rotation % 360,
                    page.state.value,
                    page.origin.value,
                    page.skew_degrees,
                    page.message,
                    len(text.lines),
                    len(text.words),
                    doubts,
                    page.document_id,
                    page.number,
                ),
            )
            self._write(
                "INSERT OR REPLACE INTO readings (document_id, page, words) VALUES (?, ?, ?)",
                (page.document_id, page.number, encoded),
            )
            self._write(
                "UPDATE documents SET word_count = word_count + ?, "
                "doubt_count = doubt_count + ? WHERE id = ?",
                (
                    len(text.words) - stored.word_count,
                    doubts - stored.doubt_count,
                    page.document_id,
                ),
            )
            self._index(page.document_id, text)
            self._insert_suggestions(suggestions)
        return True

    def add_suggestions(self, suggestions: Sequence[Annotation]) -> None:
        """Store suggestions for pages already read, in one transaction, unjournalled.

        Raises:
            BugError: one of them is no suggestion, or lies on words its page does not have.
        """
        with self._writing():
            self._insert_suggestions(suggestions)

    def _insert_suggestions(self, suggestions: Sequence[Annotation]) -> None:
        for annotation in suggestions:
            if annotation.status is not Status.SUGGESTED:
                raise BugError(f"{annotation.status} {annotation.id} is no suggestion")
            images = annotation_rows(annotation)
            self._check_targets(image.row for image in images if image.table == "targets")
            for image in images:
                self._write(_statements(image.table)[1], [*image.row.values()])

    def finish_document(self, document_id: str, *, person: str) -> int:
        """Let a document whose pages are all read (or failed) join the list.

        Returns:
            The number of the journal entry that says so, with the source's hash.

        Raises:
            BugError: pages are still pending.
        """
        pending = self.pending_pages(document_id)
        if pending:
            raise BugError(f"{len(pending)} pages are still to be read")
        document = self.document(document_id)
        with self._writing():
            self._write("UPDATE documents SET state = 'ready' WHERE id = ?", (document_id,))
            came: Row = {column: getattr(document, column) for column in IMPORTED.columns}
            change = RowChange("documents", {"id": document_id}, None, came)
            return self._append(f"Import {document.name}", (change,), person=person, undoes=None)

    def removable(self, document_id: str) -> Document:
        """The document, if it may be removed.

        Raises:
            UserError: there is none, or a copy of it has been released.
        """
        document = self.document(document_id)
        if self.releases(document_id):
            raise UserError(
                f"“{document.name}” cannot be removed: a copy of it has been released, and the "
                "project must be able to say what was in it."
            )
        return document

    def remove_document(self, document_id: str, *, person: str) -> Document:
        """Take a document out of the project: words, corrections, annotations, redactions.

        Its files stay; :meth:`Project.remove_document` also takes those away. The journal keeps
        an entry with every row a person's action had written; it cannot be undone.

        Returns:
            The document that is gone.

        Raises:
            UserError: there is none, or a copy of it has been released.
            ProjectProblem: the project cannot be written; nothing was.
        """
        document, one = self.removable(document_id), (document_id,)
        with self._writing():
            changes = [*self._rows_of(document_id)]
            self._write(
                "DELETE FROM page_search WHERE rowid IN "
                "(SELECT id FROM pages WHERE document_id = ?)",
                one,
            )
            for table in (*_OF_DOCUMENT, "readings", "pages"):
                self._write(f"DELETE FROM {table} WHERE document_id = ?", one)
            self._write("DELETE FROM documents WHERE id = ?", one)
            if document.state is DocumentState.READY:
                came: Row = {column: getattr(document, column) for column in IMPORTED.columns}
                changes.append(RowChange("documents", {"id": document_id}, came, None))
                self._append(f"Remove {document.name}", tuple(changes), person=person, undoes=None)
        return document

    def _rows_of(self, document_id: str) -> Iterator[RowChange]:
        """What takes out every row of a document that a person's action may have written."""
        for table, shape in _OF_DOCUMENT.items():
            columns = ", ".join(shape.columns)
            for row in self._rows(
                f"SELECT {columns} FROM {table} WHERE document_id = ?", (document_id,)
            ):
                yield RowChange(table, {name: row[name] for name in shape.key}, row, None)

    def remember_import(
        self,
        import_id: str,
        sources: Sequence[str],
        ocr: str,
        language: str,
        *,
        instead_of: Sequence[str] = (),
    ) -> None:
        """Keep what an import was given until it has ended; it takes the place of others."""
        with self._writing():
            for other in instead_of:
                self._write("DELETE FROM imports WHERE id = ?", (other,))
            self._write(
                "INSERT INTO imports (id, sources, ocr, language) VALUES (?, ?, ?, ?)",
                (import_id, json.dumps(list(sources)), ocr, language),
            )

    def forget_import(self, import_id: str) -> None:
        """It has ended: nothing of it is left to do."""
        with self._writing():
            self._write("DELETE FROM imports WHERE id = ?", (import_id,))

    def remembered_imports(self) -> list[RememberedImport]:
        """Imports that have not ended, oldest first."""
        return [
            RememberedImport(
                str(row["id"]),
                tuple(json.loads(str(row["sources"]))),
                str(row["ocr"]),
                str(row["language"]),
            )
            for row in self._rows("SELECT * FROM imports ORDER BY rowid", ())
        ]

    def _free_name(self, name: str) -> str:
        """The name, or with `` (2)``, `` (3)`` ... before its ending, as no document has it."""
        path = PurePath(name)
        candidate, number = name, 1
        while self._row("SELECT 1 FROM documents WHERE name_key = ?", (candidate.casefold(),)):
            number += 1
            candidate = f"{path.stem} ({number}){path.suffix}"
        return candidate


def clean_name(name: str) -> str:
    """A file name fit to be stored and shown: NFC, one line, no bytes that are no text."""
    text = name.encode("utf-8", "replace").decode("utf-8")
    text = unicodedata.normalize("NFC", text)
    return "".join(c if c.isprintable() else "_" for c in text).strip() or "unnamed"


def _sort_key(name: str) -> str:
    """Folded, numbers padded, so that names sort as people count."""
    return _DIGITS.sub(lambda match: match.group().zfill(12), name.casefold())
