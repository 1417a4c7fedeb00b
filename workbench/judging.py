"""``workbench score``: how well a project agrees with checked annotations and texts."""

from __future__ import annotations

import argparse
import json
from typing import Any

from workbench.app import scoring
from workbench.app.session import Session
from workbench.domain.errors import ExitCode
from workbench.domain.scoring import Agreement, Row

_HEAD = (
    f"{'kind':<10} {'label':<14} {'gold':>5} {'found':>5}   "
    "exact: precision, recall, F1; overlapping: the same"
)


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
