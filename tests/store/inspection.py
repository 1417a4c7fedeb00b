"""Looking at a project as it is stored."""

from __future__ import annotations

from typing import Any

from workbench.domain.annotations import Kind, Status
from workbench.store.project import Project
from workbench.store.repository import Repository
from workbench.store.rows import (
    EDITABLE,
)
from workbench.store.tokens import streams_of


def content(project: Project) -> dict[str, list[Any]]:
    """Every row an edit can reach, spelled as SQLite stores it, and what follows from them."""
    found = {}
    for table in (*EDITABLE, "documents", "pages", "readings", "page_search_content"):
        columns = [row[1] for row in project.db.execute(f"PRAGMA table_info({table})").fetchall()]
        quoted = ", ".join(f"quote({column})" for column in columns)
        found[table] = sorted(project.db.execute(f"SELECT {quoted} FROM {table}").fetchall())
    return found


def assert_consistent(repository: Repository, project: Project) -> None:
    """Counts, doubts and the index are what counting everything afresh gives."""
    for document in repository.documents():
        every = repository.annotations(document.id)
        pages = repository.pages(document.id)
        texts = [repository.page_text(document.id, page.number) for page in pages]
        assert document.annotation_count == sum(
            a.kind is not Kind.REDACTION and a.status is Status.ACCEPTED for a in every
        )
        assert document.suggestion_count == sum(a.status is Status.SUGGESTED for a in every)
        redactions = [a for a in every if a.kind is Kind.REDACTION]
        assert document.redaction_count == sum(
            a.status in (Status.PROPOSED, Status.APPROVED) for a in redactions
        )
        assert document.undecided_count == sum(a.status is Status.PROPOSED for a in redactions)
        doubts = [sum(word.is_doubt for word in text.words) for text in texts]
        assert [page.doubt_count for page in pages] == doubts
        assert document.doubt_count == sum(doubts)
        assert document.word_count == sum(len(text.words) for text in texts)
        indexed = project.db.execute(
            "SELECT reading, ocr, joined FROM page_search s JOIN pages p ON p.id = s.rowid "
            "WHERE document_id = ? ORDER BY number",
            (document.id,),
        ).fetchall()
        assert indexed == [tuple(s.text for s in streams_of(text)) for text in texts if text.words]
    project.db.execute("INSERT INTO page_search (page_search) VALUES ('integrity-check')")
