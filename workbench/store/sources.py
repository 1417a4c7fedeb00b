"""The project's files: sources as they came, and the PDFs that show what is no PDF.

Each lies under the SHA-256 of its bytes, is written once, and is never changed. These functions
know nothing of the database and may run in worker processes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from workbench import files
from workbench.domain.errors import ProjectProblem, UnreadableFile
from workbench.store.problems import as_sentences

STAGING = "incoming"
"""Folder of a project for files that have no name yet; whatever a crash left there is dropped."""

_CHUNK = 1 << 20


def source_path(project: Path, sha256: str) -> Path:
    """Where a source lies."""
    return project / "sources" / sha256


def page_file_path(project: Path, sha256: str) -> Path:
    """Where a PDF made from a source lies."""
    return project / "pages" / f"{sha256}.pdf"


def add_source(project_path: Path, file: Path) -> str:
    """Copy a file into the project as it is; its hex SHA-256.

    The copy is read back and compared before it gets its name. A source that is there already
    is left alone.

    Raises:
        UnreadableFile: the file cannot be read.
        ProjectProblem: the project cannot be written, or the disk does not keep what it is given.
    """
    staged = _stage(project_path)
    try:
        sha256 = _copy(file, staged, project_path.stem)
        _keep(staged, source_path(project_path, sha256), sha256, project_path.stem)
    finally:
        staged.unlink(missing_ok=True)
    return sha256


def add_page_file(project_path: Path, pdf: Path) -> str:
    """Move a PDF the program made into the project; the hex SHA-256 of its bytes.

    ``pdf`` is best made in the project's :data:`STAGING` folder; it is gone afterwards.

    Raises:
        ProjectProblem: the project cannot be written, or the disk does not keep what it is given.
    """
    name = project_path.stem
    with as_sentences(name, "written"):
        if pdf.parent != project_path / STAGING:
            moved = _stage(project_path)
            shutil.copyfile(pdf, moved)
            pdf.unlink()
            pdf = moved
        sha256 = files.sha256(pdf)
        _keep(pdf, page_file_path(project_path, sha256), sha256, name)
        pdf.unlink(missing_ok=True)
    return sha256


def empty_staging(project_path: Path) -> None:
    """Drop what an import that was killed left half written. Only for who holds the lock."""
    shutil.rmtree(project_path / STAGING, ignore_errors=True)
    with as_sentences(project_path.stem, "written"):
        (project_path / STAGING).mkdir(exist_ok=True)


def remove_files(project_path: Path, sha256: str) -> None:
    """Take away a source and a page file that no document needs; either may be missing."""
    with as_sentences(project_path.stem, "written"):
        for path in (source_path(project_path, sha256), page_file_path(project_path, sha256)):
            if path.exists():
                path.chmod(0o644)  # Windows deletes no read-only file
                path.unlink()


def _stage(project_path: Path) -> Path:
    """An empty file in the staging folder."""
    with as_sentences(project_path.stem, "written"):
        folder = project_path / STAGING
        folder.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
        os.close(handle)
        return Path(name)


def _copy(file: Path, target: Path, project: str) -> str:
    """Copy the bytes; their hash. Whose fault an error is depends on the side it comes from."""
    digest = hashlib.sha256()
    try:
        reader = file.open("rb")
    except OSError as error:
        raise _unreadable(file, error) from error
    with reader, as_sentences(project, "written"), target.open("wb") as writer:
        while True:
            try:
                chunk = reader.read(_CHUNK)
            except OSError as error:
                raise _unreadable(file, error) from error
            if not chunk:
                break
            digest.update(chunk)
            writer.write(chunk)
    return digest.hexdigest()


def _unreadable(file: Path, error: OSError) -> UnreadableFile:
    return UnreadableFile(
        f"“{file.name}” could not be read: {error.strerror or error}. "
        "Check that the file is there and may be read, then import it again.",
        str(file),
    )


def _keep(staged: Path, final: Path, sha256: str, project: str) -> None:
    """Give a staged file its name once what the disk holds is what was meant."""
    with as_sentences(project, "written"):
        if final.exists():
            if files.sha256(final) != sha256:
                raise ProjectProblem(
                    f"The project “{project}” is damaged: its file {final.name} is not what it "
                    "was. Put that file back from a backup of the project folder.",
                    str(final),
                )
            return
        if files.sha256(staged) != sha256:
            raise ProjectProblem(
                f"The project “{project}” could not be written: the disk gave back other bytes "
                "than it was given. Check the disk, then import the file again."
            )
        final.parent.mkdir(exist_ok=True)
        files.publish(staged, final)
        final.chmod(0o444)
