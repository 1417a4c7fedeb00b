"""Looking through many pages at once: which may hold some letters, and their words, lightly."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from workbench.domain.annotations import Annotation, Kind, Status
from workbench.store.connection import connect
from workbench.store.light import StoredPage
from workbench.store.problems import as_sentences
from workbench.store.reading import Reading
from workbench.store.rows import canonical

_EDGE = 3
"""How many letters of a page's edge are looked at for each letter that may be broken over it."""

_CORRECTIONS = (
    "(SELECT json_group_object(c.word, c.reading) FROM corrections c "
    "WHERE c.document_id = p.document_id AND c.page = p.number)"
)


class Listed(NamedTuple):
    """What bulk work must know of a document before it looks into it."""

    id: str
    name: str
    page_count: int
    annotated: int
    redactions: int


class Scanning(Reading):
    """Questions over many documents. Nothing here writes."""

    def extent(self) -> tuple[int, int]:
        """The pages of all ready documents, and those of the longest."""
        ((total, longest),) = self._tuples(
            "SELECT ifnull(sum(page_count), 0), ifnull(max(page_count), 0) "
            "FROM documents WHERE state = 'ready'"
        )
        return total, longest

    def document_ids(self) -> list[str]:
        """Ids of ready documents in the order of their list."""
        return [
            document_id
            for (document_id,) in self._tuples(
                "SELECT id FROM documents WHERE state = 'ready' ORDER BY sort_key, id"
            )
        ]

    def listed(
        self, document_ids: Collection[str] | None = None, *, first: int = 0, most: int = -1
    ) -> list[Listed]:
        """Ready documents in the order of their list; those of some ids where given.

        ``most`` of them (-1: all) from the ``first`` on, counted from 0.
        """
        where = "" if document_ids is None else "AND id IN (SELECT value FROM json_each(?))"
        return [
            Listed(*row)
            for row in self._tuples(
                "SELECT id, name, page_count, annotation_count + suggestion_count, "
                f"redaction_count FROM documents WHERE state = 'ready' {where} "
                "ORDER BY sort_key, id LIMIT ? OFFSET ?",
                (
                    *(() if document_ids is None else (canonical(sorted(document_ids)),)),
                    most,
                    first,
                ),
            )
        ]

    def stored_pages(
        self,
        document_ids: Sequence[str],
        pages: tuple[int, int] | None = None,
        *,
        every: Sequence[str] = (),
        some: Sequence[str] = (),
    ) -> list[StoredPage]:
        """Pages of documents whose letters hold ``every`` one of these, and one of ``some``.

        Letters are small letters and digits without anything between them, as the index folds
        them. ``pages`` are the first and last number, both included. In no particular order of
        documents; pages ascend.
        """
        tests, letters = _tests(every, some)
        first, last = pages or (1, 1 << 60)
        sql = (
            f"SELECT p.document_id, p.number, r.words, {_CORRECTIONS} "
            "FROM json_each(?) d CROSS JOIN pages p ON p.document_id = d.value "
            f"{'CROSS JOIN page_search s ON s.rowid = p.id ' if tests else ''}"
            "CROSS JOIN readings r ON r.document_id = p.document_id AND r.page = p.number "
            f"WHERE p.number BETWEEN ? AND ? {tests} ORDER BY d.key, p.number"
        )
        parameters = (canonical(list(document_ids)), first, last, *letters)
        return [StoredPage(*row) for row in self._tuples(sql, parameters)]

    def pages_at(self, places: Sequence[tuple[str, int]]) -> list[StoredPage]:
        """The pages of these documents and numbers, in this order; those not read are left out."""
        sql = (
            f"SELECT p.document_id, p.page, p.words, {_CORRECTIONS.replace('p.number', 'p.page')} "
            "FROM json_each(?) d CROSS JOIN readings p "
            "ON p.document_id = json_extract(d.value, '$[0]') "
            "AND p.page = json_extract(d.value, '$[1]') ORDER BY d.key"
        )
        return [StoredPage(*row) for row in self._tuples(sql, (canonical(places),))]

    def redacted(
        self, document_ids: Sequence[str]
    ) -> list[tuple[str, int, int | None, int | None, str | None]]:
        """Where redactions stand that nobody refused: document, page, first and last word.

        The last part is the rectangles as they are stored, where there are no words.
        """
        return self._tuples(
            "SELECT t.document_id, t.page, t.first_word, t.last_word, t.rects "
            "FROM json_each(?) d CROSS JOIN annotations a ON a.document_id = d.value "
            "AND a.kind = 'redaction' AND a.status IN ('proposed', 'approved') "
            "CROSS JOIN targets t ON t.annotation_id = a.id",
            (canonical(list(document_ids)),),
        )

    def documents_holding(
        self, document_ids: Sequence[str], pages: tuple[int, int] | None, every: Sequence[str]
    ) -> set[str]:
        """Documents with a page whose letters hold ``every`` one of these."""
        tests, letters = _tests(every, ())
        first, last = pages or (1, 1 << 60)
        return {
            document_id
            for (document_id,) in self._tuples(
                "SELECT DISTINCT p.document_id FROM json_each(?) d "
                "CROSS JOIN pages p ON p.document_id = d.value "
                "CROSS JOIN page_search s ON s.rowid = p.id "
                f"WHERE p.number BETWEEN ? AND ? {tests}",
                (canonical(list(document_ids)), first, last, *letters),
            )
        }

    def letters_of(
        self, document_ids: Sequence[str], pages: tuple[int, int] | None, some: Sequence[str]
    ) -> list[tuple[str, int, str, str]]:
        """Pages that hold one of ``some``: document, number, and their letters in both readings.

        The letters of the second reading are empty where it says the same.
        """
        tests, letters = _tests((), some)
        first, last = pages or (1, 1 << 60)
        return self._tuples(
            "SELECT p.document_id, p.number, replace(s.reading, ' ', ''), replace(s.ocr, ' ', '') "
            "FROM json_each(?) d CROSS JOIN pages p ON p.document_id = d.value "
            "CROSS JOIN page_search s ON s.rowid = p.id "
            f"WHERE p.number BETWEEN ? AND ? {tests} ORDER BY d.key, p.number",
            (canonical(list(document_ids)), first, last, *letters),
        )

    def terms(self, after: str, limit: int) -> list[str]:
        """The next terms that stand on any page, in their order; all come in turn from ""."""
        # A table of the connection's own: nothing is written to the project.
        self._tuples(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.page_terms "
            "USING fts5vocab('main', 'page_search', 'row')"
        )
        return [
            term
            for (term,) in self._tuples(
                "SELECT term FROM temp.page_terms WHERE term > ? ORDER BY term LIMIT ?",
                (after, limit),
            )
        ]

    def pages_with(self, expression: str, limit: int) -> list[tuple[str, int]]:
        """Pages of ready documents that an FTS5 expression matches, in the list's order."""
        return self._tuples(
            "SELECT p.document_id, p.number FROM page_search s JOIN pages p ON p.id = s.rowid "
            "JOIN documents d ON d.id = p.document_id "
            "WHERE page_search MATCH ? AND d.state = 'ready' "
            "ORDER BY d.sort_key, d.id, p.number LIMIT ?",
            (expression, limit),
        )

    def entities_valued(self, values: Collection[str]) -> list[Annotation]:
        """Entities not rejected whose value is one of these, as it is written."""
        return self._annotations(
            "kind = 'entity' AND status IN ('suggested', 'accepted') "
            "AND value IN (SELECT value FROM json_each(?))",
            [canonical(sorted(values))],
        )

    def entity_values(self) -> list[str]:
        """What the entities of the project are called, each once."""
        return [
            value
            for (value,) in self._tuples(
                "SELECT DISTINCT value FROM annotations WHERE kind = 'entity' "
                "AND status IN ('suggested', 'accepted') AND value IS NOT NULL"
            )
        ]

    def turns(
        self,
        document_ids: Sequence[str],
        pages: tuple[int, int] | None,
        letters: Sequence[str],
    ) -> list[tuple[str, int]]:
        """Pages at whose turn to the next one of ``letters`` may stand, as document and number.

        ``pages`` limits the first of the two pages.
        """
        reach = _EDGE * max(map(len, letters)) + 60
        first, last = pages or (1, 1 << 60)
        edges = (
            f"replace(substr(a.{column}, -{reach}) || substr(b.{column}, 1, {reach}), ' ', '')"
            for column in ("reading", "ocr")
        )
        tests = " OR ".join(f"instr({edge}, ?)" for edge in edges for _ in letters)
        sql = (
            "SELECT p.document_id, p.number FROM json_each(?) d "
            "CROSS JOIN pages p ON p.document_id = d.value "
            "CROSS JOIN pages q ON q.document_id = p.document_id AND q.number = p.number + 1 "
            "CROSS JOIN page_search a ON a.rowid = p.id CROSS JOIN page_search b ON b.rowid = q.id "
            f"WHERE p.number BETWEEN ? AND ? AND ({tests}) ORDER BY d.key, p.number"
        )
        parameters = (canonical(list(document_ids)), first, last, *letters, *letters)
        return [(document_id, number) for document_id, number in self._tuples(sql, parameters)]

    def annotations_labelled(
        self,
        document_ids: Sequence[str],
        kind: Kind,
        statuses: Collection[Status],
        label: str | None = None,
        portions: Collection[str] | None = None,
    ) -> list[Annotation]:
        """Annotations of many documents of one kind; of a label, with certain portion marks."""
        where = (
            "document_id IN (SELECT value FROM json_each(?)) AND kind = ? "
            "AND status IN (SELECT value FROM json_each(?))"
        )
        parameters = [
            canonical(list(document_ids)),
            kind.value,
            canonical(sorted(s.value for s in statuses)),
        ]
        if label is not None:
            where += " AND label = ?"
            parameters.append(label)
        if portions is not None:
            where += (
                " AND json_extract(attributes, '$.portion') IN (SELECT value FROM json_each(?))"
            )
            parameters.append(canonical(sorted(portions)))
        return self._annotations(where, parameters)

    def portions(self, document_ids: Sequence[str]) -> list[str]:
        """The portion marks that paragraphs of documents bear, each once, as they are written."""
        return [
            portion
            for (portion,) in self._tuples(
                "SELECT DISTINCT json_extract(attributes, '$.portion') FROM annotations "
                "WHERE document_id IN (SELECT value FROM json_each(?)) AND kind = 'paragraph'",
                (canonical(list(document_ids)),),
            )
            if isinstance(portion, str)
        ]


@contextmanager
def looking_into(database: Path, name: str) -> Iterator[Scanning]:
    """A project's rows for a worker, read by a connection of its own while the project is open.

    Raises:
        ProjectProblem: the database cannot be read.
    """
    with as_sentences(name, "read"):
        db = connect(database, read_only=True)
    try:
        yield Scanning(db, name)
    finally:
        db.conn.close()


def _tests(every: Sequence[str], some: Sequence[str]) -> tuple[str, list[str]]:
    """Conditions on a page's letters, in one of its two readings, and their parameters."""
    ways = []
    for column in ("reading", "ocr"):
        letters = f"replace(s.{column}, ' ', '')"
        tests = [f"instr({letters}, ?)" for _ in every]
        if some:
            tests.append("(" + " OR ".join(f"instr({letters}, ?)" for _ in some) + ")")
        ways.append(" AND ".join(tests))
    if not any(ways):
        return "", []
    return f"AND ({ways[0]} OR {ways[1]})", [*every, *some, *every, *some]
