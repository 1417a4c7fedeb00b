"""Search: what is found, where, and that nothing typed is ever an error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.store.papers import CABLE, begin, bring_in, correcting, put, words_of
from workbench.domain.errors import UserError
from workbench.domain.pages import clean_reading
from workbench.store.project import Project
from workbench.store.repository import Repository
from workbench.store.search import MOST_TERMS, Hit, find, find_in_steps
from workbench.store.tokens import fold


def _found(hits: list[Hit]) -> list[str]:
    return [hit.context[hit.start : hit.end] for hit in hits]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project with one known page; properties add documents of their own."""
    with Project.create(tmp_path_factory.mktemp("library") / "library") as project:
        bring_in(project.repository, CABLE, name="known.pdf")
        yield project


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("minister", ["MINISTER"]),
        ("O'NEILL", ["O'NEILL", "O'NEILL"]),
        ("O’Neill", ["O'NEILL", "O'NEILL"]),
        ("08STATE34976", ["08STATE34976"]),
        ("08state*", ["08STATE34976"]),
        ("state34976", []),
        ("U.S.", ["U.S."]),
        ("u.s. delegation", ["U.S. DELEGATION."]),
        ("cafe", ["CAFÉ"]),
        ("café", ["CAFÉ"]),
        ("cafe\u0301", ["CAFÉ"]),
        ("communist", ["COM- MUNIST"]),
        ("com-munist", ["COM- MUNIST"]),
        ("munist", ["MUNIST"]),
        ('"the communist question"', ["THE COM- MUNIST QUESTION,"]),
        ('"cafe resume of"', ["CAFÉ RÉSUMÉ OF"]),
        ("“cafe resume of”", ["CAFÉ RÉSUMÉ OF"]),
        ('"cafe resu*"', ["CAFÉ RÉSUMÉ"]),
        ('"cafe resu"*', ["CAFÉ RÉSUMÉ"]),
        ('"cafe of"', []),
        ("cafe delegation", ["CAFÉ", "DELEGATION."]),
        ("cafe nowhere", []),
        ('"minister o\'neill" "said no"', ["MINISTER O'NEILL", "SAID NO."]),
        ("min*", ["MINISTER"]),
        ("min", []),
        ("com*", ["COM- MUNIST"]),
        ("section 01 of 02", ["SECTION 01 OF 02", "OF"]),
        ('"section 01', ["SECTION 01"]),
        ("delegation.", ["DELEGATION."]),
        ("(U.S.)", ["U.S."]),
    ],
)
def test_words_are_found_as_typed(library: Project, query: str, found: list[str]) -> None:
    document = library.repository.document("known")
    assert _found(find(library.repository, query, document_id=document.id)) == found


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        '"',
        '""',
        "*",
        "***",
        "AND",
        "NOT",
        "NEAR(",
        "a:b",
        "reading:x",
        "^",
        "-",
        "(",
        ")",
        "'",
    ]
    + ["{a b}:c", "minister NOT cable", "a + b", "\x00", "\ud800", "--", ";", "\u200b", "”"],
)
def test_nothing_is_an_error_when_typed(library: Project, query: str) -> None:
    assert isinstance(find(library.repository, query), list)


def test_operators_are_words_when_typed(library: Project) -> None:
    assert find(library.repository, "minister NOT section") == []
    assert _found(find(library.repository, "the OR minister")) == []


def test_hit_says_where_it_is_when_found_over_a_line_end(library: Project) -> None:
    document = library.repository.document("known")
    [hit] = find(library.repository, '"cafe resume"')
    words = library.repository.page_text(document.id, 1).words
    assert (hit.document_id, hit.document_name, hit.page) == (document.id, "known.pdf", 1)
    assert hit.last_word == hit.first_word + 1
    assert hit.boxes_pt == (words[hit.first_word].rect_pt, words[hit.last_word].rect_pt)
    assert hit.context == (
        "ON THE COM- MUNIST QUESTION, SEE 08STATE34976 AND THE CAFÉ RÉSUMÉ OF THE U.S. "
        "DELEGATION. O'NEILL SAID NO."
    ).removeprefix("ON ")


def test_both_readings_are_found_when_a_word_was_corrected(project: Project) -> None:
    repository = project.repository
    document = bring_in(repository, "THE MINlSTER SAlD NO", "MINISTER")
    repository.apply(change := correcting(document, 1, 1, "MINISTER"), person="Ada")
    for query in ("minister", "minlster", '"the minister sald"', '"the minlster sald"'):
        [hit] = [hit for hit in find(repository, query) if hit.page == 1]
        assert hit.first_word <= 1 <= hit.last_word
        assert "MINISTER" in hit.context
    repository.apply(correcting(document, 1, 2, "SAID"), person="Ada")
    assert len(find(repository, '"the minister said"')) == 1
    repository.apply(change.inverse(), person="Ada")
    assert [hit.page for hit in find(repository, "minister")] == [2]
    assert [hit.page for hit in find(repository, "minlster said")] == [1]


def test_word_corrected_to_nothing_is_found_by_its_ocr_reading(project: Project) -> None:
    document = bring_in(project.repository, "THE ~smudge~ END")
    project.repository.apply(correcting(document, 1, 1, ""), person="Ada")
    [hit] = find(project.repository, "smudge")
    assert (hit.first_word, hit.context[hit.start : hit.end]) == (1, "")
    assert _found(find(project.repository, '"the end"')) == ["THE END"]


def test_hits_come_in_order_and_no_more_than_asked_when_many(project: Project) -> None:
    repository = project.repository
    for name in ("cable 10.pdf", "cable 2.pdf"):
        bring_in(repository, "a b a", "a", name=name)
    places = [(hit.document_name, hit.page, hit.first_word) for hit in find(repository, "a")]
    assert places == [
        (name, page, word)
        for name in ("cable 2.pdf", "cable 10.pdf")
        for page, word in ((1, 0), (1, 2), (2, 0))
    ]
    assert len(find(repository, "a", limit=4)) == 4
    other = repository.document("cable 10")
    assert {hit.document_id for hit in find(repository, "a", document_id=other.id)} == {other.id}
    assert find(repository, "a", document_id="none") == []


def test_whole_page_is_found_when_pasted_as_a_phrase(project: Project) -> None:
    text = "\n".join(" ".join(f"w{x}y{y}" for x in range(20)) for y in range(100))
    bring_in(project.repository, text)
    [hit] = find(project.repository, f'"{text}"')
    assert (hit.first_word, hit.last_word) == (0, 1999)


def test_too_many_words_are_a_sentence_when_pasted(library: Project) -> None:
    words = [f"w{n}" for n in range(MOST_TERMS + 1)]
    assert find(library.repository, " ".join(words[1:])) == []
    assert find(library.repository, "minister " * 1000) != []
    with pytest.raises(UserError, match="too much to search for at once"):
        find(library.repository, " ".join(words))


_any_text = st.text(st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30) | st.text("\"*()^:+-{}“” aANDORT'", max_size=20))
@example('NEAR("a" "b", 2)')
def test_any_query_gives_a_list(library: Project, query: str) -> None:
    for hit in find(library.repository, query):
        assert hit.first_word <= hit.last_word


def _page(repository: Repository, readings: list[str], line_length: int) -> str:
    words = words_of("\n".join("x " * line_length for _ in range(len(readings) // line_length + 1)))
    document = begin(repository, 1, "any.pdf")
    named = [
        type(word)(reading, word.rect_pt, word.line)
        for word, reading in zip(words, readings, strict=False)
    ]
    put(repository, document, 1, named)
    repository.finish_document(document.id, person="Ada")
    return document.id


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        _any_text.map(clean_reading) | st.sampled_from(["com-", "munist", "U.S."]), max_size=20
    ),
    st.integers(1, 6),
)
def test_every_word_of_any_page_is_found_where_it_stands(
    library: Project, readings: list[str], line_length: int
) -> None:
    repository = library.repository
    document_id = _page(repository, readings, line_length)
    for index, reading in enumerate(readings):
        if not fold(reading):
            continue
        query = '"' + reading.translate(dict.fromkeys(map(ord, '"“”„'), " ")) + '"'
        hits = find(repository, query, document_id=document_id, limit=10_000)
        assert any(hit.first_word <= index <= hit.last_word for hit in hits)
    plain = [(i, r) for i, r in enumerate(readings) if fold(r) and not set(r) & set(' "“”„*')]
    for index, reading in plain:
        hits = find(repository, reading.swapcase(), document_id=document_id, limit=10_000)
        if fold(reading.swapcase()) == fold(reading):
            assert any(hit.first_word <= index <= hit.last_word for hit in hits)
    phrase = [i for i, r in enumerate(readings) if fold(r)][:5]
    if phrase:
        query = '"' + " ".join(" ".join(fold(readings[i])) for i in phrase) + '"'
        hits = find(repository, query, document_id=document_id, limit=10_000)
        assert any(hit.first_word <= phrase[0] and phrase[-1] <= hit.last_word for hit in hits)


def test_steps_find_what_a_search_at_one_go_finds(library: Project) -> None:
    for number in range(5):
        bring_in(library.repository, CABLE, name=f"step-{number}.pdf")
    steps = list(find_in_steps(library.repository, "delegation"))
    assert [hit for found in steps for hit in found] == find(library.repository, "delegation")
    assert all(len({(hit.document_id, hit.page) for hit in found}) <= 1 for found in steps)


def test_a_query_of_too_many_words_is_refused_before_the_first_step(library: Project) -> None:
    with pytest.raises(UserError, match="too much to search for"):
        find_in_steps(library.repository, " ".join(f"w{n}" for n in range(MOST_TERMS + 1)))
