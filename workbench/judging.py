"""``workbench check`` and ``workbench score``: what is odd in a project, and how good it is."""

from __future__ import annotations

import argparse
import json
from typing import Any

from workbench.app import findings, scoring
from workbench.app.findings import Found
from workbench.app.proposals import chosen
from workbench.app.session import Session
from workbench.domain.errors import ExitCode
from workbench.domain.scoring import Agreement, Row

_HEAD = (
    f"{'kind':<10} {'label':<14} {'gold':>5} {'found':>5}   "
    "exact: precision, recall, F1; overlapping: the same"
)


def check(args: argparse.Namespace) -> int:
    """``workbench check PROJECT``: 1 when there are findings that nobody has set aside."""
    with Session.open(args.project) as session:
        documents = chosen(session, args.documents)
        found = findings.check(session, documents)
    standing = [one for one in found if one.aside is None]
    if args.json:
        shown = found if args.all else standing
        print(json.dumps([_finding(one) for one in shown], ensure_ascii=False))
    else:
        for one in found if args.all else standing:
            print(_line(one))
        aside = len(found) - len(standing)
        also = f", {aside} set aside" if aside else ""
        noun = "finding" if len(standing) == 1 else "findings"
        print(f"{len(standing)} {noun} in {_papers(len(documents))}{also}.")
    return ExitCode.FINDINGS if standing else ExitCode.DONE


def _papers(number: int) -> str:
    return f"{number} document" if number == 1 else f"{number} documents"


def _line(found: Found) -> str:
    place = f"{found.document_name} p {found.page}" if found.page else found.document_name
    finding = found.finding
    note = f" [set aside: {found.aside.note}]" if found.aside else ""
    return f"{place}: {finding.severity}: {finding.code}: {finding.sentence}{note}"


def _finding(found: Found) -> dict[str, Any]:
    finding, place = found.finding, found.finding.place
    target = found.target
    return {
        "document": found.document_name,
        "code": finding.code,
        "severity": finding.severity.value,
        "page": found.page,
        "start": place.start if place else None,
        "end": place.end if place else None,
        "words": [target.first_word, target.last_word] if target else None,
        "sentence": finding.sentence,
        "rule": finding.rule,
        "source": finding.source,
        "set_aside": found.aside.note if found.aside else None,
    }


def score(args: argparse.Namespace) -> int:
    """``workbench score PROJECT --gold FILE``."""
    with Session.open(args.project) as session:
        result = scoring.score(session, args.gold, only_settled=args.status == "accepted")
    if args.json:
        print(json.dumps(_as_dict(result), ensure_ascii=False))
        return ExitCode.DONE
    print(_HEAD)
    for row in result.rows:
        label = row.label or "all"
        counts = f"{row.exact.gold:>5} {row.exact.predicted:>5}"
        print(
            f"{row.kind:<10} {label:<14} {counts}   {_figures(row.exact)}   {_figures(row.overlap)}"
        )
    for read in result.readings:
        print(f"{read.document}: CER {read.cer:.2%}, WER {read.wer:.2%} ({read.words} words)")
    if result.skipped:
        print(f"{result.skipped} regions without words were not compared.")
    return ExitCode.DONE


def _figures(agreement: Agreement) -> str:
    figures = (agreement.precision, agreement.recall, agreement.f1)
    return "  ".join("   –" if figure is None else f"{figure:.2f}" for figure in figures)


def _as_dict(result: scoring.Score) -> dict[str, Any]:
    return {
        "annotations": [
            {
                "kind": row.kind,
                "label": row.label or None,
                "gold": row.exact.gold,
                "predicted": row.exact.predicted,
                "exact": _rates(row, "exact"),
                "overlap": _rates(row, "overlap"),
            }
            for row in result.rows
        ],
        "readings": [
            {
                "document": read.document,
                "characters": read.characters,
                "words": read.words,
                "cer": read.cer,
                "wer": read.wer,
            }
            for read in result.readings
        ],
        "skipped_regions": result.skipped,
    }


def _rates(row: Row, way: str) -> dict[str, float | None]:
    agreement: Agreement = getattr(row, way)
    return {
        "precision": agreement.precision,
        "recall": agreement.recall,
        "f1": agreement.f1,
    }
