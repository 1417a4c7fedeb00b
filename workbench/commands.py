"""The commands of the command line: each opens a session, asks it, and says what came of it.

Listings print a line each for people, or one JSON document with ``--json``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from workbench.app import (
    decisions,
    edits,
    exports,
    imports,
    preflight,
    proposals,
    stopping,
    two_people,
    withholding,
)
from workbench.app import demo as demo_project
from workbench.app import doctor as doctor_
from workbench.app.events import Event, ProgressChanged
from workbench.app.session import Session, SessionJob
from workbench.domain.annotations import Annotation, Status
from workbench.domain.codes import join_codes, split_codes
from workbench.domain.errors import ExitCode, UserError
from workbench.domain.leaks import Leak, joined

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
        _say(args, {"project": str(session.path)}, [f"Made {session.path}"])
    return ExitCode.DONE


def import_files(args: argparse.Namespace) -> int:
    """``workbench import PROJECT SOURCE...``: exit code 3 when a file could not be read."""
    with Session.open(args.project) as session:
        gone = imports.forget(session) if args.forget_stopped else ()
        job = _follow(
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
            f"{d.name}: {_count(d.page_count, 'page')}, {_count(d.word_count, 'word')}"
            + (f". {d.message}" if d.message else "")
            for d in documents
        ]
        lines += [f"{path}: already in the project" for path in result.known]
        lines += [f"{d.name}: not read to the end, and forgotten" for d in gone]
        if not (lines or result.failures or result.went_on):
            lines.append("There was nothing to import.")
        if result.went_on:
            lines.append("Also did what an import that was stopped had left.")
        _say(args, report, lines)
        for failure in result.failures:
            print(failure.sentence, file=sys.stderr)
        for sentence in job.failures:
            if sentence not in {failure.sentence for failure in result.failures}:
                print(sentence, file=sys.stderr)
        return ExitCode.UNREADABLE if result.failures or result.failed_pages else ExitCode.DONE


def suggest(args: argparse.Namespace) -> int:
    """``workbench suggest PROJECT``."""
    with Session.open(args.project) as session:
        job = _follow(session, session.suggest(args.documents or None))
        _say(args, {"added": job.result}, [f"{_count(job.result, 'suggestion')} added"])
    return ExitCode.DONE


def find(args: argparse.Namespace) -> int:
    """``workbench find PROJECT QUERY``."""
    if not any(sign.isalnum() for sign in args.query):
        raise UserError(f"“{args.query}” has no letters or digits to look for.")
    with Session.open(args.project) as session:
        hits = session.find(args.query, limit=args.limit)
        _say(
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
                f"{hit.document_name} p{hit.page} {_boxes(hit.boxes_pt)}  {hit.context}"
                for hit in hits
            ]
            + [
                f"{_count(len(hits), 'place')} found"
                + ("; --limit shows more" if len(hits) == args.limit else "")
            ],
        )
    return ExitCode.DONE


def propose(args: argparse.Namespace) -> int:
    """``workbench propose PROJECT ... --code CODE``: one step of undo for all of them."""
    if args.page or args.whole_document:
        return _withhold(args)
    with Session.open(args.project, person=args.person) as session:
        query = proposals.Query(
            text=args.text,
            pattern=args.pattern,
            entity=args.entity,
            marking=args.marking,
            region=args.region,
            paragraph=args.paragraph,
            documents=tuple(args.documents),
            fuzzy=args.fuzzy,
            as_written=args.exact,
        )
        code = _codes_given(args)
        matches = proposals.propose(session, query)
        changes = proposals.redactions(session, matches, code)  # a wrong code is said either way
        if matches:
            session.do(changes)
        places = [
            {
                "document": match.document_name,
                "page": match.page,
                "text": match.text,
                "boxes_pt": [box.as_list() for box in match.boxes_pt],
            }
            for match in matches
        ]
        _say(
            args,
            {"proposed": len(matches), "code": code, "places": places},
            [f"{m.document_name} p{m.page} {_boxes(m.boxes_pt)}  {m.text!r}" for m in matches]
            + [f"{_count(len(matches), 'redaction')} proposed with {code}"],
        )
    return ExitCode.DONE


def _withhold(args: argparse.Namespace) -> int:
    """``workbench propose PROJECT (--page N | --whole-document)``: a sheet in their place."""
    code = _codes_given(args)
    if not args.documents:
        raise UserError("Say with --document which documents the page, or the whole, is of.")
    with Session.open(args.project, person=args.person) as session:
        places = []
        for document in proposals.chosen(session, args.documents):
            if args.whole_document:
                changes = withholding.withhold_document(session, document.id, code)
            else:
                changes = withholding.withhold_pages(session, document.id, [args.page], code)
            session.do(changes)
            for made in map(session.annotation, edits.created(changes)):
                places += [
                    {
                        "document": document.name,
                        "page": target.page,
                        "text": "",
                        "boxes_pt": [box.as_list() for box in target.rects_pt],
                    }
                    for target in made.targets
                ]
        what = "page" if args.page else "page of whole documents"
        _say(
            args,
            {"proposed": len(places), "code": code, "places": places},
            [f"{place['document']} p{place['page']}: the whole page" for place in places]
            + [f"{_count(len(places), what)} proposed to be withheld with {code}"],
        )
    return ExitCode.DONE


def _codes_given(args: argparse.Namespace) -> str:
    code = join_codes(one for given in args.code for one in split_codes(given))
    if not code:
        raise UserError("Give at least one code with --code.")
    return code


def decide(args: argparse.Namespace) -> int:
    """``workbench decide PROJECT (--approve | --refuse) [filters] --as NAME``."""
    with Session.open(args.project, person=args.person) as session:
        chosen = decisions.Filter(
            documents=tuple(args.documents),
            ids=tuple(args.id),
            codes=tuple(args.code),
            text=args.text,
            pattern=args.pattern,
            proposed_by=args.proposed_by,
        )
        status = Status.APPROVED if args.approve else Status.REFUSED
        redactions = decisions.select(session, chosen)
        if redactions:
            session.do(decisions.decisions(session, chosen, status, note=args.note))
        names = {d.id: d.name for d in session.documents()}
        _say(
            args,
            {
                "status": str(status),
                "note": args.note,
                "two_people": two_people.is_asked_for(session),
                "decided": [_redaction(r, names[r.document_id]) for r in redactions],
            },
            [f"{names[r.document_id]} p{r.pages[0]} {r.label}: {status}" for r in redactions]
            + [f"{_count(len(redactions), 'redaction')} {status}"]
            + _own_decisions(session, redactions),
        )
    return ExitCode.DONE


def _own_decisions(session: Session, redactions: Iterable[Annotation]) -> list[str]:
    """A note where a person decided on their own proposals, which this project lets pass."""
    own = sum(two_people.is_same(r.author, session.person) for r in redactions)
    if not own:
        return []
    return [f"note: {session.person} proposed {own} of them; this project does not ask for two"]


def ask_for_two(args: argparse.Namespace) -> int:
    """``workbench two-people PROJECT [on|off]``: a change is in the journal, like any."""
    with Session.open(args.project, person=args.person) as session:
        on = args.wanted == "on"
        if args.wanted and on != two_people.is_asked_for(session):
            session.do(two_people.ask_for(session, on))
        asked = two_people.is_asked_for(session)
        rule = "Who proposes a redaction does not decide on it."
        said = rule if asked else "One person may propose and decide."
        _say(args, {"two_people": asked}, [said])
    return ExitCode.DONE


def release(args: argparse.Namespace) -> int:
    """``workbench release PROJECT OUT``: exit code 1 when a document did not pass.

    What tells a secret by its meaning is said on standard error and keeps nothing back.
    """
    with Session.open(args.project, person=args.person) as session:
        warnings = preflight.look(session, proposals.chosen(session, args.documents))
        for leak, count in joined(warnings):
            times = f" ({count} times)" if count > 1 else ""
            print(f"warning: {leak.sentence}{times}", file=sys.stderr)
        if warnings:
            session.keep(edits.let_pass(session, warnings))
        job = _follow(
            session,
            session.release(args.out, args.documents or None, mode=args.mode, stamp=args.stamp),
        )
        _say_release(args, args.out, job.result, warnings=[_warning(leak) for leak in warnings])
        return ExitCode.DONE if all(r.clean for r in job.result) else ExitCode.FINDINGS


def _warning(leak: Leak) -> dict[str, Any]:
    return {
        "document": leak.document_name,
        "page": leak.page,
        "kind": leak.kind.value,
        "redaction": leak.redaction_id or None,
        "sentence": leak.sentence,
    }


def verify(args: argparse.Namespace) -> int:
    """``workbench verify FILE.pdf``: exit code 1 when the copy is refuted."""
    from workbench.app import verifying

    if args.terms is not None:
        if args.documents:
            raise UserError("--document goes with --project; terms are looked for everywhere.")
        report = verifying.verify_against_terms(
            args.file, verifying.read_terms(args.terms), ocr=args.ocr, reveal=args.show
        )
    else:
        with Session.open(args.project) as session:
            job = session.verify(
                args.file, documents=args.documents or None, ocr=args.ocr, reveal=args.show
            )
            report = _follow(session, job).result
    if args.report is not None:
        verifying.write_page(report, args.report)
    _say(args, report.as_dict(), report.sentences())
    return ExitCode.DONE if report.clean else ExitCode.FINDINGS


def export(args: argparse.Namespace) -> int:
    """``workbench export PROJECT OUT --format F``."""
    with Session.open(args.project) as session:
        written = exports.export(
            session, args.out, args.format, only_settled=args.status == "accepted"
        )
        _say(args, {"files": [str(path) for path in written]}, [str(path) for path in written])
    return ExitCode.DONE


def info(args: argparse.Namespace) -> int:
    """``workbench info PROJECT``."""
    with Session.open(args.project) as session:
        facts = session.info()
        _say(args, facts, _facts(facts))
    return ExitCode.DONE


def demo(args: argparse.Namespace) -> int:
    """``workbench demo``: a project from the samples; the window, or a proved release."""
    path = demo_project.make_demo(args.folder, on_start=_watch)
    if not args.no_window and _has_screen():
        args.project = path
        return open_window(args)
    with Session.open(path) as session:
        _watch(session)
        out, results = demo_project.carry_on(session)
        if not args.json:
            print(f"Made the project {path}: {_count(len(results), 'document')}.")
        _say_release(args, out, results, project=str(path))
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
    _say(
        args,
        [check.as_json() for check in checks],
        [f"{'ok ' if check.ok else 'BAD'} {check.name}: {check.says}" for check in checks],
    )
    return ExitCode.DONE if all(check.ok for check in checks) else ExitCode.FINDINGS


def _say(args: argparse.Namespace, data: Any, lines: Iterable[str]) -> None:
    said = [json.dumps(data, ensure_ascii=False, indent=2)] if args.json else lines
    try:
        for line in said:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UserError(f"The answer could not be printed: {error.strerror or error}.") from error


def _say_release(args: argparse.Namespace, out: Path, results: Iterable[Any], **more: Any) -> None:
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
        f"{e['document']}: {_count(e['pages'], 'page')}, {_count(e['redactions'], 'redaction')}, "
        + (
            f"proved clean: {e['pdf']}. {e['difference']}".rstrip(". ")
            if e["clean"]
            else f"NOT RELEASED. {e['sentence']}"
        )
        for e in entries
    ]
    if (out / "manifest.json").exists():
        lines.append(f"Log and manifest: {out.absolute()}")
    _say(args, {**more, "out": str(out.absolute()), "documents": entries}, lines)


def _redaction(redaction: Annotation, document_name: str) -> dict[str, Any]:
    return {
        "document": document_name,
        "id": redaction.id,
        "pages": list(redaction.pages),
        "code": redaction.label,
        "proposed_by": redaction.author,
    }


def _facts(facts: dict[str, object], indent: str = "") -> list[str]:
    lines = []
    for key, value in facts.items():
        name = key.replace("_", " ")
        if isinstance(value, dict):
            lines += [f"{indent}{name}:{'' if value else ' none'}", *_facts(value, indent + "  ")]
        else:
            lines.append(f"{indent}{name}: {value}")
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _boxes(boxes_pt: Iterable[Any]) -> str:
    return ";".join(",".join(f"{v:g}" for v in box.as_list()) for box in boxes_pt)


def _follow(session: Session, job: SessionJob) -> SessionJob:
    """Wait for a job, showing its progress on a terminal; raises what made it fail."""
    _watch(session)
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


def _watch(session: Session) -> None:
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


def _has_screen() -> bool:
    """Whether a window can be shown: Windows and macOS always; elsewhere if a display is set."""
    if os.name == "nt" or sys.platform == "darwin" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
