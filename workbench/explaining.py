"""``workbench explain``: what the grammar reads in a line, for scripts and for doubt."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from workbench import files
from workbench.domain.codes import joined, parse_code_set
from workbench.domain.errors import ExitCode, UserError
from workbench.domain.explain import FAMILIES, Context, Explained, Family, explain, find_family

_YEAR_IN_NOTE = re.compile(r"\[doc year (\d{4})\]")


def family_list() -> str:
    """The families, a line each, for the help."""
    rows = "\n".join(f"  {one.letter}  {one.name:<17} {one.about}" for one in FAMILIES)
    return f"families:\n{rows}"


def run(args: argparse.Namespace) -> int:
    """``workbench explain --family F [TEXT|-] [--jsonl]``."""
    family = _family(args.family) if args.family else None
    year = args.year or (args.date.year if args.date else None)
    context = Context(args.date, year, args.level)
    if args.jsonl:
        lines = sys.stdin if args.text in (None, "-") else [args.text]
        return _explain_jsonl(lines, family, context)
    if family is None:
        raise UserError("Without --jsonl, say --family; “workbench explain --help” lists them.")
    text = sys.stdin.read().rstrip("\n") if args.text in (None, "-") else args.text
    read = explain(family, text, _with_codes(family, context))
    if args.json:
        answer = {"family": family.letter, "input": text, "got": read.got, "notes": read.notes}
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(_sentences(read)))
    return ExitCode.DONE


def _family(name: str) -> Family:
    family = find_family(name)
    if family is None:
        raise UserError(
            f"There is no family “{name}”; it is a letter from A to T or a name such as "
            f"{FAMILIES[0].name} (“workbench explain --help” lists them)."
        )
    return family


def _sentences(read: Explained) -> list[str]:
    if read.got is None:
        return ["Nothing is recognised."]
    return [json.dumps(read.got, ensure_ascii=False), *read.notes]


def _explain_jsonl(lines: Iterable[str], family: Family | None, context: Context) -> int:
    """Answer line by line; a bad line gets a sentence and the rest goes on."""
    code = ExitCode.DONE
    known: dict[str, Context] = {}
    for number, line in enumerate(_readable(lines), 1):
        if not line.strip():
            continue
        try:
            entry, one, text = _entry(line, family)
            if one.letter not in known:
                known[one.letter] = _with_codes(one, context)
            read = explain(one, text, _with_year(entry, known[one.letter]))
        except UserError as error:
            print(f"Line {number}: {error.sentence}", file=sys.stderr)
            code = ExitCode.WRONG_USE
            continue
        print(json.dumps({"id": entry.get("id"), "got": read.got}, ensure_ascii=False))
    return code


def _readable(lines: Iterable[str]) -> Iterator[str]:
    """Lines with bytes that are no UTF-8 replaced, as they may stand in any paper's text."""
    if lines is sys.stdin and hasattr(sys.stdin, "buffer"):
        for raw in sys.stdin.buffer:
            yield raw.decode("utf-8-sig", errors="replace")
    else:
        yield from lines


def _entry(
    line: str, family: Family | None
) -> tuple[dict[str, Any], Family, str | list[str | None]]:
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise UserError(f"it is not JSON ({error}).") from error
    except RecursionError as error:
        raise UserError("its JSON is nested too deep to be read.") from error
    if not isinstance(entry, dict):
        raise UserError("it is not an object with “id”, “fam” and “input”.")
    name = entry.get("fam")
    if isinstance(name, str):
        family = _family(name)
    elif family is None:
        raise UserError("it names no family (“fam”), and --family is not given.")
    text = entry.get("input")
    if isinstance(text, str):
        return entry, family, text
    if isinstance(text, list) and all(one is None or isinstance(one, str | int) for one in text):
        return entry, family, [None if one is None else str(one) for one in text]
    raise UserError("it has no text under “input”.")


def _with_year(entry: dict[str, Any], context: Context) -> Context:
    """The context with the document's year, where the line's note states it."""
    note = entry.get("note")
    found = _YEAR_IN_NOTE.search(note) if isinstance(note, str) else None
    return replace(context, year=int(found[1])) if found else context


def _with_codes(family: Family, context: Context) -> Context:
    """The context with every code set shipped, for the family that asks for them."""
    if family.letter != "N":
        return context
    folder = files.resource("codes")
    sets = [
        parse_code_set(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.toml"))
    ]
    return replace(context, codes=joined("all", sets))


def iso_date(text: str) -> date:
    """A date for the command line.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2008-04-04") from None
