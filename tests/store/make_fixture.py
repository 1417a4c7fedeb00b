"""Makes the fixture database of the schema as it stands, once, before a version is released.

Run from the repository's root: ``python -m tests.store.make_fixture``. A fixture that is there
is never made again: it is what that version left on people's disks.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from tests.store.papers import CABLE, bring_in, correcting, entity, tagging
from workbench.domain.annotations import Target
from workbench.domain.changes import ChangeSet
from workbench.domain.documents import Document
from workbench.store import rows, schema
from workbench.store.project import Project

_AT = "1974-03-01T10:00:00.000Z"

TARGET = Path(__file__).parent / "fixtures" / f"v{schema.VERSION}.sqlite"


def _hold_something(db: sqlite3.Connection) -> None:
    tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    empty = [
        name for (name,) in tables if not db.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()
    ]
    if empty:
        raise SystemExit(f"Nothing stands in {', '.join(empty)}: fill what a new version brought.")


def _rest(document: Document) -> ChangeSet:
    """A row for every table of version 2 that a person's action writes."""
    images = (
        rows.review_row(rows.PageReview("review-1", document.id, 1, "Ada", _AT)),
        rows.title_row(document.id, "Talks with the Minister"),
        rows.set_aside_row(
            rows.SetAside("aside-1", document.id, "PARAGRAPH_GAP 1 2", "As sent", "Ada", _AT)
        ),
        rows.release_row(
            rows.ReleaseRecord("release-1", _AT, "Ada", document.id, "out", "0" * 64, 1)
        ),
    )
    return ChangeSet("Look through the page", rows.inserting(images))


def main() -> None:
    """Make a small project that has something in every table, and keep its database."""
    if TARGET.exists():
        raise SystemExit(f"{TARGET.name} is there already and stays as it is.")
    with tempfile.TemporaryDirectory() as name:
        with Project.create(Path(name) / "old", person="Ada") as project:
            document = bring_in(project.repository, CABLE, confidence=70.0)
            project.repository.apply(tagging(entity(document, Target(1, 9, 9))), person="Ada")
            project.repository.apply(correcting(document, 1, 7, "MINISTERS"), person="Ada")
            project.repository.apply(_rest(document), person="Ada")
            project.repository.remember_import("import-1", ["papers/late.pdf"], "auto", "eng")
        with closing(sqlite3.connect(project.path / "project.sqlite")) as db:
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("PRAGMA page_size = 1024")
            db.execute("VACUUM")
            _hold_something(db)
        TARGET.write_bytes((project.path / "project.sqlite").read_bytes())


if __name__ == "__main__":
    main()
