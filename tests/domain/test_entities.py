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
