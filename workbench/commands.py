"""The commands of the command line: each opens a session, asks it, and says what came of it.

Listings print a line each for people, or one JSON document with ``--json``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from workbench.app import demo as demo_project
from workbench.app import doctor as doctor_
from workbench.app import (
    exports,
    imports,
    two_people,
)
from workbench.app.session import Session
from workbench.domain.errors import ExitCode, UserError
from workbench.saying import boxes, count, follow, say, say_release, watch

Command = Callable[[argparse.Namespace], int]


def open_window(args: argparse.Namespace) -> int:
    """``workbench`` and ``workbench open [PROJECT]``."""
    try:
        from workbench.ui.app import run
    except ImportError as error:
        raise UserError(
            "The window needs PySide6, which is not installed; the other commands work without it."
        ) from error
    if not _has_screen():
        raise UserError(
            "There is no screen to show the window on. The other commands work without one; "
            "see “workbench --help”."
        )
    return run(args.project)


def new(args: argparse.Namespace) -> int:
    """``workbench new PROJECT``."""
    with Session.create(args.project, label_set=args.labels) as session:
        if args.two_people:
            session.do(two_people.ask_for(session, True))
        say(args, {"project": str(session.path)}, [f"Made {session.path}"])
    return ExitCode.DONE


def import_files(args: argparse.Namespace) -> int:
    """``workbench import PROJECT SOURCE...``: exit code 3 when a file could not be read."""
    with Session.open(args.project) as session:
        gone = imports.forget(session) if args.forget_stopped else ()
        job = follow(
            session,
            session.import_files(
                args.source,
                transcript=args.transcript,
                ocr=args.ocr,
                language=args.language,
                jobs=args.jobs,
            ),
        )
        result = job.result
        documents = [session.document(id_) for id_ in result.imported]
        report = {
            "imported": [
                {
                    "document": d.name,
                    "id": d.id,
                    "pages": d.page_count,
                    "words": d.word_count,
                    "doubts": d.doubt_count,
                    "note": d.message,
                }
                for d in documents
            ],
            "known": [str(path) for path in result.known],
            "failures": [
                {"file": str(failure.path), "cause": failure.sentence}
                for failure in result.failures
            ],
            "failed_pages": result.failed_pages,
            "went_on": result.went_on,
            "forgotten": [document.name for document in gone],
        }
        lines = [
            f"{d.name}: {count(d.page_count, 'page')}, {count(d.word_count, 'word')}"
            + (f". {d.message}" if d.message else "")
            for d in documents
        ]
        lines += [f"{path}: already in the project" for path in result.known]
        lines += [f"{d.name}: not read to the end, and forgotten" for d in gone]
        if not (lines or result.failures or result.went_on):
            lines.append("There was nothing to import.")
        if result.went_on:
            lines.append("Also did what an import that was stopped had left.")
        say(args, report, lines)
        for failure in result.failures:
            print(failure.sentence, file=sys.stderr)
        for sentence in job.failures:
            if sentence not in {failure.sentence for failure in result.failures}:
                print(sentence, file=sys.stderr)
        return ExitCode.UNREADABLE if result.failures or result.failed_pages else ExitCode.DONE


def suggest(args: argparse.Namespace) -> int:
    """``workbench suggest PROJECT``."""
    with Session.open(args.project) as session:
        job = follow(session, session.suggest(args.documents or None))
        say(args, {"added": job.result}, [f"{count(job.result, 'suggestion')} added"])
    return ExitCode.DONE


def find(args: argparse.Namespace) -> int:
    """``workbench find PROJECT QUERY``."""
    if not any(sign.isalnum() for sign in args.query):
        raise UserError(f"“{args.query}” has no letters or digits to look for.")
    with Session.open(args.project) as session:
        hits = session.find(args.query, limit=args.limit)
        say(
            args,
            [
                {
                    "document": hit.document_name,
                    "page": hit.page,
                    "first_word": hit.first_word,
                    "last_word": hit.last_word,
                    "context": hit.context,
                    "boxes_pt": [box.as_list() for box in hit.boxes_pt],
                }
                for hit in hits
            ],
            [
                f"{hit.document_name} p{hit.page} {boxes(hit.boxes_pt)}  {hit.context}"
                for hit in hits
            ]
            + [
                f"{count(len(hits), 'place')} found"
                + ("; --limit shows more" if len(hits) == args.limit else "")
            ],
        )
    return ExitCode.DONE


def export(args: argparse.Namespace) -> int:
    """``workbench export PROJECT OUT --format F``."""
    with Session.open(args.project) as session:
        written = exports.export(
            session, args.out, args.format, only_settled=args.status == "accepted"
        )
        say(args, {"files": [str(path) for path in written]}, [str(path) for path in written])
    return ExitCode.DONE


def info(args: argparse.Namespace) -> int:
    """``workbench info PROJECT``."""
    with Session.open(args.project) as session:
        facts = session.info()
        say(args, facts, _facts(facts))
    return ExitCode.DONE


def demo(args: argparse.Namespace) -> int:
    """``workbench demo``: a project from the samples; the window, or a proved release."""
    path = demo_project.make_demo(args.folder, on_start=watch)
    if not args.no_window and _has_screen():
        args.project = path
        return open_window(args)
    with Session.open(path) as session:
        watch(session)
        out, results = demo_project.carry_on(session)
        if not args.json:
            print(f"Made the project {path}: {count(len(results), 'document')}.")
        say_release(args, out, results, project=str(path))
    return ExitCode.DONE if all(r.clean for r in results) else ExitCode.FINDINGS


def selftest(_args: argparse.Namespace) -> int:
    """``workbench selftest``: the built program does its whole job once, in a scratch folder."""
    from workbench.app.selftest import run_selftest

    window: Callable[[Path], str] | None
    try:
        from workbench.ui.selftest import open_for_a_moment as window
    except ImportError:
        window = None
    return ExitCode.DONE if run_selftest(print, window) else ExitCode.FINDINGS


def doctor(args: argparse.Namespace) -> int:
    """``workbench doctor``: exit code 1 when something needed is missing."""
    checks = list(doctor_.examine())
    say(
        args,
        [check.as_json() for check in checks],
        [f"{'ok ' if check.ok else 'BAD'} {check.name}: {check.says}" for check in checks],
    )
    return ExitCode.DONE if all(check.ok for check in checks) else ExitCode.FINDINGS


def _facts(facts: dict[str, object], indent: str = "") -> list[str]:
    lines = []
    for key, value in facts.items():
        name = key.replace("_", " ")
        if isinstance(value, dict):
            lines += [f"{indent}{name}:{'' if value else ' none'}", *_facts(value, indent + "  ")]
        else:
            lines.append(f"{indent}{name}: {value}")
    return lines


def _has_screen() -> bool:
    """Whether a window can be shown: Windows and macOS always; elsewhere if a display is set."""
    if os.name == "nt" or sys.platform == "darwin" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
