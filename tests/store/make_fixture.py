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
from workbench.store import schema
from workbench.store.project import Project

TARGET = Path(__file__).parent / "fixtures" / f"v{schema.VERSION}.sqlite"


def main() -> None:
    """Make a small project that has something in every table, and keep its database."""
    if TARGET.exists():
        raise SystemExit(f"{TARGET.name} is there already and stays as it is.")
    with tempfile.TemporaryDirectory() as name:
        with Project.create(Path(name) / "old", person="Ada") as project:
            document = bring_in(project.repository, CABLE, confidence=70.0)
            project.repository.apply(tagging(entity(document, Target(1, 9, 9))), person="Ada")
            project.repository.apply(correcting(document, 1, 7, "MINISTERS"), person="Ada")
        with closing(sqlite3.connect(project.path / "project.sqlite")) as db:
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("PRAGMA page_size = 1024")
            db.execute("VACUUM")
        TARGET.write_bytes((project.path / "project.sqlite").read_bytes())


if __name__ == "__main__":
    main()
