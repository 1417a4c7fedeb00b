"""The command line: what can be asked for, and the exit code that answers.

The commands themselves are in :mod:`workbench.commands`, :mod:`workbench.redacting`,
:mod:`workbench.judging` and :mod:`workbench.explaining`. Everything here works without Qt.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from workbench import __version__, commands, explaining, judging, log, redacting
from workbench.domain.errors import ExitCode, UserError

_log = logging.getLogger(__name__)
_EPILOG = """exit codes: 0 done, 1 findings or a failed verification, 2 wrong use,
3 a file could not be read, 4 the project could not be opened or written, 5 a bug;
130 stopped by the person"""
_STOPPED = 130  # as shells count a program that was interrupted


class _Parser(argparse.ArgumentParser):
    """Says what was wrong in one sentence and leaves with the contract's exit code."""

    def error(self, message: str) -> NoReturn:
        self.exit(ExitCode.WRONG_USE, f"{self.prog}: {message}. Try “{self.prog} --help”.\n")


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code is :class:`~workbench.domain.errors.ExitCode`'s."""
    for stream in (sys.stdout, sys.stderr):  # the papers' signs must print on any terminal
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        args = parser().parse_args(arguments)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else ExitCode.WRONG_USE
    _start_log(verbose=args.verbose)
    before = _stop_when_told_to()
    try:
        return _run(args)
    finally:
        signal.signal(signal.SIGTERM, before)
        log.stop()
        try:
            sys.stdout.flush()
        except OSError:  # what could not be printed was said; Python would say it once more
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stop_when_told_to() -> Any:
    """Have SIGTERM stop the program as Ctrl+C does; what stood there before."""

    def stop(_number: int, _frame: object) -> NoReturn:
        raise KeyboardInterrupt

    return signal.signal(signal.SIGTERM, stop)


def _run(args: argparse.Namespace) -> int:
    try:
        code = int(args.run(args))
        sys.stdout.flush()
        return code
    except UserError as error:
        print(error.sentence, file=sys.stderr)
        if error.details:
            _log.info("%s", error.details)
        return error.exit_code
    except KeyboardInterrupt:
        print("Stopped. What was finished is kept.", file=sys.stderr)
        return _STOPPED
    except BrokenPipeError:  # the reader of our output left; not our fault, nothing to say
        return ExitCode.DONE
    except Exception as error:  # noqa: BLE001 - the last net: a bug is said to be one
        _log.exception("bug")
        print(
            f"This is a fault of Archive Workbench, not yours: {type(error).__name__}: {error}. "
            "The log has the details (workbench doctor says where).",
            file=sys.stderr,
        )
        return ExitCode.BUG


def _start_log(*, verbose: bool) -> None:
    """Begin the log; where none can be kept the work goes on and the person is told."""
    try:
        log.start(verbose=verbose)
    except OSError as error:
        logging.getLogger("workbench").handlers[:] = [logging.NullHandler()]
        print(
            f"No log is kept: {error.filename or 'its folder'} cannot be written "
            f"({error.strerror or error}).",
            file=sys.stderr,
        )


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    top = _Parser(
        prog="workbench",
        description="Annotate, check and redact scanned diplomatic papers, offline.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"Archive Workbench {__version__}")
    top.add_argument("--verbose", action="store_true", help="write more to the log file")
    top.set_defaults(run=commands.open_window, project=None)
    subs = top.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)
    _project_commands(subs)
    _redaction_commands(subs)
    _other_commands(subs)
    return top


_Subs = argparse._SubParsersAction


def _project_commands(subs: _Subs[_Parser]) -> None:
    one = _add(subs, "open", "open the window", commands.open_window, json=False)
    one.add_argument("project", metavar="PROJECT", type=Path, nargs="?")

    one = _add(subs, "new", "make an empty project", commands.new)
    _project(one)
    one.add_argument("--labels", metavar="NAME", default="diplomatic", help="label set to use")
    one.add_argument(
        "--two-people", action="store_true", help="who proposes a redaction does not decide on it"
    )

    one = _add(subs, "import", "bring files and folders in", commands.import_files)
    _project(one)
    one.add_argument("source", metavar="SOURCE", type=Path, nargs="+")
    one.add_argument(
        "--transcript", metavar="FILE", type=Path, help="text made elsewhere, laid over the pages"
    )
    one.add_argument("--ocr", choices=("auto", "always", "never"), default="auto")
    one.add_argument("--language", metavar="eng", default="eng", help="language to read")
    one.add_argument("--jobs", metavar="N", type=_count, help="worker processes (default: cores)")
    one.add_argument(
        "--forget-stopped",
        action="store_true",
        help="give up what an import that was stopped had left, instead of going on with it",
    )

    one = _add(subs, "suggest", "suggest paragraphs, markings and fields", commands.suggest)
    _project(one)
    _documents(one)

    one = _add(subs, "find", "search the project's readings", commands.find)
    _project(one)
    one.add_argument("query", metavar="QUERY")
    one.add_argument("--limit", metavar="N", type=_count, default=200)

    one = _add(subs, "export", "write data out", commands.export)
    _project(one)
    one.add_argument("out", metavar="OUT", type=Path)
    one.add_argument("--format", required=True, choices=("jsonl", "text"))
    one.add_argument("--status", choices=("accepted", "all"), default="all")

    one = _add(subs, "check", "findings: what does not agree in the papers", judging.check)
    _project(one)
    _documents(one)
    one.add_argument("--all", action="store_true", help="also those that were set aside")

    one = _add(subs, "score", "hold a project against checked annotations", judging.score)
    _project(one)
    one.add_argument(
        "--gold", metavar="FILE", type=Path, required=True, help="JSON lines as export writes them"
    )
    one.add_argument("--status", choices=("accepted", "all"), default="all")

    one = _add(subs, "info", "counts and state of a project", commands.info)
    _project(one)


def _redaction_commands(subs: _Subs[_Parser]) -> None:
    one = _add(subs, "propose", "propose redactions in bulk", redacting.propose)
    _project(one)
    what = one.add_mutually_exclusive_group(required=True)
    what.add_argument("--text", metavar="S", help="these words, wherever they stand")
    what.add_argument("--pattern", metavar="RE", help="a regular expression")
    what.add_argument("--entity", metavar="LABEL", help="entities of this label")
    what.add_argument("--marking", metavar="LEVEL", help="paragraphs marked with this level")
    what.add_argument("--paragraph", metavar="KIND", help="paragraphs of this kind")
    what.add_argument(
        "--region", metavar="PAGE:X0,Y0,X1,Y1", help="a rectangle, in page points from top left"
    )
    what.add_argument(
        "--page", metavar="N", type=_count, help="this page whole: a sheet goes out in its place"
    )
    what.add_argument(
        "--whole-document", action="store_true", help="the documents whole: one sheet goes out"
    )
    one.add_argument(
        "--code",
        metavar="CODE",
        type=_some,
        action="append",
        required=True,
        help="the reason; several with commas between, or repeated",
    )
    one.add_argument(
        "--fuzzy", metavar="N", type=_count0, default=0, help="letters that may differ"
    )
    one.add_argument("--exact", action="store_true", help="with capitals and accents as typed")
    _documents(one)
    _person(one, required=False)

    one = _add(subs, "decide", "approve or refuse proposed redactions in bulk", redacting.decide)
    _project(one)
    what = one.add_mutually_exclusive_group(required=True)
    what.add_argument("--approve", action="store_true")
    what.add_argument("--refuse", action="store_true")
    one.add_argument("--text", metavar="S", help="only those that cover these words")
    one.add_argument("--pattern", metavar="RE", help="only those whose words match")
    one.add_argument("--code", metavar="CODE", action="append", default=[], help="only this code")
    one.add_argument("--proposed-by", metavar="NAME", help="only those proposed by this person")
    one.add_argument("--id", metavar="ID", action="append", default=[], help="only this one")
    one.add_argument("--note", metavar="TEXT", default="", help="why, kept with each decision")
    _documents(one)
    _person(one, required=True)

    one = _add(
        subs, "two-people", "ask that proposer and approver differ, or see", redacting.ask_for_two
    )
    _project(one)
    one.add_argument("wanted", choices=("on", "off"), nargs="?", help="without it, say which")
    _person(one, required=False)

    one = _add(subs, "release", "make redacted copies and prove them", redacting.release)
    _project(one)
    one.add_argument("out", metavar="OUT", type=Path)
    one.add_argument("--mode", choices=("rebuild", "preserve"), default="rebuild")
    one.add_argument(
        "--stamp",
        metavar="TEXT",
        default="",
        help="a line for the margin of every page; {status}, {codes}, {date}, {person} are filled",
    )
    _documents(one)
    _person(one, required=False)

    one = _add(subs, "verify", "prove or refute that a copy is clean", redacting.verify)
    one.add_argument("file", metavar="FILE.pdf", type=Path)
    against = one.add_mutually_exclusive_group(required=True)
    against.add_argument("--project", metavar="PROJECT", type=Path)
    against.add_argument("--terms", metavar="FILE", type=Path, help="a text file, a term a line")
    _documents(one)
    one.add_argument("--no-ocr", dest="ocr", action="store_false", help="do not read the pixels")
    one.add_argument("--show", action="store_true", help="print what was found as it is written")
    one.add_argument(
        "--report", metavar="FILE.html", type=Path, help="write the report as a page, too"
    )


def _other_commands(subs: _Subs[_Parser]) -> None:
    one = _add(subs, "explain", "what the grammar reads in a line", explaining.run)
    one.epilog = explaining.family_list()
    one.formatter_class = argparse.RawDescriptionHelpFormatter
    one.add_argument("text", metavar="TEXT", nargs="?", help="the line; “-” or nothing: from input")
    one.add_argument("--family", metavar="F", help="a letter from A to T, or a name listed below")
    one.add_argument(
        "--jsonl", action="store_true", help="read lines of id, fam and input; write id and got"
    )
    one.add_argument(
        "--date", metavar="YYYY-MM-DD", type=explaining.iso_date, help="the document's own date"
    )
    one.add_argument("--year", metavar="YYYY", type=_count, help="the document's own year")
    one.add_argument("--level", metavar="CODE", default="C", help="the document's level (C, S, TS)")

    one = _add(subs, "demo", "make a project from the samples", commands.demo)
    one.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", help="where to make it")
    one.add_argument("--no-window", action="store_true", help="carry on to a proved release")

    _add(subs, "selftest", "the program proves itself", commands.selftest, json=False)
    _add(subs, "doctor", "what is installed and whether it works", commands.doctor)


def _add(
    subs: _Subs[_Parser], name: str, says: str, run: commands.Command, *, json: bool = True
) -> _Parser:
    one = subs.add_parser(name, help=says, description=f"{says[0].upper()}{says[1:]}.")
    one.set_defaults(run=run)
    if json:
        one.add_argument("--json", action="store_true", help="machine-readable output")
    return one


def _project(one: _Parser) -> None:
    one.add_argument("project", metavar="PROJECT", type=Path)


def _documents(one: _Parser) -> None:
    one.add_argument(
        "--document",
        metavar="D",
        action="append",
        dest="documents",
        default=[],
        help="only this document (its id or file name); may be repeated",
    )


def _person(one: _Parser, *, required: bool) -> None:
    one.add_argument(
        "--as", metavar="NAME", dest="person", type=_some, required=required, help="who says so"
    )


def _some(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return text.strip()


def _count(text: str, least: int = 1) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) < least:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least}")
    return int(text)


def _count0(text: str) -> int:
    return _count(text, 0)
