"""Proving or refuting a copy without a project at hand: against a list of terms."""

from __future__ import annotations

from pathlib import Path

from workbench import files
from workbench.app import tasks
from workbench.app.jobs import Runner, WorkerPool
from workbench.domain.errors import UnreadableFile, UserError
from workbench.release.report import Report as Report

_TIMEOUT_S = 3600.0


def terms_of(text: str) -> tuple[str, ...]:
    """The terms of a text, one a line; blank lines and lines that begin with # are left out."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def read_terms(path: Path) -> tuple[str, ...]:
    """The terms of a text file; see :func:`terms_of`.

    Raises:
        UnreadableFile: the file cannot be read, or is not UTF-8.
        UserError: it names no term at all, so that nothing would be proved.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFile(
            f"{path.name} could not be read: {error.strerror or error}."
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path.name} is not a UTF-8 text file.", str(error)) from error
    terms = terms_of(text)
    if not terms:
        raise UserError(f"{path.name} names no term, so there is nothing to prove.")
    return terms


def verify_against_terms(
    pdf: Path,
    terms: tuple[str, ...],
    runner: Runner | None = None,
    *,
    ocr: bool = True,
    reveal: bool = False,
) -> Report:
    """Look for every term in every place of a PDF, in a worker process.

    ``ocr`` reads its pixels too; ``reveal`` puts terms into the report as they are written.

    Raises:
        UnreadableFile: the PDF is not there, cannot be opened or is encrypted.
    """
    if not pdf.is_file():
        what = "is no file that can be read" if pdf.exists() else "is not there"
        raise UnreadableFile(f"{pdf.name} {what}. Check the path {pdf}.")
    results: list[Report] = []
    problems: list[UserError] = []
    own = runner is None
    runner = runner or WorkerPool(1)
    try:
        runner.submit(
            tasks.verify_terms,
            str(pdf),
            terms,
            ocr,
            reveal,
            timeout_s=_TIMEOUT_S,
            on_done=results.append,
            on_error=problems.append,
        ).wait()
    finally:
        if own:
            runner.close()
    if problems:
        raise problems[0]
    return results[0]


def read_report(path: Path) -> Report:
    """The report that stands beside a released copy.

    Raises:
        UnreadableFile: it is not there, or is no report.
    """
    try:
        return Report.from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableFile(
            f"{path.name} could not be read: {error.strerror or error}."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(f"{path.name} is no report of a check.", str(error)) from error


def as_page(report: Report) -> str:
    """A report as a page for people, in HTML."""
    from workbench.release.report_page import to_html

    return to_html(report)


def write_page(report: Report, path: Path) -> None:
    """Write a report as a page for people, whole or not at all.

    Raises:
        UserError: the file cannot be written.
    """
    try:
        with files.atomic_output(path) as temporary:
            temporary.write_text(as_page(report), encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"The report could not be written to {path}: {error.strerror or error}."
        ) from error
