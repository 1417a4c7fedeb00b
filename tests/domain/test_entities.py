"""Mentions joined under entries: titles, misreadings, surnames, and what people said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.entities import Entity, Mention, free_name, join_mentions


def mention(text: str, number: int, label: str = "PERSON", **more: str) -> Mention:
    return Mention(f"m{number}", "d", 1, (1, number, 0.0), label, text, **more)


def joined(*texts: str, label: str = "PERSON") -> list[Entity]:
    return join_mentions([mention(text, n, label) for n, text in enumerate(texts)])


def named(entities: Sequence[Entity]) -> list[tuple[str, int]]:
    return [(entity.name, len(entity.mentions)) for entity in entities]


@pytest.mark.parametrize(
    ("texts", "label", "names"),
    [
        (("Norway", "NORWAY", "Norway's"), "COUNTRY", 1),
        (("Minister Pavel Orlov", "ORLOV", "Orlov,"), "PERSON", 1),
        (("Pavel Orlov", "Ivan Orlov", "Orlov"), "PERSON", 3),
        (("TREVANION", "TREVANI0N", "TREVAN1ON"), "PERSON", 1),
        (("Hartwell", "Hartwall"), "PERSON", 1),
        (("Hale", "Hall"), "PERSON", 2),
        (("08 STATE 2034", "08 STATE 2035"), "DOCUMENT", 2),
        (("Bernard", "Bemard"), "PERSON", 1),
        (("Otto Kirsten", "KIRSTEN", "DIRSTEN"), "PERSON", 1),
        (("J. M. Hale", "John Hale", "Hale"), "PERSON", 1),
        (("J. Hale", "John Hale", "James Hale"), "PERSON", 3),
        (("HARBOUR SECRE- TARIAT", "Harbour Secretariat"), "ORG", 1),
        (("Buoy and Light Agency", "BLA", "B.L.A."), "ORG", 1),
        (("Buoy and Light Agency", "Bell and Lamp Agency", "BLA"), "ORG", 3),
        (("AMEMBASSY OSLO", "AMEMB OSLO", "Embassy Oslo"), "POST", 1),
        (("SECSTATE WASHDC", "SECSTATE"), "POST", 1),
    ],
)
def test_mentions_of_one_are_joined_and_others_are_not(
    texts: tuple[str, ...], label: str, names: int
) -> None:
    assert len(joined(*texts, label=label)) == names


def test_entry_bears_the_fullest_of_its_usual_names_and_lists_the_others() -> None:
    (entity,) = joined("ORLOV", "Minister Orlov", "Pavel Orlov", "ORLOV")
    assert set(entity.aliases) | {entity.name} == {"ORLOV", "Minister Orlov", "Pavel Orlov"}
    assert len(entity.name.split()) == 2


def test_one_name_under_two_labels_makes_two_entries() -> None:
    found = join_mentions([mention("Lisbon", 1, "PLACE"), mention("Lisbon", 2, "POST")])
    assert {entity.label for entity in found} == {"PLACE", "POST"}


def test_what_a_person_said_goes_before_every_rule() -> None:
    found = join_mentions(
        [
            mention("Orlov", 1),
            mention("Orlov", 2, given="Orlov (2)"),
            mention("the Minister", 3, given="Orlov"),
        ]
    )
    assert sorted(named(found)) == [("Orlov", 2), ("Orlov (2)", 1)]


def test_value_joins_what_is_written_otherwise() -> None:
    found = join_mentions(
        [mention("Eire", 1, "COUNTRY", value="IE"), mention("Ireland", 2, "COUNTRY", value="IE")]
    )
    assert named(found) == [(found[0].name, 2)]


def test_states_of_the_lists_are_never_taken_for_each_other_misread() -> None:
    found = join_mentions(
        [
            mention("NIGERIA", 1, "COUNTRY", value="Nigeria"),
            mention("ALGERIA", 2, "COUNTRY", value="Algeria"),
            mention("ALGERIAN", 3, "COUNTRY", value="Algeria"),
        ]
    )
    assert [(e.name, e.aliases) for e in found] == [("Algeria", ("ALGERIAN",)), ("Nigeria", ())]


def of(text: str, number: int, document: str, label: str = "ORG", value: str = "") -> Mention:
    """A mention at a word of its own, in a document."""
    return Mention(f"m{number}", document, 1, (1, number, 0.0), label, text, value)


def test_letters_go_with_the_name_their_own_paper_writes_out() -> None:
    found = join_mentions(
        [
            of("Buoy and Light Agency", 1, "a"), of("BLA", 9, "a"),
            of("Bell and Lamp Agency", 1, "b"), of("B.L.A.", 9, "b"),
            of("BLA", 1, "c"),
        ]
    )  # fmt: skip
    assert named(found) == [("Bell and Lamp Agency", 2), ("Buoy and Light Agency", 2), ("BLA", 1)]


def test_initials_alone_join_nothing_but_what_one_paper_spells_out_holds_for_all() -> None:
    agency = of("Buoy and Light Agency", 1, "a")
    assert len(join_mentions([agency, of("BLA", 1, "b")])) == 2
    assert len(join_mentions([agency, of("BLA", 9, "a"), of("BLA", 1, "b")])) == 1


def test_ministry_is_that_of_the_state_named_before_it() -> None:
    found = join_mentions(
        [
            of("Danish", 1, "a", "COUNTRY", "Denmark"), of("MFA", 2, "a"), of("MFA", 9, "a"),
            of("Polish", 1, "b", "COUNTRY", "Poland"), of("MFA", 2, "b"),
            of("Danish", 1, "c", "COUNTRY", "Denmark"), of("MFA", 2, "c"),
            of("MFA", 1, "d"), of("MFA", 1, "e"),
        ]
    )  # fmt: skip
    assert [one for one in named(found) if one[0].startswith("MFA")] == [
        ("MFA (Denmark)", 3), ("MFA", 1), ("MFA (2)", 1), ("MFA (Poland)", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (("Ambassador Hale", "Secretary Hale", "Hale"), 3),
        (("Mr. Hale", "Mrs. Hale"), 2),
        (("Mrs. Hale", "Prime Minister Hale", "Hale"), 1),
        (("General Hale", "President Hale"), 1),
        (("Vice President Hale", "President Hale"), 1),
        (("John Hale", "Joan Hale"), 2),
        (("Senator John Hale", "Ambassador Hale", "Senator Hale"), 2),
    ],
)
def test_titles_and_given_names_part_those_of_one_surname(
    texts: tuple[str, ...], names: int
) -> None:
    assert len(joined(*texts)) == names


def test_two_officers_of_one_surname_are_two_in_different_papers_too() -> None:
    def person(text: str, number: int, document: str) -> Mention:
        return of(text, number, document, "PERSON")

    found = join_mentions(
        [
            person("President Hale", 1, "a"), person("Ambassador Hale", 1, "b"),
            person("President Hale", 1, "c"),
        ]
    )  # fmt: skip
    assert named(found) == [("President Hale", 2), ("Ambassador Hale", 1)]


@given(st.lists(st.sampled_from(["MFA", "Hale", "Ambassador Hale", "Secretary Hale", "BLA"])))
def test_no_two_entries_of_a_label_bear_one_name(texts: list[str]) -> None:
    labels = ["ORG" if text.isupper() else "PERSON" for text in texts]
    found = join_mentions(of(t, n, f"d{n % 3}", labels[n]) for n, t in enumerate(texts))
    assert len({(e.label, e.name) for e in found}) == len(found)


def test_surname_alone_goes_with_the_bearer_named_in_the_same_paper() -> None:
    def of(text: str, number: int, document: str) -> Mention:
        return replace(mention(text, number), document_id=document)

    found = join_mentions(
        [
            of("Pavel Orlov", 1, "a"), of("ORLOV", 2, "a"),
            of("Ivan Orlov", 3, "b"), of("ORLOV", 4, "b"), of("Orlov", 5, "b"),
            of("ORLOV", 6, "c"),
        ]
    )  # fmt: skip
    assert named(found) == [("Ivan Orlov", 3), ("Pavel Orlov", 2), ("ORLOV", 1)]


def test_entry_of_a_person_bears_the_given_name_and_no_misread_title() -> None:
    (entity,) = joined("ORLOV", "ORLOV", "ORLOV", "ORLOV", "ORLOV", "Minister Pavel Orlov")
    assert entity.name == "Minister Pavel Orlov"
    (entity,) = joined("MAMPA", "COLONEL MAMPA", "COLOGL MAMPA")
    assert entity.name == "COLONEL MAMPA"


def test_free_name_is_borne_by_none() -> None:
    assert free_name("Orlov", ["Orlov", "Orlov (2)"]) == "Orlov (3)"


@given(st.lists(st.text(max_size=12), max_size=12))
def test_every_mention_is_under_one_entry(texts: list[str]) -> None:
    found = joined(*texts)
    ids = [mention.annotation_id for entity in found for mention in entity.mentions]
    assert sorted(ids) == sorted(f"m{n}" for n in range(len(texts)))
    assert found == joined(*texts), "the same mentions give the same entries"
