"""A project: the folder a person works in, made, opened, kept safe and closed."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from sqlite_utils import Database

from workbench import files
from workbench.domain.annotations import new_id
from workbench.domain.documents import Document, DocumentState
from workbench.domain.errors import ProjectProblem
from workbench.store import schema, sources
from workbench.store.connection import connect, now
from workbench.store.lock import ProjectLock
from workbench.store.problems import as_sentences, damaged
from workbench.store.repository import Repository
from workbench.store.rows import setting_row

SUFFIX = ".workbench"
DATABASE = "project.sqlite"
_FOLDERS = ("sources", "pages", "releases", "backups", sources.STAGING)


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """What a project says of itself. ``label_set_toml`` is its own label set, where edited."""

    name: str
    project_id: str
    label_set: str
    label_set_toml: str | None
    created_at: str
    created_by: str
    schema_version: int


class Project:
    """An open project. Use :meth:`create` or :meth:`open`, then :meth:`close`, or ``with``."""

    path: Path
    db: Database
    repository: Repository

    def __init__(self, path: Path, db: Database, lock: ProjectLock | None) -> None:
        """For :meth:`open`, which makes sure of the parts."""
        self.path = path
        self.db = db
        self.repository = Repository(db, path.stem)
        self._lock = lock

    @classmethod
    def create(cls, path: Path, *, label_set: str = "diplomatic", person: str = "") -> Project:
        """Make an empty project and open it. The folder's name gets ``.workbench`` if it lacks it.

        It is built under another name and renamed when whole, so there is never half a project.

        Raises:
            ProjectProblem: something of that name exists, or the place cannot be written.
        """
        path = _with_suffix(path.absolute())
        if path.exists():
            raise ProjectProblem(
                f"“{path.name}” is there already. Open it, or choose another name.", str(path)
            )
        with as_sentences(path.stem, "made"):
            path.parent.mkdir(parents=True, exist_ok=True)
            building = path.parent / f".{path.name}.{new_id()}"
            try:
                building.mkdir()
                _build(building, path.stem, label_set, person)
                building.rename(path)
                files.sync_folder(path.parent)
            except BaseException:
                shutil.rmtree(building, ignore_errors=True)
                raise
        return cls.open(path, person=person)

    @classmethod
    def open(cls, path: Path, *, person: str = "") -> Project:
        """Open a project: its folder, with or without ``.workbench``, or its ``project.sqlite``.

        An older one is brought up to date, after a copy of its database went to ``backups/``.
        ``person`` is told to others who try to open it meanwhile.

        Raises:
            ProjectProblem: it is missing, no project, damaged, read-only, open elsewhere, or
                made by a newer program.
        """
        path = _find(path.absolute())
        lock = ProjectLock(path, person)
        try:
            with as_sentences(path.stem, "opened"):
                db = connect(path / DATABASE)
                try:
                    _check(db, path.stem)
                    schema.upgrade(db, path.stem, lambda found: _back_up(db, path, found))
                    db.execute("PRAGMA journal_mode = WAL")
                    for folder in _FOLDERS:
                        (path / folder).mkdir(exist_ok=True)
                    sources.empty_staging(path)
                    return cls(path, db, lock)
                except BaseException:
                    db.close()
                    raise
        except BaseException:
            lock.release()
            raise

    @classmethod
    def beside(cls, path: Path) -> Project:
        """The project that this program has open, for a worker of it: by another connection.

        Whoever has it open sees to it that only one of the two writes at a time.

        Raises:
            ProjectProblem: it cannot be opened.
        """
        with as_sentences(path.stem, "opened"):
            return cls(path, connect(path / DATABASE), None)

    def close(self) -> None:
        """Close the database and let others in. Harmless when done twice."""
        self.db.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def info(self) -> ProjectInfo:
        """Name, id, label set and origin."""
        setting = self.repository.setting
        return ProjectInfo(
            name=self.path.stem,
            project_id=setting("project_id") or "",
            label_set=setting("label_set") or "",
            label_set_toml=setting("label_set_toml"),
            created_at=setting("created_at") or "",
            created_by=setting("created_by") or "",
            schema_version=schema.version_of(self.db),
        )

    def source_file(self, document: Document) -> Path:
        """The document's source, as it came."""
        return sources.source_path(self.path, document.source_sha256)

    def page_file(self, document: Document) -> Path:
        """The PDF that shows the document's pages: its source, or one made from it."""
        if document.page_file_sha256 == document.source_sha256:
            return self.source_file(document)
        return sources.page_file_path(self.path, document.page_file_sha256)

    def remove_document(self, document_id: str, *, person: str) -> Document:
        """Take a document out for good, with the files no other needs.

        Raises:
            UserError: there is none, or a copy of it has been released.
        """
        gone = self.repository.remove_document(document_id, person=person)
        for sha256 in {gone.source_sha256, gone.page_file_sha256}:
            if not self.repository.documents_with_file(sha256):
                sources.remove_files(self.path, sha256)
        return gone

    def back_up(self) -> Path:
        """Copy the database, as it stands, into ``backups/``; the copy's path."""
        with as_sentences(self.path.stem, "written"):
            return _back_up(self.db, self.path, schema.version_of(self.db))

    def check(self) -> list[str]:
        """Look at everything: database, journal, files. A sentence for each thing wrong.

        Takes as long as reading the whole project once; nothing is changed.
        """
        wrong = []
        with as_sentences(self.path.stem, "read"):
            for (line,) in self.db.execute("PRAGMA integrity_check").fetchall():
                if line != "ok":
                    wrong.append(f"The database is damaged: {line}.")
            for table, *_ in self.db.execute("PRAGMA foreign_key_check").fetchall():
                wrong.append(f"A row of {table} belongs to nothing.")
        try:
            self.repository.verify_journal()
        except ProjectProblem as error:
            wrong.append(error.sentence)
        for document in self.repository.documents(states=tuple(DocumentState)):
            for path, sha256 in {
                self.source_file(document): document.source_sha256,
                self.page_file(document): document.page_file_sha256,
            }.items():
                if not path.is_file():
                    wrong.append(f"The file of “{document.name}” is missing: {path.name}.")
                elif files.sha256(path) != sha256:
                    wrong.append(f"The file of “{document.name}” is not what it was: {path.name}.")
        return wrong


def _with_suffix(path: Path) -> Path:
    if path.name.casefold().endswith(SUFFIX):
        return path
    return path.with_name(path.name + SUFFIX)


def _find(path: Path) -> Path:
    """The project folder a person means."""
    if path.name == DATABASE and path.is_file():
        return path.parent
    folder = path if path.exists() else _with_suffix(path)
    if not folder.exists():
        raise ProjectProblem(
            f"There is no project “{path.name}” in “{path.parent}”. Check the name and the place.",
            str(path),
        )
    if not (folder / DATABASE).is_file():
        raise ProjectProblem(
            f"“{folder.name}” is not a project: it holds no {DATABASE}. Choose a folder whose name "
            f"ends in {SUFFIX}.",
            str(folder),
        )
    return folder


def _check(db: Database, name: str) -> None:
    """Refuse what is no project's database before anything in it is touched."""
    if db.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        raise ProjectProblem(
            f"“{name}” is not a project of Archive Workbench: its {DATABASE} belongs to another "
            "program, or is empty. Choose another folder."
        )
    if schema.version_of(db) < 1:
        raise damaged(name, f"its {DATABASE} holds no tables")


def _build(folder: Path, name: str, label_set: str, person: str) -> None:
    for part in _FOLDERS:
        (folder / part).mkdir()
    db = connect(folder / DATABASE)
    with closing(db):
        # Before there is anything: it can never be set again without rewriting the file.
        db.execute("PRAGMA journal_mode = WAL")
        with db.atomic():
            schema.upgrade(db, name, lambda _: folder)
            for key, value in {
                "project_id": new_id(),
                "label_set": label_set,
                "created_at": now(),
                "created_by": person,
            }.items():
                db.execute(
                    "INSERT INTO settings (key, value) VALUES (:key, :value)",
                    dict(setting_row(key, value).row),
                )
    files.sync_folder(folder)


def _back_up(db: Database, path: Path, version: int) -> Path:
    """Copy a database through SQLite's own backup, so that it is whole whatever goes on."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    folder = path / "backups"
    folder.mkdir(exist_ok=True)
    final = folder / f"project-v{version}-{stamp}.sqlite"
    with files.atomic_output(final) as temporary, closing(sqlite3.connect(temporary)) as copy:
        db.conn.backup(copy)
    return final
