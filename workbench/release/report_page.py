"""A verification's report as a page for people: one HTML file that needs nothing else."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from itertools import groupby

from workbench.release.report import Leak, Report

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 22px; } h2 { font-size: 17px; margin-top: 28px; }
.verdict { padding: 11px 16px; border-left: 6px solid; font-weight: 600; }
.good { border-color: #2e7d32; } .bad { border-color: #c62828; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 4px 14px 4px 0; }
tr { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
code { overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } }
"""
_OUTCOMES = {"passed": "✓ passed", "failed": "✗ failed", "skipped": "– not looked at"}


def to_html(report: Report) -> str:
    """The whole report: verdict, leaks page by page, every check with its outcome."""
    name = html.escape(report.file_name)
    verdict = (
        '<p class="verdict good">✓ Clean: nothing was found.</p>'
        if report.clean
        else f'<p class="verdict bad">✗ Not clean: {_count(report)}. Do not pass it on.</p>'
    )
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f"<title>Verification of {name}</title>",
            f"<style>{_STYLE}</style>\n</head>\n<body>",
            f"<h1>Verification of {name}</h1>",
            verdict,
            f"<p>{_number(report.page_count, 'page')}. SHA-256 <code>{report.sha256}</code></p>",
            *_leaks(report.leaks),
            "<h2>What was looked at</h2>",
            _table(
                ("Check", "Outcome", "What came of it"),
                (
                    (c.name, _OUTCOMES[c.outcome], c.sentence)
                    for c in sorted(report.checks, key=lambda c: c.outcome != "failed")
                ),
            ),
            "</body>\n</html>\n",
        ]
    )


def _count(report: Report) -> str:
    leaks, failed = len(report.leaks), sum(check.outcome == "failed" for check in report.checks)
    return f"{_number(leaks, 'place')} where something survives, {_number(failed, 'check')} failed"


def _number(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _leaks(leaks: Sequence[Leak]) -> list[str]:
    parts: list[str] = []
    for page, held in groupby(leaks, key=lambda leak: leak.page):
        parts.append(f"<h2>{'In the file' if page is None else f'Page {page}'}</h2>")
        rows = ((leak.vector, _place(leak), leak.said, leak.extractor) for leak in held)
        parts.append(_table(("How", "Where, in points", "What", "Seen by"), rows))
    return parts


def _place(leak: Leak) -> str:
    if leak.box_pt is None:
        return ""
    box = leak.box_pt
    return f"{box.x0:.0f}, {box.y0:.0f} to {box.x1:.0f}, {box.y1:.0f}"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in heads)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
