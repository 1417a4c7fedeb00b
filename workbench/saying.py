"""How commands say what they do: answers for people or programs, and progress of long work."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from workbench.app import stopping
from workbench.app.events import Event, ProgressChanged
from workbench.app.session import Session, SessionJob
from workbench.domain.errors import UserError


def say(args: argparse.Namespace, data: Any, lines: Iterable[str]) -> None:
    """Print a line each for people, or the data as one JSON document with ``--json``.

    Raises:
        UserError: standard output takes no more.
    """
    said = [json.dumps(data, ensure_ascii=False, indent=2)] if args.json else lines
    try:
        for line in said:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UserError(f"The answer could not be printed: {error.strerror or error}.") from error


def say_release(args: argparse.Namespace, out: Path, results: Iterable[Any], **more: Any) -> None:
    """Say what became of each document of a release; ``more`` goes into the JSON."""
    entries = [
        {
            "document": r.document_name,
            "pdf": str(r.pdf) if r.pdf else None,
            "report": str(r.report) if r.report else None,
            "clean": r.clean,
            "pages": r.pages,
            "redactions": r.redactions,
            "sentence": r.sentence,
            "difference": r.difference,
        }
        for r in results
    ]
    lines = [
        f"{e['document']}: {count(e['pages'], 'page')}, {count(e['redactions'], 'redaction')}, "
        + (
            f"proved clean: {e['pdf']}. {e['difference']}".rstrip(". ")
            if e["clean"]
            else f"NOT RELEASED. {e['sentence']}"
        )
        for e in entries
    ]
    if (out / "manifest.json").exists():
        lines.append(f"Log and manifest: {out.absolute()}")
    if any(e["difference"] for e in entries):
        lines.append(f"The release that stood there before is kept: {out.absolute() / 'earlier'}")
    say(args, {**more, "out": str(out.absolute()), "documents": entries}, lines)


def count(number: int, noun: str) -> str:
    """``1 page``, ``2,000 pages``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def boxes(boxes_pt: Iterable[Any]) -> str:
    """Boxes as four numbers each, in page points."""
    return ";".join(",".join(f"{v:g}" for v in box.as_list()) for box in boxes_pt)


def follow(session: Session, job: SessionJob) -> SessionJob:
    """Wait for a job, showing its progress on a terminal; raises what made it fail."""
    watch(session)
    with stopping.wished_for() as asked:
        while not job.over:
            session.pump(0.2)
            if asked.is_set():
                job.cancel()
    if asked.is_set():
        raise KeyboardInterrupt
    if job.error is not None:
        raise job.error
    return job


def watch(session: Session) -> None:
    """Show progress on standard error where that is a terminal; elsewhere it stays quiet."""
    if sys.stderr.isatty():
        session.subscribe(_show_progress)


def _show_progress(event: Event) -> None:
    if not isinstance(event, ProgressChanged):
        return
    p = event.progress
    rate = f", {p.rate_per_s:.1f}/s" if p.rate_per_s is not None else ""
    left = f", {p.seconds_left:.0f} s left" if p.seconds_left is not None else ""
    line = f"{p.label}: {p.done}/{p.total}{rate}{left}"
    if p.message and not p.done:
        line = p.message
    ended = "\n" if p.done and p.done >= p.total else ""
    print(f"\r\033[K{line}", end=ended, file=sys.stderr, flush=True)
