"""The commands that redact: propose, decide, release, and prove what came of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import Any

from workbench.app import decisions, edits, preflight, proposals, two_people, withholding
from workbench.app.session import Session
from workbench.domain.annotations import Annotation, Status
from workbench.domain.codes import join_codes, split_codes
from workbench.domain.errors import ExitCode, UserError
from workbench.domain.geometry import Rect
from workbench.domain.leaks import Leak, joined
from workbench.saying import boxes, count, follow, say, say_release


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
        places = [_place(m.document_name, m.page, m.boxes_pt, m.text) for m in matches]
        say(
            args,
            {"proposed": len(matches), "code": code, "places": places},
            [f"{m.document_name} p{m.page} {boxes(m.boxes_pt)}  {m.text!r}" for m in matches]
            + [f"{count(len(matches), 'redaction')} proposed with {code}"],
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
                places += [_place(document.name, t.page, t.rects_pt) for t in made.targets]
        what = "page" if args.page else "page of whole documents"
        say(
            args,
            {"proposed": len(places), "code": code, "places": places},
            [f"{place['document']} p{place['page']}: the whole page" for place in places]
            + [f"{count(len(places), what)} proposed to be withheld with {code}"],
        )
    return ExitCode.DONE


def _place(
    document_name: str, page: int, boxes_pt: Iterable[Rect], text: str = ""
) -> dict[str, Any]:
    return {
        "document": document_name,
        "page": page,
        "text": text,
        "boxes_pt": [box.as_list() for box in boxes_pt],
    }


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
        say(
            args,
            {
                "status": str(status),
                "note": args.note,
                "two_people": two_people.is_asked_for(session),
                "decided": [_redaction(r, names[r.document_id]) for r in redactions],
            },
            [f"{names[r.document_id]} p{r.pages[0]} {r.label}: {status}" for r in redactions]
            + [f"{count(len(redactions), 'redaction')} {status}"]
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
        say(args, {"two_people": asked}, [said])
    return ExitCode.DONE


def release(args: argparse.Namespace) -> int:
    """``workbench release PROJECT OUT``: exit code 1 when a document did not pass.

    What tells a secret by its meaning is said on standard error and keeps nothing back.
    """
    with Session.open(args.project, person=args.person) as session:
        warnings = preflight.look(session, proposals.chosen(session, args.documents))
        for leak, times in joined(warnings):
            often = f" ({times} times)" if times > 1 else ""
            print(f"warning: {leak.sentence}{often}", file=sys.stderr)
        if warnings:
            session.keep(edits.let_pass(session, warnings))
        job = follow(
            session,
            session.release(args.out, args.documents or None, mode=args.mode, stamp=args.stamp),
        )
        say_release(args, args.out, job.result, warnings=[_warning(leak) for leak in warnings])
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
            report = follow(session, job).result
    if args.report is not None:
        verifying.write_page(report, args.report)
    say(args, report.as_dict(), report.sentences())
    return ExitCode.DONE if report.clean else ExitCode.FINDINGS


def _redaction(redaction: Annotation, document_name: str) -> dict[str, Any]:
    return {
        "document": document_name,
        "id": redaction.id,
        "pages": list(redaction.pages),
        "code": redaction.label,
        "proposed_by": redaction.author,
    }
