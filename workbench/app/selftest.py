"""``workbench selftest``: the installed or built program does its whole job once.

In a scratch folder, on a sample paper, through the session as a person would: what it proves is
that nothing the program needs was left out of its packaging.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from workbench import files
from workbench.app import edits, proposals
from workbench.app.session import Session
from workbench.domain.annotations import Kind, Status, Target
from workbench.domain.errors import UserError

SAMPLE = "memo-04.jpg"
"""A photograph of a paper: its copy needs what codes JPEG blocks, too."""
SCALE = 1.5
MOST_WRONG = 0.1
"""Share of the sample's words that may be read otherwise; good prints come out near 0.01."""

Step = tuple[str, Callable[[], str]]


def run_selftest(
    report: Callable[[str], None], window: Callable[[Path], str] | None = None
) -> bool:
    """Do every step; one line each, ``ok ...`` or ``FAILED ...``. The first failure ends it.

    Args:
        report: takes the lines.
        window: opens the window on a project for a moment and says what it showed; None where
            Qt is not installed. A built program must have it.

    Returns:
        Whether all went well.
    """
    with tempfile.TemporaryDirectory(prefix="workbench-selftest-") as folder:
        run = _Run(Path(folder), window)
        try:
            for name, step in run.steps():
                report(f"ok {name}: {step()}")
        except UserError as error:
            report(f"FAILED {error.sentence} {error.details}".rstrip())
            return False
        except Exception:  # noqa: BLE001 - whatever is missing, the line must say so
            report(f"FAILED {traceback.format_exc()}")
            return False
        finally:
            run.close()
    return True


def _fail(sentence: str) -> NoReturn:
    raise UserError(sentence)


class _Run:
    """One selftest: its project and what it learnt on the way."""

    def __init__(self, folder: Path, window: Callable[[Path], str] | None) -> None:
        self._folder = folder
        self._window = window
        self._session: Session | None = None
        self._document = ""
        self._word = ""
        self._copy = folder / "nothing.pdf"

    @property
    def session(self) -> Session:
        """The open project."""
        if self._session is None:
            _fail("The project is not open.")
        return self._session

    def close(self) -> None:
        """Close the project, if it is open."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def steps(self) -> Iterator[Step]:
        """What is done, in order; each step says in a few words what it saw."""
        yield "made and opened a project", self._open
        yield f"imported {SAMPLE} and read it by OCR", self._import
        yield "drew the page", self._render
        yield "tagged a word, took it back and did it again", self._tag
        yield "found it by search", self._find
        yield "proposed redactions everywhere, a second person approved", self._redact
        yield "released a copy and proved it", self._release
        yield "refused copies with a seeded leak", self._refuse
        yield "opened the window", self._show

    def _open(self) -> str:
        Session.create(self._folder / "selftest", person="First Person").close()
        self._session = Session.open(self._folder / "selftest.workbench", person="First Person")
        return f"{len(self.session.labels.labels)} labels, {len(self.session.codes.codes)} codes"

    def _import(self) -> str:
        session = self.session
        job = session.wait(session.import_files([files.bundled("samples", "documents", SAMPLE)]))
        if job.state != "done" or job.failures:
            _fail(f"{job.message} {' '.join(job.failures)}")
        (document,) = session.documents()
        self._document = document.id
        text = session.document_text(document.id).text
        truth = files.bundled("samples", "truth", f"{SAMPLE}.txt").read_text(encoding="utf-8")
        expected, read = truth.split(), set(text.split())
        missed = [word for word in expected if word not in read]
        if len(missed) > MOST_WRONG * len(expected):
            _fail(f"{len(missed)} of {len(expected)} words were not read: {missed[:5]}")
        words = [word for word in text.split() if word.isalpha() and len(word) > 6]
        # One that stands on the page once or twice, so that every place of it is redacted.
        self._word = min(words, key=lambda word: (text.lower().count(word.lower()), -len(word)))
        return f"{len(expected) - len(missed)} of {len(expected)} words as they stand"

    def _render(self) -> str:
        session = self.session
        ends: list[object] = []
        session.render(
            self._document,
            1,
            SCALE,
            on_done=lambda info, pixels: ends.append((info, pixels)),
            on_error=ends.append,
        )
        while not ends:
            session.pump(0.2)
        if not isinstance(ends[0], tuple):
            _fail(f"The page was not drawn: {ends[0]}")
        info, pixels = ends[0]
        if len(set(pixels)) < 2:
            _fail("The page was drawn, but it is blank.")
        return f"{info.width_px} x {info.height_px} pixels"

    def _tag(self) -> str:
        session = self.session
        hit = session.find(self._word)[0]
        targets = (Target(hit.page, hit.first_word, hit.last_word),)
        changes = edits.tag(session, self._document, Kind.ENTITY, "PERSON", targets)
        (made,) = edits.created(changes)

        def is_there() -> bool:
            kinds = [Kind.ENTITY]
            return any(a.id == made for a in session.annotations(self._document, kinds=kinds))

        session.do(changes)
        after_doing = is_there()
        session.undo()
        after_undoing = is_there()
        session.redo()
        if (after_doing, after_undoing, is_there()) != (True, False, True):
            _fail("A tag did not follow undo and redo.")
        return f"{len(self.session.repository.journal())} entries in the journal"

    def _find(self) -> str:
        hits = self.session.find(self._word)
        if not hits or self._word.lower() not in hits[0].context.lower():
            _fail("The search does not find a word of the page.")
        self.session.repository.verify_journal()
        return f"{len(hits)} places; the journal's chain holds"

    def _redact(self) -> str:
        session = self.session
        matches = proposals.propose(session, proposals.Query(text=self._word))
        changes = proposals.redactions(session, matches, session.codes.codes[0].code)
        session.do(changes)
        session.person = "Second Person"
        session.do(edits.decide(session, edits.created(changes), Status.APPROVED))
        return f"{len(matches)} redactions"

    def _release(self) -> str:
        session = self.session
        job = session.wait(session.release(self._folder / "out"))
        if job.state != "done" or job.failures:
            _fail(f"{job.message} {' '.join(job.failures)}")
        (result,) = job.result
        if not result.clean or result.pdf is None:
            _fail(result.sentence)
        self._copy = result.pdf
        report = session.wait(session.verify(self._copy, documents=[self._document])).result
        if report is None or not report.clean:
            _fail("The released copy was refused when it was looked at again.")
        written = sorted(path.name for path in self._copy.parent.iterdir())
        return ", ".join(written)

    def _refuse(self) -> str:
        session = self.session
        whole = session.project.page_file(session.document(self._document))
        leaks = {"the page as it came": self._folder / "whole.pdf"}
        shutil.copyfile(whole, leaks["the page as it came"])
        leaks["a word behind the end"] = self._folder / "appended.pdf"
        appended = self._copy.read_bytes() + f"\n% {self._word}\n".encode()
        leaks["a word behind the end"].write_bytes(appended)
        for name, pdf in leaks.items():
            job = session.wait(session.verify(pdf, terms=[self._word]))
            if job.result is None:
                _fail(f"{name}: {job.message}")
            if job.result.clean:
                _fail(f"A copy with a leak was taken for clean: {name}.")
        return ", ".join(leaks)

    def _show(self) -> str:
        path = self.session.path
        self.close()
        if self._window is None:
            if getattr(sys, "frozen", False):
                _fail("The window was left out of the built program.")
            return "not on this installation, which has no Qt"
        return self._window(path)
