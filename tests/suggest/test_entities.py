"""Names in invented texts: who, where, what; and laws that hold for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.suggest.entities import find_mentions


def named(text: str, label: str) -> list[str]:
    """What is found under a label, in order."""
    return [text[m.start : m.end] for m in find_mentions(text) if m.label == label]


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("AMBASSADOR TREVANION SAID THAT HE WOULD CALL.", ["AMBASSADOR TREVANION"]),
        ("I TOLD VASSTRAND THAT THE BUOYS WERE LATE. VASSTRAND LAUGHED.", ["VASSTRAND"] * 2),
        ("HE MET GUDRUN HALVARSDOTTIR AT THE FERRY.", ["GUDRUN HALVARSDOTTIR"]),
        ("The pilot, Mr. J. M. Ardagh, was paid.", ["Mr. J. M. Ardagh"]),
        ("Talks with Kinsellagh went well, and Kinsellagh's tea was good.", ["Kinsellagh"] * 2),
        ("THE PRICE OF HERRING ROSE. NOTHING ELSE DID.", []),
        ("THE SHIPS LEFT FOR THE NORTH ON MONDAY.", []),
        ("WE'VE HEARD THAT THEY'RE AFLOAT AND HAVEN'T SAILED.", []),
        ("ASKED ABOUT HERRING, CUBA SAID NOTHING. MALI SAID LESS.", []),
        ("TALKS WITH LISBONERS ON REMEASUREMENT AND MARINISM WENT ON.", []),
        ("HE LEFT AT 0745Z.\n\nVASSTO 22. THE BUOY IS LATE.", []),
        ("THE BUOY LEFT AT 4:30 P.M. VASSTO HAS IT.", []),
        ("REFS: A. LISBON 288; B. OSLO 362.", []),
        ("AMBASSADOR FISHER SAILED. THE AMBASSADOR SAW NOTHING.", ["AMBASSADOR FISHER"]),
        ("HE DINED WITH SENATORS HALVARSEN AND TREVANION.", ["HALVARSEN", "TREVANION"]),
        ("HE DINED WITH SECRETARIES HALE, FISHER AND BROWN.", ["HALE", "FISHER", "BROWN"]),
        ("KINSELLO, FORMERLY CONSUL, IS LATE.", ["KINSELLO"]),
        ("MESSRS. ARDAGH AND KINSELLAGH CAME.", ["MESSRS. ARDAGH", "KINSELLAGH"]),
        ("The rope is from Messrs. Ardagh and Sons.", []),
        ("DR. GORTO CAME. GORTO LOST A BUOY.", ["DR. GORTO", "GORTO"]),
        ("FOR TREVANION FROM BAKER. THE BUOY IS LOST.", ["TREVANION"]),
        ("VASSTRAND, WHO WAS LATE, LEFT.", ["VASSTRAND"]),
        ("HE READ OF NEHRU. THE NEHRU REGIME LIT LAMPS.", ["NEHRU", "NEHRU"]),
        ("TREVANION SAID NO. TREVANION'S COMMITTEE MET.", ["TREVANION", "TREVANION"]),
        ("HE SAW JOHN BAKER. THE BAKER WAS GONE.", ["JOHN BAKER"]),
        ("The Western Passage was closed by Area rules.", []),
        ("The Sino-Norwegian buoy was lost.", []),
        ("LISBON'S 4671 AND OSLO'S 362 CAME.", []),
        ("THE EMBOFFS MET THE FONMINS.", []),
        ("The clerk of the BUOY said so. A. BUOY RULES", []),
        ("A. ROPES\nB. HARRASMENT\nC. FISHHOK", []),
        ("The Official Form was sent to General Records and to DoD.", []),
        ("SECRETARY OF DEFENSE\nWASHINGTON", []),
        ("Top Seeret\nThe buoy is lost. By Seeret and Top Socret", []),
        ("The Comission visited the buoys.", []),
        ("Write to Vassnet.com for it.", []),
        ("It cost 15 Vassmark in June.", []),
        ("wol hef nit dem Vassberg gol by Kinsello lek.", []),
    ],
)
def test_persons_are_found_as_they_are_named(text: str, persons: list[str]) -> None:
    assert named(text, "PERSON") == persons


@pytest.mark.parametrize(
    "text",
    [
        "THE BOAT FOR {name} IS LATE. THE PEOPLE OF {name} WAIT. {name} WAITS.",
        "HE TALKED ABOUT {name}. A STORM IS NEAR {name}.",
        "ICE WAS SEEN BY {name}. THE {name} REGION IS COLD, AND {name} FISHERS KNOW IT.",
        "WE LEARNED FROM {name}. {name} EXECUTIVES KNOW NOTHING, NOR DO {name} ENGINEERS.",
    ],
)
def test_what_is_a_place_or_firm_in_one_line_is_no_person_in_another(text: str) -> None:
    assert named(text.format(name="KINSELLAVIK"), "PERSON") == []
    assert (
        named("HE TALKED WITH KINSELLAVIK. KINSELLAVIK SAID NO.", "PERSON") == ["KINSELLAVIK"] * 2
    )


def test_known_name_is_found_with_a_letter_misread_but_its_plural_is_left() -> None:
    text = "AMBASSADOR HALVARSEN CALLED. HALVAESEN LEFT. THE HALVARSENS STAYED."
    assert named(text, "PERSON") == ["AMBASSADOR HALVARSEN", "HALVAESEN"]


def test_firm_is_known_by_its_first_word_once_it_was_named() -> None:
    text = "KINSELLAGH SHIPPING LTD. HAS WRITTEN. KINSELLAGH WANTS A BUOY."
    assert named(text, "ORG") == ["KINSELLAGH SHIPPING LTD", "KINSELLAGH"]


def test_letters_with_a_small_s_behind_them_are_several_of_a_thing_and_nobody() -> None:
    text = "The UAVs and ICBMs were counted, and the QXMs said no."
    assert named(text, "WEAPON") == ["UAVs", "ICBMs"]
    assert named(text, "PERSON") == []


def test_province_of_a_state_is_a_place() -> None:
    assert named("THE LIGHT AT IMBABURA IS OUT.", "PLACE") == ["IMBABURA"]


def test_signature_is_a_person_even_when_the_name_is_a_word() -> None:
    assert named("3. NO ACTION REQUIRED.\n\nLODGE\n", "PERSON") == ["LODGE"]


def test_signature_stands_before_what_the_message_system_adds() -> None:
    end = "QXZVB *** Current Handling n/a *** Current Class Public"
    assert named(f"THE BUOYS ARE LATE.\n\nVASSTRAND\n\n{end}", "PERSON") == ["VASSTRAND"]
    assert named("QUOTE BUOYS ARE LATE.   VASSTRAND UNQUOTE", "PERSON") == ["VASSTRAND"]


def test_word_that_comes_often_is_spelled_as_it_is_meant() -> None:
    line = "THE BOAT OF {0} IS NEW. WITH {0} WAS AN AIDE. {0}'S LAMP IS LIT."
    assert named(line.format("WINTERN"), "PERSON") == ["WINTERN"] * 3
    assert named("THE BOAT OF WINTERN IS NEW.", "PERSON") == []


def test_towns_of_the_gazetteer_are_places_where_a_place_may_stand() -> None:
    assert named("THE FERRY WENT FROM YSTAD TO MANDAL.", "PLACE") == ["YSTAD", "MANDAL"]
    assert named("The ferry went to Ystad.", "PERSON") == []


def test_longer_name_of_a_place_holds_the_state_inside_it() -> None:
    assert named("New Guinea and Guinea have buoys.", "PLACE") == ["New Guinea"]
    assert named("New Guinea and Guinea have buoys.", "COUNTRY") == ["Guinea"]


def test_writers_own_mission_is_a_body_and_his_errand_is_none() -> None:
    assert named("KINSELLO TOLD MISSION THAT THE BUOY IS LOST.", "ORG") == ["MISSION"]
    assert named("THE MISSION OF THE BOAT IS TO SAVE LIVES.", "ORG") == []


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("The buoys of the KVSL are late.", ["KVSL"]),
        ("It was KVSL's buoy.", ["KVSL"]),
        ("A lamp of KVSL kind. KVSL lamps are dear.", ["KVSL", "KVSL"]),
        ("A lamp of KVSL kind.", []),
        ("Case 12-GW-KVS, file KVSL-8914 by KVSL 22.", []),
    ],
)
def test_unknown_letters_are_a_body_where_a_body_stands(text: str, bodies: list[str]) -> None:
    assert named(text, "ORG") == bodies


def test_states_come_with_their_usual_name() -> None:
    text = "Portuguese pilots told HMG that the USSR had no charts."
    values = [(text[m.start : m.end], m.value) for m in find_mentions(text) if m.label == "COUNTRY"]
    assert values == [
        ("Portuguese", "Portugal"),
        ("HMG", "United Kingdom"),
        ("USSR", "Soviet Union"),
    ]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("on 21st November 1968 it", "1968-11-21"),
        ("by May 4, 1964.", "1964-05-04"),
        ("232010Z APR 75", "1975-04-23"),
        ("in October 1951", "1951-10"),
        ("until 2009-07-31", "2009-07-31"),
    ],
)
def test_dates_are_read_into_iso(text: str, iso: str) -> None:
    assert [m.value for m in find_mentions(text) if m.label == "DATE"] == [iso]


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_the_same_mentions_inside_it_without_crossing(text: str) -> None:
    found = find_mentions(text)
    assert found == find_mentions(text)
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip()
    for one, other in pairwise(found):
        assert not one.meets(other) or one.holds(other) or other.holds(one)
