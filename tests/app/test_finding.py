"""Places are the same, and in the same order, whoever looks for them: one thread or workers too."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.app import edits, expressions, finding, patterns, proposals
from workbench.app.finding import Finder
from workbench.app.jobs import InlineRunner, WorkerPool
from workbench.app.proposals import Match, Query
from workbench.app.session import Session
from workbench.domain.annotations import Kind, Target
from workbench.domain.documents import Document
from workbench.domain.pages import lay_out
from workbench.store.light import LightPage, StoredPage
from workbench.store.rows import words_to_json

from .conftest import words_of

Add = Callable[..., Document]

QUERIES = {
    "word": Query(text="Ivanov"),
    "phrase over the turn of a page": Query(text="Ivanov Petrov"),
    "misread letters": Query(text="Ivanov", fuzzy=1),
    "pattern": Query(pattern=r"[IP][a-z]+ov"),
    "entity": Query(entity="PERSON"),
    "region": Query(region="2:70,70,110,85"),
    "some pages": Query(text="Ivanov", pages=(2, 3)),
}


@pytest.fixture
def papers(session: Session, add_document: Add) -> list[Document]:
    """Papers of which every one says a name, some over the end of a page; one is redacted."""
    made = [
        add_document(
            "met Ivanov twice", f"lvanov, paper {number}, Ivanov", "Petrov", name=f"p{number}.pdf"
        )
        for number in range(9)
    ]
    session.do(edits.redact(session, made[3].id, [Target(1, 1, 1)]))
    for document in made[::2]:
        session.do(edits.tag(session, document.id, Kind.ENTITY, "PERSON", [Target(1, 1, 1)]))
    return made


def test_workers_that_help_change_nothing_in_what_is_found(
    session: Session, papers: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = {name: proposals.propose(session, query) for name, query in QUERIES.items()}
    monkeypatch.setattr(finding, "_ALONE_UP_TO", 0)
    monkeypatch.setattr(finding, "_PAGES_A_STEP", 2)
    monkeypatch.setattr(finding, "_PAGES_A_CALL", 6)
    with WorkerPool(2) as pool:
        session._given_runner = pool
        for name, query in QUERIES.items():
            found = proposals.propose(session, query)
            assert found == alone[name], name
            assert len(found) >= 5, name
            order = [match.document_name for match in found]
            assert order == sorted(order), name


def test_pages_are_counted_until_all_are_looked_through(
    session: Session, papers: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_PAGES_A_STEP", 3)
    monkeypatch.setattr(finding, "_ALONE_UP_TO", 10)
    session._given_runner = InlineRunner()
    with closing(Finder(session, QUERIES["word"])) as finder:
        counted = []
        found: list[Match] = []
        while not finder.is_over:
            found += finder.step(0.001)
            counted.append(finder.done)
            session.pump()
    assert counted == sorted(counted)
    assert counted[-1] == finder.total == 27
    assert len(found) == len(proposals.propose(session, QUERIES["word"]))


def test_nothing_more_comes_of_looking_that_was_closed(
    session: Session, papers: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_ALONE_UP_TO", 0)
    monkeypatch.setattr(finding, "_PAGES_A_STEP", 2)
    with WorkerPool(1) as pool:
        session._given_runner = pool
        finder = Finder(session, QUERIES["word"])
        finder.step(0.001)
        finder.close()
        assert not any(call.cancel() for call in finder._calls)  # each was told to stop
        session.pump(0.5)
        assert finder.is_over
        assert finder.step(1.0) == []


@settings(max_examples=200, deadline=None)
@given(
    pages=st.lists(
        st.lists(st.text("ab é-", max_size=4).map(str.strip), max_size=6), min_size=1, max_size=3
    ),
    breaks=st.integers(1, 4),
    pattern=st.sampled_from(["a", "b", r"a\s+b", r"\w+", r"[^a]+", "é|b", r"\s", r"b\sa"]),
)
def test_a_pattern_touches_the_words_its_matches_lie_on(
    pages: list[list[str]], breaks: int, pattern: str
) -> None:
    stored, texts, starts, ends = [], [], [], []
    base = 0
    for number, readings in enumerate(pages, 1):
        lines = [at // breaks for at in range(len(readings))]
        words = [
            type(word)(reading, word.rect_pt, line)
            for word, reading, line in zip(
                words_of(" ".join("x" * len(readings)) or "x"), readings, lines, strict=False
            )
        ]
        stored.append(LightPage(StoredPage("d", number, words_to_json(words), "{}")))
        text, firsts, lasts = lay_out(readings, lines)
        texts.append(text)
        starts += [base + at for at in firsts]
        ends += [base + at for at in lasts]
        base += len(text) + 1
    (spans,) = expressions.spans_in(pattern, ["\f".join(texts)])
    touched = {
        word
        for first, last in expressions.places_of(spans, starts, ends)
        for word in range(first, last + 1)
    }
    before = [sum(map(len, pages[:at])) for at in range(len(pages))]
    found = {
        before[target.page - 1] + word
        for targets in patterns.places_in(pattern, stored)
        for target in targets
        for word in target.words
    }
    assert found == touched


def test_workers_stand_ready_for_a_large_project_and_for_no_other(
    session: Session, papers: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    with WorkerPool(2) as pool:
        monkeypatch.setattr(session, "_given_runner", pool)
        finding.get_ready(session)
        assert pool.pids() == set()
        monkeypatch.setattr(finding, "_ALONE_UP_TO", 3)
        finding.get_ready(session)
        deadline = time.monotonic() + 20
        while len(pool.pids()) < 2 and time.monotonic() < deadline:
            session.pump(0.05)
        ready = pool.pids()
        assert len(ready) == 2
        assert len(proposals.propose(session, Query(text="Petrov"))) == len(papers)
        assert pool.pids() == ready, "it was they who looked"
