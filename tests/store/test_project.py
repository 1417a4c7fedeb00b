"""Making, opening, locking, migrating and checking projects."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from tests.store.papers import CABLE, bring_in, entity, tagging
from workbench.domain.annotations import Target
from workbench.domain.errors import ExitCode, ProjectProblem
from workbench.store import schema
from workbench.store.project import Project
from workbench.store.search import find

FIXTURES = Path(__file__).parent / "fixtures"


def test_project_is_a_whole_folder_when_created(tmp_path: Path) -> None:
    with Project.create(tmp_path / "cables", label_set="treaties", person="Ada") as project:
        info = project.info
        assert project.path == tmp_path / "cables.workbench"
        assert (info.name, info.label_set, info.created_by) == ("cables", "treaties", "Ada")
        assert info.schema_version == schema.VERSION
        assert len(info.project_id) == 36
        assert {"sources", "pages", "releases", "backups"} <= {
            p.name for p in project.path.iterdir()
        }
        assert project.check() == []
    assert [p.name for p in tmp_path.iterdir()] == ["cables.workbench"]


@pytest.mark.parametrize("name", ["a?b#c%41", "Übersee “1974”", "x.WORKBENCH"])
def test_project_opens_when_its_name_is_odd(tmp_path: Path, name: str) -> None:
    Project.create(tmp_path / name).close()
    with Project.open(tmp_path / name) as project:
        assert project.repository.documents() == []


def test_project_opens_by_short_name_and_by_its_database(tmp_path: Path) -> None:
    Project.create(tmp_path / "cables").close()
    for path in ("cables", "cables.workbench", "cables.workbench/project.sqlite"):
        with Project.open(tmp_path / path) as project:
            assert project.path == tmp_path / "cables.workbench"


def test_create_is_refused_and_nothing_touched_when_the_name_is_taken(tmp_path: Path) -> None:
    (tmp_path / "cables.workbench").mkdir()
    with pytest.raises(ProjectProblem, match=r"“cables\.workbench” is there already"):
        Project.create(tmp_path / "cables")
    assert list((tmp_path / "cables.workbench").iterdir()) == []


def test_create_leaves_nothing_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Migrations("workbench")

    @broken()
    def version_1(db: Database) -> None:
        db.execute("CREATE TABLE settings (key TEXT) STRICT")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(schema, "MIGRATIONS", broken)
    with pytest.raises(ProjectProblem, match=r"could not be made: the disk is full\. Free some"):
        Project.create(tmp_path / "cables")
    assert list(tmp_path.iterdir()) == []


def test_tables_are_strict_and_settings_safe_when_open(project: Project) -> None:
    strict = project.db.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
        "AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlite_%'"
    ).fetchall()
    assert strict == []
    pragmas = {
        name: project.db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "application_id")
    }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "application_id": schema.APPLICATION_ID,
    }


def test_open_says_so_when_there_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectProblem, match="There is no project “nowhere”") as caught:
        Project.open(tmp_path / "nowhere")
    assert caught.value.exit_code == ExitCode.PROJECT
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.workbench").write_text("x")
    for name in ("folder", "file.workbench"):
        with pytest.raises(ProjectProblem, match=r"is not a project: it holds no project\.sqlite"):
            Project.open(tmp_path / name)
    assert list((tmp_path / "folder").iterdir()) == []


def test_open_is_refused_when_the_database_is_another_programs(tmp_path: Path) -> None:
    Project.create(tmp_path / "cables").close()
    database = tmp_path / "cables.workbench" / "project.sqlite"
    for statement in ("", "CREATE TABLE t (x)"):
        database.unlink()
        with closing(sqlite3.connect(database)) as other:
            other.execute(statement)
        before = database.read_bytes()
        with pytest.raises(ProjectProblem, match="belongs to another program, or is empty"):
            Project.open(tmp_path / "cables")
        assert database.read_bytes() == before


@pytest.mark.parametrize("damage", ["garbage", "truncated", "zeroed"])
def test_open_says_damaged_when_the_database_is(tmp_path: Path, damage: str) -> None:
    with Project.create(tmp_path / "cables") as project:
        bring_in(project.repository, CABLE)
    database = project.path / "project.sqlite"
    whole = database.read_bytes()
    database.write_bytes(
        {
            "garbage": b"This was a database once. " * 400,
            "truncated": whole[: len(whole) // 2],
            "zeroed": whole[:100] + bytes(len(whole) - 100),
        }[damage]
    )
    with pytest.raises(ProjectProblem, match=r"“cables” .*its database is damaged"):
        Project.open(project.path)
    database.write_bytes(whole)
    with Project.open(project.path) as project:  # the lock was given back
        assert len(project.repository.documents()) == 1


def test_open_is_refused_and_nothing_touched_when_the_schema_is_newer(tmp_path: Path) -> None:
    Project.create(tmp_path / "cables").close()
    database = tmp_path / "cables.workbench" / "project.sqlite"
    with closing(sqlite3.connect(database)) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = database.read_bytes()
    with pytest.raises(
        ProjectProblem, match=rf"newer Archive Workbench .*version {schema.VERSION + 1}"
    ):
        Project.open(tmp_path / "cables")
    assert database.read_bytes() == before
    assert list((tmp_path / "cables.workbench" / "backups").iterdir()) == []


@pytest.mark.parametrize("fixture", sorted(FIXTURES.glob("v*.sqlite")), ids=lambda path: path.stem)
def test_project_of_every_past_version_opens_and_works(tmp_path: Path, fixture: Path) -> None:
    folder = tmp_path / "old.workbench"
    folder.mkdir()
    shutil.copyfile(fixture, folder / "project.sqlite")
    Project.create(tmp_path / "new").close()
    with Project.open(folder) as old, Project.open(tmp_path / "new") as new:
        assert old.info.schema_version == schema.VERSION
        schemas = [
            set(p.db.execute("SELECT name, sql FROM sqlite_master").fetchall()) for p in (old, new)
        ]
        assert schemas[0] == schemas[1]
        [document] = old.repository.documents()
        [annotation] = old.repository.annotations(document.id, kinds=None)
        assert (document.name, document.annotation_count) == ("cable.pdf", 1)
        assert annotation.label == "PERSON"
        assert [hit.first_word for hit in find(old.repository, "minister")] == [8]
        old.repository.verify_journal()
        old.repository.apply(tagging(entity(document, Target(1, 0, 0))), person="Ada")


LATER = schema.VERSION + 1


def _with_a_later_step(body: str) -> Migrations:
    extended = Migrations("workbench")
    extended(name="version_1")(schema.version_1)
    extended(name="version_2")(schema.version_2)
    extended(name="version_3")(schema.version_3)

    @extended()
    def version_later(db: Database) -> None:
        db.execute("CREATE TABLE later (id TEXT PRIMARY KEY) STRICT")
        db.execute(body)

    return extended


def test_backup_holds_the_old_state_when_a_migration_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Project.create(tmp_path / "cables") as project:
        bring_in(project.repository, CABLE)
        assert list((project.path / "backups").iterdir()) == []
    monkeypatch.setattr(schema, "MIGRATIONS", _with_a_later_step("INSERT INTO later VALUES ('x')"))
    monkeypatch.setattr(schema, "VERSION", LATER)
    with Project.open(project.path) as project:
        assert project.info.schema_version == LATER
        assert project.db["later"].count == 1
        [backup] = (project.path / "backups").iterdir()
        assert backup.name.startswith(f"project-v{LATER - 1}-")
    with Project.open(project.path):
        assert [backup] == list((project.path / "backups").iterdir())
    with closing(sqlite3.connect(backup)) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (LATER - 1,)
        assert old.execute("SELECT count(*) FROM readings").fetchone() == (1,)
        assert not old.execute("SELECT 1 FROM sqlite_master WHERE name = 'later'").fetchall()


def test_nothing_of_a_migration_stays_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Project.create(tmp_path / "cables") as project:
        bring_in(project.repository, CABLE)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", _with_a_later_step("INSERT INTO later VALUES (x'00')"))
        patch.setattr(schema, "VERSION", LATER)
        with pytest.raises(sqlite3.IntegrityError):
            Project.open(project.path)
    with Project.open(project.path) as project:
        assert project.info.schema_version == schema.VERSION
        assert not project.db["later"].exists()
        assert len(list((project.path / "backups").iterdir())) == 1


_HOLD = """
import sys
from pathlib import Path
from workbench.store.project import Project
project = Project.open(Path(sys.argv[1]), person="Grace")
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def _other_opener(path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "open\n"
            yield process
        finally:
            process.kill()


def test_second_opener_is_refused_while_the_first_lives_and_let_in_when_it_was_killed(
    tmp_path: Path,
) -> None:
    Project.create(tmp_path / "cables").close()
    with _other_opener(tmp_path / "cables") as process:
        with pytest.raises(
            ProjectProblem,
            match=rf"by Grace on .+ \(process {process.pid}, since \d\d:\d\d (to|yester)day\)",
        ):
            Project.open(tmp_path / "cables")
        process.kill()
        process.wait()
        assert (tmp_path / "cables.workbench" / "project.holder").exists()
        with Project.open(tmp_path / "cables", person="Ada"):
            holder = json.loads((tmp_path / "cables.workbench" / "project.holder").read_text())
            assert (holder["person"], holder["pid"]) == ("Ada", os.getpid())
    assert not (tmp_path / "cables.workbench" / "project.holder").exists()


def test_second_opener_is_refused_when_in_the_same_program(project: Project) -> None:
    with pytest.raises(ProjectProblem, match="“cables” is open in this program already"):
        Project.open(project.path)


@pytest.mark.parametrize("note", ["", "[]", "{", '{"pid": 1}'])
def test_second_opener_is_refused_when_the_note_is_unreadable(project: Project, note: str) -> None:
    (project.path / "project.holder").write_text(note)
    with pytest.raises(ProjectProblem, match="“cables” is already open elsewhere"):
        Project.open(project.path)


def test_close_twice_is_harmless(tmp_path: Path) -> None:
    first = Project.create(tmp_path / "cables")
    first.close()
    with Project.open(tmp_path / "cables"):
        first.close()
        with pytest.raises(ProjectProblem):
            Project.open(tmp_path / "cables")


def test_disk_full_is_a_sentence_and_writes_nothing_when_applying(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    pages = project.db.execute("PRAGMA page_count").fetchone()[0]
    project.db.execute(f"PRAGMA max_page_count = {pages}")
    tags = [entity(document, Target(1, word, word)) for word in range(20)] * 20
    tags = [entity(document, *tag.targets) for tag in tags]
    with pytest.raises(ProjectProblem, match="“cables” could not be written: the disk is full"):
        project.repository.apply(tagging(*tags), person="Ada")
    assert project.repository.annotations(document.id) == []
    assert len(project.repository.journal()) == 1
    project.db.execute("PRAGMA max_page_count = 1000000")
    project.repository.apply(tagging(*tags), person="Ada")
    assert project.repository.document(document.id).annotation_count == 400


def test_read_only_is_a_sentence_when_applying(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    project.db.execute("PRAGMA query_only = ON")
    with pytest.raises(ProjectProblem, match="could not be written: it is read-only here"):
        project.repository.apply(tagging(entity(document, Target(1, 0, 0))), person="Ada")


_OPEN_AND_CREATE = """
import os, sys
from pathlib import Path
from workbench.domain.errors import ProjectProblem
from workbench.store.project import Project
folder = Path(sys.argv[1])
if os.geteuid() == 0:  # whom nothing is forbidden
    os.setuid(65534)
for act in (lambda: Project.open(folder / "cables"), lambda: Project.create(folder / "more")):
    try:
        act()
    except ProjectProblem as error:
        print(error.sentence)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_read_only_folder_is_a_sentence_when_opening_and_creating() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own is closed to other users
        folder = Path(name)
        Project.create(folder / "cables").close()
        folder.chmod(0o555)
        (folder / "cables.workbench").chmod(0o555)
        (folder / "cables.workbench" / "project.lock").chmod(0o444)
        done = subprocess.run(
            [sys.executable, "-c", _OPEN_AND_CREATE, name],
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
            check=True,
        )
        folder.chmod(0o755)
        (folder / "cables.workbench").chmod(0o755)
        assert list(folder.iterdir()) == [folder / "cables.workbench"]
    opening, making = done.stdout.splitlines()
    assert opening.startswith("The project “cables” could not be opened: it is read-only here.")
    assert making.startswith("The project “more” could not be made: it is read-only here.")


def test_check_names_what_is_wrong_when_files_and_rows_were_altered(project: Project) -> None:
    document = bring_in(project.repository, CABLE)
    project.source_file(document).write_bytes(b"something else")
    with project.db.atomic():
        project.db.execute("UPDATE documents SET name = 'other.pdf'")
    journal, file = project.check()
    assert "altered outside the program: a row of documents" in journal
    assert "“other.pdf” is not what it was" in file
    project.source_file(document).unlink()
    assert "“other.pdf” is missing" in project.check()[1]


def test_backup_is_a_whole_database_when_made_by_hand(project: Project) -> None:
    bring_in(project.repository, CABLE)
    with closing(sqlite3.connect(project.back_up())) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT name FROM documents").fetchone() == ("cable.pdf",)
