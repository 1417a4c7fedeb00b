"""One document's way through a release: its copy made in stretches of pages, joined, proved.

A stretch is one call to a worker. Where a call fails, what waits of the same document is
dropped, and the document fails once the calls that were under way have come back.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.app import tasks
from workbench.app.jobs import Runner
from workbench.app.work import SessionJob
from workbench.domain.errors import UserError
from workbench.release.plan import DocumentPlan
from workbench.release.stretches import bare, put_together, stretches, to_burn, to_prove

if TYPE_CHECKING:
    from workbench.release.report import Report
    from workbench.release.spool import Spooled
    from workbench.release.verify import Proved

_BASE_S, _PAGE_S = 120.0, 60.0

Notes = Sequence[tuple[int, str]]


def limit_s(pages: int) -> float:
    """How long a call may take that is about so many pages, in seconds."""
    return _BASE_S + _PAGE_S * pages


@dataclass(frozen=True, slots=True)
class _Piece:
    """One call, and about how many pages it is; ``is_told`` if it says how far it is."""

    function: Callable[..., Any]
    args: tuple[object, ...]
    pages: int
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """The page file a copy is made from, and the hash it had when it was read."""

    page_file: Path
    sha256: str


@dataclass(eq=False)
class Copying:
    """The calls for one copy; every method runs on the session's thread.

    ``then`` gets the plan as it was burned, the notes on how pages were made, and the proof;
    ``otherwise`` what went wrong. ``progress`` is told pages burned plus pages proved. The calls
    that are ``waiting`` may be made at any time; whenever one came back, ``carry_on`` is called.
    """

    job: SessionJob
    prover: Runner
    mode: str
    plan: DocumentPlan
    source: Source
    copy: Path
    then: Callable[[DocumentPlan, Notes, Report], None]
    otherwise: Callable[[UserError], None]
    progress: Callable[[int], None]
    carry_on: Callable[[], None]
    waiting: deque[Callable[[], None]] = field(default_factory=deque)
    _out: int = 0
    _errors: dict[int, UserError] = field(default_factory=dict)
    _notes: Notes = ()

    def __post_init__(self) -> None:
        self._parts = stretches(len(self.plan.pages))
        check = _Piece(
            tasks.check_page_file,
            (self.plan.document_name, str(self.source.page_file), self.source.sha256),
            len(self.plan.pages),
        )
        self._run([check, *self._burning()], self.job.runner, 0, self._burned)

    @property
    def _folder(self) -> Path:
        """Where finished pages wait until they are joined."""
        return self.copy.with_name(f".{self.copy.stem}.pages")

    def _burning(self) -> list[_Piece]:
        page_file = str(self.source.page_file)
        if self.mode == "preserve":
            args = (self.plan, page_file, str(self.copy))
            return [_Piece(tasks.burn_preserved, args, len(self.plan.pages), is_told=True)]
        return [
            _Piece(
                tasks.burn_stretch,
                (to_burn(self.plan, first, last), page_file, str(self._folder / str(first))),
                last - first + 1,
                is_told=True,
            )
            for first, last in self._parts
        ]

    def _burned(self, answers: Sequence[Any]) -> None:
        if self.mode == "preserve":
            self.plan, self._notes = answers[1]
            self._prove()
            return
        made: Sequence[tuple[DocumentPlan, Spooled]] = answers[1:]
        self.plan = put_together(self.plan, [plan for plan, _ in made])
        args = (
            bare(self.plan),
            str(self.source.page_file),
            tuple(spooled for _, spooled in made),
            str(self._folder),
            str(self.copy),
        )
        joining = _Piece(tasks.join_copy, args, len(self.plan.pages))
        self._run([joining], self.job.runner, len(self.plan.pages), self._joined)

    def _joined(self, answers: Sequence[Any]) -> None:
        (self._notes,) = answers
        self._prove()

    def _prove(self) -> None:
        plans = to_prove(self.plan, self._parts)
        pieces = [
            _Piece(
                tasks.prove_stretch,
                (str(self.copy), plan, first, last, self.mode),
                last - first + 1,
                is_told=True,
            )
            for plan, (first, last) in zip(plans, self._parts, strict=True)
        ]
        self._run(pieces, self.prover, len(self.plan.pages), self._proved)

    def _proved(self, answers: Sequence[Proved]) -> None:
        args = (str(self.copy), self.plan, tuple(answers), self.mode)
        rest = _Piece(tasks.prove_rest, args, len(self.plan.pages))
        self._run([rest], self.prover, 2 * len(self.plan.pages), self._reported)

    def _reported(self, answers: Sequence[Report]) -> None:
        self.then(self.plan, self._notes, answers[0])

    def _run(
        self,
        pieces: Sequence[_Piece],
        runner: Runner,
        done: int,
        then: Callable[[list[Any]], None],
    ) -> None:
        """Have calls wait for their turn; ``then`` gets the answers. ``done`` is done already."""
        answers: list[Any] = [None] * len(pieces)
        told = [0] * len(pieces)

        def tell(at: int, pages: int) -> None:
            told[at] = pages
            self.progress(done + sum(told))

        def back(at: int, answer: Any) -> None:
            self._out -= 1
            answers[at] = answer
            if not self.waiting and not self._out:
                if self._errors:
                    self._fail()
                else:
                    then(answers)
            self.carry_on()

        def failed(at: int, error: UserError) -> None:
            self._errors[at] = error
            self.waiting.clear()
            back(at, None)

        def submit(at: int, piece: _Piece) -> None:
            self._out += 1
            self.job.submit(
                piece.function,
                *piece.args,
                timeout_s=limit_s(piece.pages),
                then=partial(back, at),
                otherwise=partial(failed, at),
                on_progress=(lambda pages, _: tell(at, pages)) if piece.is_told else None,
                runner=runner,
            )

        self.waiting.extend(partial(submit, at, piece) for at, piece in enumerate(pieces))

    def _fail(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self.copy.unlink(missing_ok=True)
        self.otherwise(self._errors[min(self._errors)])
