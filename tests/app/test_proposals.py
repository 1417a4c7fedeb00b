"""Redactions proposed and decided in bulk, on a real project."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from workbench.app import decisions, edits, expressions, patterns, proposals
from workbench.app.decisions import Filter
from workbench.app.folding import plain
from workbench.app.jobs import WorkerPool
from workbench.app.matching import Run, Wanted, _find_text, letters_of
from workbench.app.proposals import Query
from workbench.app.session import Session
from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.documents import Document
from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect

Add = Callable[..., Document]


def said(session: Session, **query: object) -> list[tuple[int, str]]:
    found = proposals.propose(session, Query(**query))  # type: ignore[arg-type]
    return [(match.page, match.text) for match in found]


def code(session: Session) -> str:
    return session.codes.codes[0].code


@pytest.mark.parametrize(
    ("page", "text", "found"),
    [
        ("Mr IVANOV came", "ivanov", ["IVANOV"]),
        ("Ivanovsky came", "ivanov", []),
        ("the therapist", "the rapist", []),
        ("(Ivanov), said", "Ivanov", ["(Ivanov),"]),
        ("Ivanov’s car", "Ivanov", ["Ivanov’s"]),
        ("O’Brien left", "O'Brien", ["O’Brien"]),
        ("Andrei\nGromyko spoke", "Andrei Gromyko", ["Andrei\nGromyko"]),
        ("in the Krem-\nlin today", "Kremlin", ["Krem-\nlin"]),
        ("in the Krem- lin today", "Kremlin", []),
        ("the K R E M L I N is", "Kremlin", ["K R E M L I N"]),
        ("K R E M-\nL I N is", "Kremlin", ["K R E M-\nL I N"]),
        ("I V A N O V A came", "Ivanov", ["I V A N O V"]),
        ("Soviet-American talks", "Soviet American", ["Soviet-American"]),
        ("Straße STRASSE", "Straße", ["Straße", "STRASSE"]),
        ("Jos\u00e9 D\u00edaz left", "Jose\u0301 Di\u0301az", ["Jos\u00e9 D\u00edaz"]),
        ("JOSE DIAZ left", "Jos\u00e9 D\u00edaz", ["JOSE DIAZ"]),
        (
            "Iva\u200bnov, \uff29\uff36\uff21\uff2e\uff2f\uff36",
            "Ivanov",
            ["Iva\u200bnov,", "\uff29\uff36\uff21\uff2e\uff2f\uff36"],
        ),
        ("Ivanov\u00b2 said", "Ivanov", ["Ivanov\u00b2"]),
        ("in the Krem\nlin today", "Kremlin", ["Krem\nlin"]),
        ("in the Krem -\nlin today", "Kremlin", ["Krem -\nlin"]),
        ("MrIvanovSaid, McIVANOV", "Ivanov", ["MrIvanovSaid,", "McIVANOV"]),
        ("MacDonald, MACDONALD", "MacDonald", ["MacDonald,", "MACDONALD"]),
        ("be\nlow", "belo", []),
        ("so\nme people", "some", []),
        ("no one", "Ivanov", []),
    ],
)
def test_text_is_found_as_a_reader_would(
    session: Session, add_document: Add, page: str, text: str, found: list[str]
) -> None:
    add_document(page)
    assert [s for _, s in said(session, text=text)] == found


def test_text_is_found_over_the_end_of_a_page(session: Session, add_document: Add) -> None:
    add_document("spoke to Andrei", "Gromyko alone")
    (match,) = proposals.propose(session, Query(text="andrei gromyko"))
    assert match.targets == (Target(1, 2, 2), Target(2, 0, 0))
    session.do(proposals.redactions(session, [match], code(session)))
    assert said(session, text="andrei gromyko") == []


def test_text_is_found_in_either_reading_when_one_was_corrected(
    session: Session, add_document: Add
) -> None:
    document = add_document("the lvanov affair")
    session.do(edits.correct(session, document.id, 1, 1, "Ivanov"))
    assert said(session, text="Ivanov") == [(1, "Ivanov")]
    assert said(session, text="lvanov affair") == [(1, "Ivanov affair")]
    assert said(session, pattern="l[vw]anov") == [(1, "Ivanov")]


def test_near_misses_are_found_when_letters_may_differ(session: Session, add_document: Add) -> None:
    add_document("lvanov and Ivanow and Ivan ov but Petrov")
    assert [s for _, s in said(session, text="Ivanov")] == []
    found = [s for _, s in said(session, text="Ivanov", fuzzy=1)]
    assert found == ["lvanov", "Ivanow", "Ivan ov"]


def test_near_misses_are_found_beside_punctuation_and_spaced_out(
    session: Session, add_document: Add
) -> None:
    add_document("Ivonov/Blix met Ivonov's son and I v o n o v again")
    found = [s for _, s in said(session, text="Ivanov", fuzzy=1)]
    assert found == ["Ivonov/Blix", "Ivonov's", "I v o n o v"]


def test_fuzzy_is_refused_when_anything_would_match(session: Session, add_document: Add) -> None:
    add_document("a b c")
    with pytest.raises(UserError, match="nearly anything"):
        said(session, text="abc", fuzzy=2)


def test_pattern_is_found_over_lines_with_its_words(session: Session, add_document: Add) -> None:
    add_document("tel 555-1234\nroom 12", "tel 555-9999")
    assert said(session, pattern=r"\d{3}-\d{4}") == [(1, "555-1234"), (2, "555-9999")]
    assert said(session, pattern=r"1234\s+room") == [(1, "555-1234\nroom")]


def test_pattern_is_refused_when_it_is_none(session: Session, add_document: Add) -> None:
    add_document("x")
    with pytest.raises(UserError, match="not a regular expression"):
        said(session, pattern="(")


def test_pattern_is_stopped_when_it_runs_away(
    session: Session, add_document: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_document("a" * 40 + "!")
    monkeypatch.setattr(patterns, "PATTERN_S", 1.0)
    with WorkerPool(1) as pool:
        session._given_runner = pool
        with pytest.raises(UserError, match="runs away"):
            said(session, pattern="(a+)+$")


def test_entities_of_a_label_are_found_but_not_rejected_ones(
    session: Session, add_document: Add
) -> None:
    document = add_document("Ivanov met Petrov and Smirnov")
    for word in (0, 2, 4):
        session.do(
            edits.tag(session, document.id, Kind.ENTITY, "PERSON", [Target(1, word, word, 1, 3)])
        )
    last = session.annotations(document.id)[-1]
    session.do(edits.reject(session, [last.id]))
    assert said(session, entity="PERSON") == [(1, "Ivanov"), (1, "Petrov")]


def test_paragraphs_of_a_level_are_found_by_their_portion(
    session: Session, add_document: Add
) -> None:
    document = add_document("1. (C) one\n2. (U) two\n3. (C) three")
    made = [
        Annotation(
            f"p{n}",
            document.id,
            Kind.PARAGRAPH,
            "numbered",
            (Target(1, 3 * n, 3 * n + 2),),
            Status.SUGGESTED,
            attributes={"portion": portion},
        )
        for n, portion in enumerate(("CONFIDENTIAL", "UNCLASSIFIED", "CONFIDENTIAL"))
    ]
    session.do(edits.add(session, made, "Suggest"))
    assert said(session, marking="confidential") == [(1, "1. (C) one"), (1, "3. (C) three")]
    assert said(session, marking="(U)") == [(1, "2. (U) two")]
    with pytest.raises(UserError, match="HUSH"):
        said(session, marking="HUSH")


def test_region_is_proposed_in_every_document_that_has_the_page(
    session: Session, add_document: Add
) -> None:
    add_document("a b", name="a.pdf")
    add_document("c d", "e f", name="b.pdf")
    found = proposals.propose(session, Query(region="1:70,70,80,85"))
    assert [(m.document_name, m.text) for m in found] == [("a.pdf", "a"), ("b.pdf", "c")]
    session.do(proposals.redactions(session, found, code(session)))
    assert proposals.propose(session, Query(region="1:71,71,79,84")) == []
    with pytest.raises(UserError, match="page 3"):
        proposals.propose(session, Query(region="3:70,70,80,85"))


@pytest.mark.parametrize(
    "region", ["1", "1:1,2,3", "x:1,2,3,4", "1:1,1,1,1", "0:1,1,2,2", "1:a,b,c,d"]
)
def test_region_is_refused_when_it_is_written_wrong(region: str) -> None:
    with pytest.raises(UserError, match="region"):
        proposals.parse_region(region)


def test_region_reads_as_page_and_rectangle() -> None:
    assert proposals.parse_region("2:72,90.5,10,20") == (2, Rect(10, 20, 72, 90.5))


@pytest.mark.parametrize(
    "query", [Query(), Query(text="a", entity="b"), Query(entity="a", fuzzy=1)]
)
def test_query_is_refused_when_it_says_nothing_or_two_things(
    session: Session, query: Query
) -> None:
    with pytest.raises(UserError):
        proposals.propose(session, query)


def test_places_already_redacted_are_left_out_unless_refused(
    session: Session, add_document: Add
) -> None:
    document = add_document("Ivanov and Ivanov")
    session.do(edits.redact(session, document.id, [Target(1, 0, 1)]))
    assert [m.targets for m in proposals.propose(session, Query(text="Ivanov"))] == [
        (Target(1, 2, 2),)
    ]
    (redaction,) = session.annotations(document.id)
    session.do(edits.decide(session, [redaction.id], Status.REFUSED))
    assert len(proposals.propose(session, Query(text="Ivanov"))) == 2


def test_documents_limit_the_search_by_name(session: Session, add_document: Add) -> None:
    add_document("Ivanov", name="a.pdf")
    add_document("Ivanov", name="b.pdf")
    (match,) = proposals.propose(session, Query(text="Ivanov", documents=["b.pdf", "b"]))
    assert match.document_name == "b.pdf"
    with pytest.raises(UserError, match=r"c\.pdf"):
        proposals.propose(session, Query(text="Ivanov", documents=["c.pdf"]))


def test_bulk_proposal_and_decision_are_one_step_of_undo_each(
    session: Session, add_document: Add
) -> None:
    for name in ("a.pdf", "b.pdf"):
        add_document("Ivanov met Ivanov", "Ivanov and Petrov", name=name)
    matches = proposals.propose(session, Query(text="Ivanov"))
    assert len(matches) == 6
    session.do(proposals.redactions(session, matches, code(session)))
    session.do(decisions.decisions(session, Filter(documents=["a.pdf"]), Status.APPROVED))
    assert [session.document(n).undecided_count for n in ("a.pdf", "b.pdf")] == [0, 3]
    assert session.undo() == "Approve 3 redactions"
    assert session.undo() == "Propose 6 redactions"
    assert [session.document(n).redaction_count for n in ("a.pdf", "b.pdf")] == [0, 0]
    session.redo()
    assert [session.document(n).redaction_count for n in ("a.pdf", "b.pdf")] == [3, 3]


def test_decisions_take_only_what_the_filter_lets_through(
    session: Session, add_document: Add
) -> None:
    document = add_document("Ivanov met Petrov in room 12")
    first, second = (c.code for c in session.codes.codes[:2])
    session.do(edits.redact(session, document.id, [Target(1, 0, 0)], first))
    session.person = "Ben"
    session.do(edits.redact(session, document.id, [Target(1, 2, 2)], second))
    session.do(edits.redact(session, document.id, [Target(1, 4, 5)], second))

    def chosen(**parts: object) -> list[str]:
        found = decisions.select(session, Filter(**parts))  # type: ignore[arg-type]
        return [session.text_of(redaction) for redaction in found]

    assert chosen() == ["Ivanov", "Petrov", "room 12"]
    assert chosen(codes=[second]) == ["Petrov", "room 12"]
    assert chosen(proposed_by="Ann") == ["Ivanov"]
    assert chosen(text="petr") == ["Petrov"]
    assert chosen(pattern=r"\d+") == ["room 12"]
    assert chosen(documents=["cable.pdf"], codes=[first]) == ["Ivanov"]
    assert chosen(statuses=[Status.REFUSED]) == []


def test_text_is_found_with_its_capitals_when_it_is_asked_for_as_written(
    session: Session, add_document: Add
) -> None:
    add_document("Turkey sells turkey, TURKEY, Turkey. tur-\nkey")
    assert [s for _, s in said(session, text="Turkey", as_written=True)] == ["Turkey", "Turkey."]
    with pytest.raises(UserError, match="as it is typed, or with letters"):
        said(session, text="Turkey", as_written=True, fuzzy=1)


def test_near_miss_is_found_over_the_end_of_a_page(session: Session, add_document: Add) -> None:
    add_document("spoke to Andrej", "Gromyco alone", "nothing")
    (match,) = proposals.propose(session, Query(text="Andrei Gromyko", fuzzy=2))
    assert match.targets == (Target(1, 2, 2), Target(2, 0, 0))


def test_paragraphs_of_a_kind_are_found_but_not_rejected_ones(
    session: Session, add_document: Add
) -> None:
    document = add_document("SUBJECT: talks\n1. (C) one\n2. (C) two")
    for label, first, last in (("heading", 0, 1), ("numbered", 2, 4), ("numbered", 5, 7)):
        targets = [Target(1, first, last)]
        session.do(edits.tag(session, document.id, Kind.PARAGRAPH, label, targets))
    last_one = session.annotations(document.id, kinds=[Kind.PARAGRAPH])[-1]
    session.do(edits.reject(session, [last_one.id]))
    assert said(session, paragraph="numbered") == [(1, "1. (C) one")]


def test_pages_limit_the_search(session: Session, add_document: Add) -> None:
    add_document("Ivanov", "Ivanov", "Ivanov")
    for query in ({"text": "Ivanov"}, {"pattern": "Ivan.v"}, {"text": "Ivanow", "fuzzy": 1}):
        assert said(session, pages=(2, 2), **query) == [(2, "Ivanov")]


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        ("Ivanov", "ivanov"),
        (r"\bIvanov\b", "ivanov"),
        ("Ivanov?a", "ivano"),
        ("colou?r", "colo"),
        ("(Ivanov|Petrov)", ""),
        ("[K]reka", ""),
        (r"\x41bc", ""),
        ("...", ""),
        ("ab*c", "a"),
    ],
)
def test_letters_that_any_match_has_are_told_from_a_pattern(pattern: str, literal: str) -> None:
    assert expressions.literal_in(pattern) == literal


def near_by_hand(words: list[str], wanted: Wanted) -> set[tuple[int, int]]:
    """Near misses as they are defined: every run of pieces compared, the nearest taken first."""
    pieces = [
        (at, piece)
        for at, word in enumerate(words)
        for piece in re.split(r"[\W_]+", plain(word))
        if piece
    ]
    most = len([piece for piece in re.split(r"[\W_]+", plain(wanted.text)) if piece]) + 2
    runs = []
    for start, (first, _) in enumerate(pieces):
        for end in range(start + 1, len(pieces) + 1):
            run = [piece for _, piece in pieces[start:end]]
            if end > start + 1 and sum(len(piece) > 1 for piece in run) > most:
                break
            distance = Levenshtein.distance("".join(run), wanted.letters)
            if distance <= wanted.fuzzy:
                last = pieces[end - 1][0]
                runs.append((distance, last - first, first, last))
    taken: set[int] = set()
    found = set()
    for _, _, first, last in sorted(runs):
        if taken.isdisjoint(range(first, last + 1)):
            taken.update(range(first, last + 1))
            found.add((first, last))
    return found


@settings(max_examples=300, deadline=None)
@given(
    words=st.lists(st.text("abI\u00e9\u00b2'-._", min_size=1, max_size=6), min_size=1, max_size=30),
    needle=st.text("abI\u00e9'", min_size=3, max_size=7),
    fuzzy=st.integers(0, 2),
    breaks=st.integers(1, 5),
)
def test_nothing_is_missed_by_looking_only_near_its_letters(
    words: list[str], needle: str, fuzzy: int, breaks: int
) -> None:
    assume(letters_of(needle) and 2 * fuzzy < len(letters_of(needle)))
    ends = [number % breaks == 0 for number in range(len(words))]
    run, wanted = Run.of(words, ends), Wanted(needle, fuzzy)
    exact = set(_find_text(words, ends, wanted.needle))
    near = near_by_hand(words, wanted) if fuzzy else set()
    assert set(wanted.places(run)) == exact | near
