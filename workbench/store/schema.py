"""The tables of a project, as steps that bring any older project up to date.

Every step is kept for ever, in order, and a database each step left behind is kept in
``tests/store/fixtures`` to prove that it still opens. A step is never edited once released.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database, Migrations

from workbench.domain.errors import ProjectProblem

APPLICATION_ID = 0x4157424B  # "AWBK"; tells a project's database from any other SQLite file
VERSION = 3
MIGRATIONS = Migrations("workbench")

# What counts as what, in one place: the listing's counts follow from an annotation's row.
_COUNTS = {
    "annotation_count": "({row}.kind <> 'redaction' AND {row}.status = 'accepted')",
    "suggestion_count": "({row}.status = 'suggested')",
    "redaction_count": "({row}.kind = 'redaction' AND {row}.status IN ('proposed', 'approved'))",
    "undecided_count": "({row}.kind = 'redaction' AND {row}.status = 'proposed')",
}


def _count(row: str, sign: str) -> str:
    """The UPDATE that counts a row of ``annotations`` in (``+``) or out (``-``)."""
    sets = ", ".join(f"{c} = {c} {sign} {rule.format(row=row)}" for c, rule in _COUNTS.items())
    return f"UPDATE documents SET {sets} WHERE id = {row}.document_id;"


_VERSION_1 = (
    "CREATE TABLE settings (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) "
    "STRICT, WITHOUT ROWID",
    """CREATE TABLE documents (
        id TEXT PRIMARY KEY NOT NULL,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE, -- folded: file systems that ignore case get releases too
        sort_key TEXT NOT NULL,        -- folded, numbers padded: 2 before 10
        source_sha256 TEXT NOT NULL UNIQUE,
        page_file_sha256 TEXT NOT NULL,
        media TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('importing', 'ready', 'failed')),
        page_count INTEGER NOT NULL CHECK (page_count > 0),
        added_at TEXT NOT NULL,
        message TEXT NOT NULL DEFAULT '',
        word_count INTEGER NOT NULL DEFAULT 0,
        doubt_count INTEGER NOT NULL DEFAULT 0,
        annotation_count INTEGER NOT NULL DEFAULT 0,
        suggestion_count INTEGER NOT NULL DEFAULT 0,
        redaction_count INTEGER NOT NULL DEFAULT 0,
        undecided_count INTEGER NOT NULL DEFAULT 0,
        marking TEXT NOT NULL DEFAULT '',
        date TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "CREATE INDEX documents_listed ON documents (state, sort_key, id)",
    "CREATE INDEX documents_page_file ON documents (page_file_sha256)",
    """CREATE TABLE pages (
        id INTEGER PRIMARY KEY, -- is the rowid in page_search
        document_id TEXT NOT NULL REFERENCES documents (id),
        number INTEGER NOT NULL CHECK (number > 0),
        width_pt REAL NOT NULL,
        height_pt REAL NOT NULL,
        rotation INTEGER NOT NULL CHECK (rotation IN (0, 90, 180, 270)),
        state TEXT NOT NULL CHECK (state IN ('pending', 'read', 'failed')),
        origin TEXT NOT NULL,
        skew_degrees REAL NOT NULL DEFAULT 0,
        message TEXT NOT NULL DEFAULT '',
        line_count INTEGER NOT NULL DEFAULT 0,
        word_count INTEGER NOT NULL DEFAULT 0,
        doubt_count INTEGER NOT NULL DEFAULT 0,
        UNIQUE (document_id, number)
    ) STRICT""",
    "CREATE INDEX pages_doubtful ON pages (document_id, number) WHERE doubt_count > 0",
    "CREATE INDEX pages_pending ON pages (document_id, number) WHERE state = 'pending'",
    """CREATE TABLE readings (
        document_id TEXT NOT NULL,
        page INTEGER NOT NULL,
        words TEXT NOT NULL,
        PRIMARY KEY (document_id, page),
        FOREIGN KEY (document_id, page) REFERENCES pages (document_id, number)
    ) STRICT""",
    """CREATE TABLE corrections (
        id TEXT PRIMARY KEY NOT NULL,
        document_id TEXT NOT NULL,
        page INTEGER NOT NULL,
        word INTEGER NOT NULL CHECK (word >= 0),
        reading TEXT NOT NULL,
        author TEXT NOT NULL,
        created_at TEXT NOT NULL,
        UNIQUE (document_id, page, word),
        FOREIGN KEY (document_id, page) REFERENCES pages (document_id, number)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE annotations (
        id TEXT PRIMARY KEY NOT NULL,
        document_id TEXT NOT NULL REFERENCES documents (id),
        kind TEXT NOT NULL,
        label TEXT NOT NULL,
        status TEXT NOT NULL,
        origin TEXT NOT NULL,
        value TEXT,
        note TEXT NOT NULL,
        score REAL,
        author TEXT,
        created_at TEXT NOT NULL,
        decided_by TEXT,
        decided_at TEXT,
        attributes TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX annotations_of_document ON annotations (document_id, kind, status)",
    # Deferred: the rows of one change may come in any order.
    """CREATE TABLE targets (
        annotation_id TEXT NOT NULL REFERENCES annotations (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        document_id TEXT NOT NULL,
        page INTEGER NOT NULL,
        first_word INTEGER,
        last_word INTEGER,
        first_char INTEGER NOT NULL,
        last_char INTEGER,
        rects TEXT,
        PRIMARY KEY (annotation_id, position),
        FOREIGN KEY (document_id, page) REFERENCES pages (document_id, number)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX targets_on_page ON targets (document_id, page)",
    f"CREATE TRIGGER annotations_counted AFTER INSERT ON annotations "
    f"BEGIN {_count('NEW', '+')} END",
    f"CREATE TRIGGER annotations_uncounted AFTER DELETE ON annotations "
    f"BEGIN {_count('OLD', '-')} END",
    f"CREATE TRIGGER annotations_recounted AFTER UPDATE OF document_id, kind, status "
    f"ON annotations BEGIN {_count('OLD', '-')} {_count('NEW', '+')} END",
    """CREATE TABLE journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        person TEXT NOT NULL,
        action TEXT NOT NULL,
        changes TEXT NOT NULL,
        undoes INTEGER REFERENCES journal (seq),
        previous_hash TEXT NOT NULL,
        hash TEXT NOT NULL
    ) STRICT""",
    "CREATE TRIGGER journal_keeps_entries BEFORE UPDATE ON journal "
    "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "CREATE TRIGGER journal_loses_nothing BEFORE DELETE ON journal "
    "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    """CREATE TABLE releases (
        id TEXT PRIMARY KEY NOT NULL,
        at TEXT NOT NULL,
        person TEXT NOT NULL,
        document_id TEXT NOT NULL REFERENCES documents (id),
        folder TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        verified INTEGER NOT NULL CHECK (verified IN (0, 1))
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX releases_of_document ON releases (document_id, at)",
    # The words arrive folded and cut into terms (tokens.py), so that SQLite and Python always
    # agree on where a term begins; "ascii" then does nothing but split at the blanks.
    "CREATE VIRTUAL TABLE page_search USING fts5 (reading, ocr, joined, tokenize = 'ascii')",
)


_VERSION_2 = (
    # A page a person has looked through for what must be cut.
    """CREATE TABLE reviews (
        id TEXT PRIMARY KEY NOT NULL,
        document_id TEXT NOT NULL,
        page INTEGER NOT NULL,
        person TEXT NOT NULL,
        at TEXT NOT NULL,
        UNIQUE (document_id, page),
        FOREIGN KEY (document_id, page) REFERENCES pages (document_id, number)
    ) STRICT, WITHOUT ROWID""",
    # What people call a document; the listing has it beside the name, which never changes.
    """CREATE TABLE titles (
        document_id TEXT PRIMARY KEY NOT NULL REFERENCES documents (id),
        title TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "ALTER TABLE documents ADD COLUMN title TEXT NOT NULL DEFAULT ''",
    "CREATE TRIGGER titles_given AFTER INSERT ON titles "
    "BEGIN UPDATE documents SET title = NEW.title WHERE id = NEW.document_id; END",
    "CREATE TRIGGER titles_changed AFTER UPDATE ON titles "
    "BEGIN UPDATE documents SET title = NEW.title WHERE id = NEW.document_id; END",
    "CREATE TRIGGER titles_taken AFTER DELETE ON titles "
    "BEGIN UPDATE documents SET title = '' WHERE id = OLD.document_id; END",
    # What an import was given, until it has ended: one that is stopped goes on by it.
    """CREATE TABLE imports (
        id TEXT PRIMARY KEY NOT NULL,
        sources TEXT NOT NULL,
        ocr TEXT NOT NULL,
        language TEXT NOT NULL
    ) STRICT""",
    # Documents are filtered and sorted by their header fields.
    "CREATE INDEX annotations_fields ON annotations (label, document_id) WHERE kind = 'field'",
    # Findings a person lets stand, by what they judge: another finding comes back.
    """CREATE TABLE set_aside (
        id TEXT PRIMARY KEY NOT NULL,
        document_id TEXT NOT NULL REFERENCES documents (id),
        finding TEXT NOT NULL,
        note TEXT NOT NULL,
        person TEXT NOT NULL,
        at TEXT NOT NULL,
        UNIQUE (document_id, finding)
    ) STRICT, WITHOUT ROWID""",
)

_VERSION_3 = (
    # What kind of paper a document is, for the listing; it follows from annotations and words.
    "ALTER TABLE documents ADD COLUMN kind TEXT NOT NULL DEFAULT ''",
)


@MIGRATIONS()
def version_1(db: Database) -> None:
    """The first tables."""
    for statement in _VERSION_1:
        db.execute(statement)


@MIGRATIONS()
def version_2(db: Database) -> None:
    """Pages looked through."""
    for statement in _VERSION_2:
        db.execute(statement)


@MIGRATIONS()
def version_3(db: Database) -> None:
    """Kinds of papers."""
    for statement in _VERSION_3:
        db.execute(statement)


def version_of(db: Database) -> int:
    """The schema version a database was left at; 0 for an empty one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def upgrade(db: Database, name: str, back_up: Callable[[int], Path]) -> None:
    """Bring a project's database up to :data:`VERSION`.

    ``back_up`` is called with the version found before anything is changed, unless the
    database is empty. Each step happens whole or not at all.

    Raises:
        ProjectProblem: a newer program made it.
    """
    found = version_of(db)
    if found > VERSION:
        raise ProjectProblem(
            f"The project “{name}” was made by a newer Archive Workbench (its tables are version "
            f"{found}, this program knows {VERSION}). Open it with that program, "
            "or install it here."
        )
    if found == VERSION:
        return
    if found:
        back_up(found)
    MIGRATIONS.apply(db)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {VERSION}")
