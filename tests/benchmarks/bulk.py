"""Redacting in bulk over 10,000 documents: to the whole preview, and to the proposals on disk.

A name stands in one document of fifty, and another in every one. The preview is looked for as
the window does it, in steps of 8 ms between which it is free; the longest step is shown.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.measure import made_page, read_page, show
from workbench.app import edits, proposals
from workbench.app.finding import Finder
from workbench.app.preflight import Preflight
from workbench.app.proposals import Match, Query
from workbench.app.session import Session
from workbench.domain.annotations import Status
from workbench.domain.pages import PageText, Word

DOCUMENTS = 10_000
WORDS = 300
STEP_S = 0.008
PREVIEW_S, APPLY_S = 1.0, 2.0


def fill(session: Session, documents: int) -> None:
    """Put made documents of one page in by the store's own way, without waiting for the disk."""
    session.project.db.execute("PRAGMA synchronous = OFF")
    pages = [made_page(1, WORDS, seed=seed) for seed in range(50)]
    for number in range(documents):
        words = list(pages[number % 50].words)
        _say(words, 7, "Kreka")
        if number % 50 == 0:
            _say(words, 40, "Orlov")
            _say(words, 41, "Orl0v")
        text = PageText(1, tuple(words))
        sha = f"{number:064x}"
        document = session.repository.add_document(
            f"paper-{number:05}.pdf",
            source_sha256=sha,
            page_file_sha256=sha,
            media="pdf",
            page_sizes=[(612, 792, 0)],
        )
        session.repository.put_page(read_page(document.id, text), text)
        session.repository.finish_document(document.id, person="Bench")
    session.project.db.execute("PRAGMA synchronous = FULL")


def _say(words: list[Word], index: int, reading: str) -> None:
    words[index] = replace(words[index], ocr_reading=reading)


def preview(session: Session, query: Query) -> tuple[list[Match], float, float, float]:
    """The matches, seconds to the first of them and to all, and the longest step."""
    began = time.perf_counter()
    first, longest = 0.0, 0.0
    matches: list[Match] = []
    with closing(Finder(session, query)) as finder:
        while not finder.is_over:
            before = time.perf_counter()
            matches += finder.step(STEP_S)
            if not finder.is_waiting:
                longest = max(longest, time.perf_counter() - before)
            session.pump(0.05 if finder.is_waiting else 0.0)
            if matches and not first:
                first = time.perf_counter() - began
    return matches, first, time.perf_counter() - began, longest


def measure(session: Session, what: str, query: Query) -> list[Match]:
    """Look three times and print the best."""
    runs = [preview(session, query) for _ in range(3)]
    matches, first, whole, longest = min(runs, key=lambda run: run[2])
    figure = (
        f"{whole:.2f} s for {len(matches):,} places, the first after {first * 1000:.0f} ms, "
        f"longest step {longest * 1000:.0f} ms"
    )
    show(f"preview, {what}", figure, f"at most {PREVIEW_S:.0f} s", whole <= PREVIEW_S)
    return matches


def apply(session: Session, what: str, matches: list[Match]) -> None:
    """Propose, and take it back, as the window has it done."""
    places = [(match.document_id, match.targets) for match in matches]
    code = session.codes.codes[0].code

    def propose() -> None:
        job = session.write("Propose", "", edits.redact_many, places, code, "Propose")
        if session.wait(job).state != "done":
            raise RuntimeError(job.message)

    def take_back() -> None:
        job = session.long_step(back=True)
        if job is None or session.wait(job).state != "done":
            raise RuntimeError("it was not taken back")

    seconds, back = _seconds(propose), _seconds(take_back)
    figure = f"{seconds:.2f} s for {len(matches):,} redactions, undone in {back:.2f} s"
    show(f"apply, {what}", figure, f"at most {APPLY_S:.0f} s", seconds <= APPLY_S)


def leaks(session: Session, matches: list[Match]) -> None:
    """Redact some, approve them, and look over the whole project for what tells them."""
    changes = proposals.redactions(session, matches, session.codes.codes[0].code)
    session.do(changes)
    session.do(edits.decide(session, edits.created(changes), Status.APPROVED, person="Other"))
    documents = [document for document in session.documents() if document.redaction_count]
    longest = 0.0
    began = time.perf_counter()
    with closing(Preflight(session, documents)) as preflight:
        while not preflight.is_over:
            before = time.perf_counter()
            preflight.step(STEP_S)
            longest = max(longest, time.perf_counter() - before)
            if preflight.is_waiting:
                session.pump(0.05)
        seconds = time.perf_counter() - began
    print(
        f"preflight, {len(matches)} approved redactions: {seconds:.2f} s for "
        f"{len(preflight.leaks):,} leaks, longest step {longest * 1000:.0f} ms"
    )


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    documents = parser.parse_args().documents
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bulk.workbench"
        with Session.create(path, person="Bench") as session:
            print(f"filled in {_seconds(lambda: fill(session, documents)):.0f} s")
        with Session.open(path, person="Bench") as session:
            rare = measure(session, "a word in one document of fifty", Query(text="Orlov"))
            apply(session, "a word in one document of fifty", rare)
            measure(session, "one wrong letter", Query(text="Orlov", fuzzy=1))
            measure(session, "a pattern with letters in it", Query(pattern=r"Orl.v\b"))
            measure(session, "one wrong letter, in every document", Query(text="Kreka", fuzzy=1))
            measure(session, "two wrong letters, in every document", Query(text="Kreka", fuzzy=2))
            everywhere = measure(session, "a word in every document", Query(text="Kreka"))
            apply(session, "a word in every document", everywhere)
            measure(session, "a pattern that tells nothing", Query(pattern=r"[K][r]eka"))
            leaks(session, rare[:100])


if __name__ == "__main__":
    main()
