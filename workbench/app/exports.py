"""Data out: which documents and annotations go into which files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from workbench import files
from workbench.app.session import Session
from workbench.domain.annotations import Status
from workbench.domain.errors import UserError
from workbench.formats import jsonl

_SETTLED = (Status.ACCEPTED, Status.APPROVED)


def export(session: Session, out: Path, form: str, *, only_settled: bool) -> Sequence[Path]:
    """Write the project's data under ``out`` (made if missing); returns the files written.

    ``form`` is ``jsonl`` (``annotations.jsonl`` and the texts) or ``text`` (the texts alone).
    ``only_settled`` leaves out what nobody has accepted or approved.

    Raises:
        UserError: the folder cannot be written, or the form is not known.
    """
    if form not in ("jsonl", "text"):
        raise UserError(f"There is no export in the form “{form}”; there are jsonl and text.")
    try:
        return _write(session, out, form, only_settled)
    except OSError as error:
        raise UserError(f"The export to {out} failed: {error.strerror or error}.") from error


def _write(session: Session, out: Path, form: str, only_settled: bool) -> list[Path]:
    (out / "text").mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    lines: list[str] = []
    for document in session.documents():
        text = session.document_text(document.id)
        path = out / "text" / f"{document.name}.txt"
        with files.atomic_output(path) as temporary:
            temporary.write_text(text.text, encoding="utf-8", newline="")
        written.append(path)
        if form == "jsonl":
            chosen = session.annotations(document.id, statuses=_SETTLED if only_settled else None)
            lines.extend(jsonl.lines(chosen, document.name, text))
    if form == "jsonl":
        path = out / "annotations.jsonl"
        with (
            files.atomic_output(path) as temporary,
            temporary.open("w", encoding="utf-8", newline="") as stream,
        ):
            stream.writelines(lines)
        written.append(path)
    return written
