"""What can be asked of a project: documents, pages, words, annotations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from workbench.domain.annotations import Annotation, Kind, Status
from workbench.domain.documents import Document, DocumentState, Page
from workbench.domain.errors import UserError
from workbench.domain.pages import DocumentText, PageText
from workbench.store.connection import Connected
from workbench.store.problems import damaged
from workbench.store.rows import (
    DOCUMENT_COLUMNS,
    PAGE_COLUMNS,
    Correction,
    PageReview,
    ReleaseRecord,
    SetAside,
    annotation_from_rows,
    canonical,
    document_from_row,
    page_from_row,
    words_from_json,
)

_MATCHES_AT_ONCE = 500
"""Pages looked up at one go: so many take a millisecond or two."""


class Reading(Connected):
    """Questions. Nothing here writes."""

    # Documents and pages

    def documents(
        self,
        *,
        states: Collection[DocumentState] = (DocumentState.READY,),
        first: int = 0,
        most: int = -1,
    ) -> list[Document]:
        """The documents in order of their names, numbers counted (2 before 10).

        Only ready ones by default: what is being imported, or failed, is not in the list.
        Counts come with the row; nothing is counted here. A long list may be read in pieces:
        ``most`` of them (-1: all) from the ``first`` on, counted from 0.
        """
        marks = ", ".join("?" * len(states))
        return [
            document_from_row(row)
            for row in self._tuples(
                f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE state IN ({marks}) "
                "ORDER BY sort_key, id LIMIT ? OFFSET ?",
                [*(state.value for state in states), most, first],
            )
        ]

    def document(self, id_or_name: str) -> Document:
        """The document with that id or name, in whatever state.

        A name may also be given in other case or without its ending, where only one fits.

        Raises:
            UserError: no document is called that, or several are.
        """
        select = f"SELECT {DOCUMENT_COLUMNS} FROM documents"
        folded = id_or_name.casefold()
        rows = self._tuples(f"{select} WHERE id = ? OR name_key = ?", (id_or_name, folded))
        if not rows:
            stem = folded + "."
            rows = self._tuples(
                f"{select} WHERE substr(name_key, 1, ?) = ? ORDER BY sort_key", (len(stem), stem)
            )
        found = [document_from_row(row) for row in rows]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(f"“{document.name}”" for document in found)
            raise UserError(
                f"“{id_or_name}” could be any of {names}. Give the whole name or the id."
            )
        raise UserError(
            f"The project “{self._name}” has no document “{id_or_name}”. "
            "Give a name or an id as the list of documents shows it."
        )

    def document_by_source(self, sha256: str) -> Document | None:
        """The document made from the source with that hash, in whatever state, or None."""
        rows = self._tuples(
            f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE source_sha256 = ?", (sha256,)
        )
        return document_from_row(rows[0]) if rows else None

    def documents_with_file(self, sha256: str) -> list[Document]:
        """The documents that need a file of ``sources/`` or ``pages/``, in whatever state."""
        return [
            document_from_row(row)
            for row in self._tuples(
                f"SELECT {DOCUMENT_COLUMNS} FROM documents "
                "WHERE source_sha256 = ? OR page_file_sha256 = ?",
                (sha256, sha256),
            )
        ]

    def pages(self, document_id: str, first: int = 1, last: int | None = None) -> list[Page]:
        """The pages of a document in order; from ``first`` to ``last`` (both included)."""
        return [
            page_from_row(row)
            for row in self._tuples(
                f"SELECT {PAGE_COLUMNS} FROM pages WHERE document_id = ? "
                "AND number BETWEEN ? AND ifnull(?, 9e99) ORDER BY number",
                (document_id, first, last),
            )
        ]

    def page(self, document_id: str, number: int) -> Page:
        """One page, counted from 1.

        Raises:
            UserError: the document has no such page.
        """
        found = self.pages(document_id, number, number)
        if not found:
            document = self.document(document_id)
            raise UserError(
                f"“{document.name}” has no page {number}: its pages are 1 to {document.page_count}."
            )
        return found[0]

    def pending_pages(self, document_id: str) -> list[int]:
        """Numbers of the pages an import has still to read, ascending."""
        return [
            number
            for (number,) in self._tuples(
                "SELECT number FROM pages WHERE document_id = ? AND state = 'pending' "
                "ORDER BY number",
                (document_id,),
            )
        ]

    # Words

    def page_text(self, document_id: str, number: int) -> PageText:
        """The words of a page, corrected readings merged in; no words where it is not read yet.

        Raises:
            ProjectProblem: what is stored for the page is damaged.
        """
        return self._texts(document_id, number, number).get(number) or PageText(number)

    def document_text(self, document_id: str) -> DocumentText:
        """The words of all pages, corrected readings merged in.

        Raises:
            UserError: there is no such document.
            ProjectProblem: what is stored for a page is damaged.
        """
        count = self.document(document_id).page_count
        texts = self._texts(document_id, 1, count)
        return DocumentText.of(texts.get(n) or PageText(n) for n in range(1, count + 1))

    def _texts(self, document_id: str, first: int, last: int) -> dict[int, PageText]:
        bounds = (document_id, first, last)
        where = "WHERE document_id = ? AND page BETWEEN ? AND ?"
        corrections: dict[int, dict[int, str]] = {}
        for row in self._rows(f"SELECT page, word, reading FROM corrections {where}", bounds):
            corrections.setdefault(row["page"], {})[row["word"]] = row["reading"]
        texts = {}
        for row in self._rows(f"SELECT page, words FROM readings {where}", bounds):
            page = row["page"]
            try:
                words = words_from_json(row["words"], corrections.get(page, {}))
            except (ValueError, KeyError, TypeError) as error:
                raise damaged(
                    self._name, f"the words of page {page} of document {document_id} make no sense"
                ) from error
            texts[page] = PageText(page, words)
        return texts

    def correction(self, document_id: str, page: int, word: int) -> Correction | None:
        """The correction of a word, or None; ``rows.correction_row`` makes its exact image."""
        row = self._row(
            "SELECT * FROM corrections WHERE document_id = ? AND page = ? AND word = ?",
            (document_id, page, word),
        )
        return Correction(**row) if row else None

    def corrections(self, document_id: str, page: int) -> list[Correction]:
        """All corrections of a page, by word."""
        return [
            Correction(**row)
            for row in self._rows(
                "SELECT * FROM corrections WHERE document_id = ? AND page = ? ORDER BY word",
                (document_id, page),
            )
        ]

    def next_doubt(
        self, document_id: str, page: int, word: int, *, backwards: bool = False
    ) -> tuple[int, int] | None:
        """The next word of low confidence after ``(page, word)``, as ``(page, word)``.

        Runs on from the document's end to its start (``backwards``: the other way), so the word
        asked from is found again where it is the only doubt. None where there is no doubt.
        ``word`` may be -1 for "from the page's start".
        """
        numbers = [
            row["number"]
            for row in self._rows(
                "SELECT number FROM pages WHERE document_id = ? AND doubt_count > 0 "
                "ORDER BY number",
                (document_id,),
            )
        ]
        if backwards:
            numbers.reverse()
            ahead = [n for n in numbers if n <= page]
        else:
            ahead = [n for n in numbers if n >= page]
        behind = numbers[: len(numbers) - len(ahead)]
        # The page asked from is looked at twice: what lies ahead, and last of all the rest.
        for turn, number in enumerate([*ahead, *behind, *ahead[:1]]):
            words = self.page_text(document_id, number).words
            doubts = [index for index, one in enumerate(words) if one.is_doubt]
            if backwards:
                doubts.reverse()
            if turn == 0 and number == page:
                doubts = [d for d in doubts if (d < word if backwards else d > word)]
            if doubts:
                return (number, doubts[0])
        return None

    # Annotations

    def annotations(
        self,
        document_id: str,
        pages: Collection[int] | None = None,
        kinds: Collection[Kind] | None = None,
        statuses: Collection[Status] | None = None,
    ) -> list[Annotation]:
        """Annotations of a document as a reader meets them, rejected and refused ones too.

        Narrowed to those with a target on one of the pages, of one of the kinds, in one of the
        statuses, where given. Each comes with all its targets.
        """
        where, parameters = "document_id = ?", [document_id]
        for column, wanted in (("kind", kinds), ("status", statuses)):
            if wanted is not None:
                where += f" AND {column} IN (SELECT value FROM json_each(?))"
                parameters.append(canonical(sorted(x.value for x in wanted)))
        if pages is not None:
            # The sign keeps SQLite from walking all of the document's annotations instead.
            where = where.replace("document_id", "+document_id", 1) + (
                " AND id IN (SELECT annotation_id FROM targets WHERE document_id = ?"
                " AND page IN (SELECT value FROM json_each(?)))"
            )
            parameters += [document_id, canonical(sorted(pages))]
        return sorted(self._annotations(where, parameters), key=lambda a: a.order)

    def annotation(self, annotation_id: str) -> Annotation:
        """One annotation.

        Raises:
            UserError: there is none of that id (any more).
        """
        found = self._annotations("id = ?", [annotation_id])
        if not found:
            raise UserError(
                f"The project “{self._name}” has no annotation {annotation_id}; "
                "it may have been deleted meanwhile."
            )
        return found[0]

    def annotations_by_id(self, ids: Collection[str]) -> list[Annotation]:
        """The annotations of those ids that exist, in no particular order; for bulk actions."""
        return self._annotations("id IN (SELECT value FROM json_each(?))", [canonical(sorted(ids))])

    def _annotations(self, where: str, parameters: Sequence[Any]) -> list[Annotation]:
        targets: dict[str, list[dict[str, Any]]] = {}
        for row in self._rows(
            f"SELECT * FROM targets WHERE annotation_id IN (SELECT id FROM annotations "
            f"WHERE {where}) ORDER BY annotation_id, position",
            parameters,
        ):
            targets.setdefault(row["annotation_id"], []).append(row)
        found = []
        for row in self._rows(f"SELECT * FROM annotations WHERE {where}", parameters):
            try:
                found.append(annotation_from_rows(row, targets.get(row["id"], ())))
            except (ValueError, TypeError) as error:
                raise damaged(self._name, f"annotation {row['id']} makes no sense") from error
        return found

    # The rest

    def pages_matching(
        self, expression: str, document_id: str | None = None
    ) -> Iterator[list[tuple[str, str, str, int]]]:
        """Pages of ready documents that an FTS5 expression matches, for :mod:`search`.

        Yields some at a time, in no order of people's: what a document is listed by, its id and
        name, and the page's number. Sorted they are in the order of the list.
        """
        where = "" if document_id is None else "AND d.id = ?"
        narrowed = [] if document_id is None else [document_id]
        after = 0
        while True:
            found = self._tuples(
                "SELECT s.rowid, d.sort_key, d.id, d.name, p.number FROM page_search s "
                "JOIN pages p ON p.id = s.rowid JOIN documents d ON d.id = p.document_id "
                f"WHERE page_search MATCH ? AND s.rowid > ? AND d.state = 'ready' {where} "
                "ORDER BY s.rowid LIMIT ?",
                [expression, after, *narrowed, _MATCHES_AT_ONCE],
            )
            yield [(key, found_id, name, page) for _, key, found_id, name, page in found]
            if len(found) < _MATCHES_AT_ONCE:
                return
            after = found[-1][0]

    def releases(self, document_id: str | None = None) -> list[ReleaseRecord]:
        """What went out, oldest first; of one document where given."""
        where, parameters = ("WHERE document_id = ?", [document_id]) if document_id else ("", [])
        return [
            ReleaseRecord(**row)
            for row in self._rows(f"SELECT * FROM releases {where} ORDER BY at, id", parameters)
        ]

    def reviews(self, document_id: str) -> list[PageReview]:
        """The pages of a document that somebody has looked through, in order."""
        return [
            PageReview(**row)
            for row in self._rows(
                "SELECT * FROM reviews WHERE document_id = ? ORDER BY page", (document_id,)
            )
        ]

    def field_values(self, label: str) -> dict[str, list[str]]:
        """The values of a header field by document, accepted ones first; rejected ones left out."""
        found: dict[str, list[str]] = {}
        for document_id, value in self._tuples(
            "SELECT document_id, value FROM annotations WHERE kind = 'field' AND label = ? "
            "AND status IN ('suggested', 'accepted') AND value IS NOT NULL ORDER BY status, id",
            [label],
        ):
            found.setdefault(document_id, []).append(value)
        return found

    def set_aside(self, document_id: str) -> list[SetAside]:
        """The findings of a document that people let stand, oldest first."""
        return [
            SetAside(**row)
            for row in self._rows(
                "SELECT * FROM set_aside WHERE document_id = ? ORDER BY at, id", (document_id,)
            )
        ]

    def setting(self, key: str) -> str | None:
        """A setting of the project, such as ``label_set_toml``, or None."""
        row = self._row("SELECT value FROM settings WHERE key = ?", (key,))
        return None if row is None else str(row["value"])
