"""Redaction programs of others, run in the interpreter that has them installed.

Started by :mod:`tests.benchmarks.peers`; knows nothing of the workbench. A job a line comes in as
JSON, an answer a line goes out: the reason of a refusal, or nothing.
"""

from __future__ import annotations

import asyncio
import importlib
import io
import json
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

Boxes = list[tuple[int, float, float, float, float]]
"""Page (from 1) and rectangle, points of the page as it is shown unrotated, origin top left."""


def by_blankout(source: Path, out: Path, secret: str, boxes: Boxes) -> str:
    """Its one request: the word by its search, the other places by rectangles, its own audit."""
    main = importlib.import_module("redactpdf.main")
    starlette = importlib.import_module("starlette.datastructures")
    fastapi = importlib.import_module("fastapi")
    request = {
        "searches": [{"query": secret}],
        "rects": [
            {"page": page - 1, "x0": x0, "y0": y0, "x1": x1, "y1": y1}
            for page, x0, y0, x1, y1 in boxes
        ],
        # Its review of pictures is answered as by a person who drew a box where there is need.
        "options": {"image_regions": "ignore"},
    }
    upload = starlette.UploadFile(io.BytesIO(source.read_bytes()), filename=source.name)
    try:
        answer = asyncio.run(main.redact_apply(upload, json.dumps(request)))
    except fastapi.HTTPException as refusal:
        return str(refusal.detail)[:200]
    if answer.status_code != 200:
        return "its own audit found the word"
    out.write_bytes(answer.body)
    return ""


def by_clearleaf(source: Path, out: Path, secret: str, boxes: Boxes) -> str:
    """Marks over each run of letters that holds the word, and over the places; applied.

    It has no search of its own; a run may be longer than the word, to its advantage.
    """
    clearleaf = importlib.import_module("clearleaf")
    document = clearleaf.open(str(source))
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        marked = [box[1:] for box in boxes if box[0] == number]
        marked += [span["bbox"] for span in _spans(page) if secret in span["text"]]
        for rect in marked:
            page.add_redact_annot(rect)
        if marked:
            page.apply_redactions()
    document.save(str(out))
    return ""


def _spans(page: Any) -> list[dict[str, Any]]:
    return [
        span
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
    ]


PROGRAMS: dict[str, Callable[[Path, Path, str, Boxes], str]] = {
    "blankout": by_blankout,
    "clearleaf": by_clearleaf,
}


def installed() -> dict[str, str]:
    """Which of the programs this interpreter has, with their versions."""
    found = {}
    for name in PROGRAMS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _answered(job: dict[str, Any]) -> str:
    boxes = [(int(box[0]), *map(float, box[1:])) for box in job["boxes"]]
    try:
        return PROGRAMS[job["program"]](
            Path(job["source"]),
            Path(job["out"]),
            job["secret"],
            boxes,  # type: ignore[arg-type]
        )
    except Exception as error:  # noqa: BLE001 - whatever it raises is its answer
        return f"{type(error).__name__}: {error}"[:200]


def _serve() -> None:
    answers = sys.stdout
    sys.stdout = sys.stderr  # the programs print as they like
    print(json.dumps(installed()), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(_answered(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    _serve()
