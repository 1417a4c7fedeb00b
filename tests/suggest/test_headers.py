"""Headers as OCR leaves them: specks before a line, keys and date-time groups misread."""

from __future__ import annotations

import pytest

from tests.suggest.test_suggest import suggested, texts, typed
from workbench.domain.annotations import Kind
from workbench.domain.misread_keys import from_key

CABLE = (
    "CONFIDENTIAL",
    "",
    "P 061215Z SEP 74",
    "FM AMEMBASSY LUSAKA",
    "TO SECSTATE WASHDC 4410",
    "INFO AMEMBASSY LAGOS",
    "USMISSION GENEVA",
    "C O N F I D E N T I A L LUSAKA 2207",
    "",
    "E.O. 11652: GDS",
    "TAGS: EMIN, PFOR, ZA",
    "SUBJECT: COPPER FOR THE ROOF",
    "REF: LAGOS 8814",
    "",
    "1. THE MINE IS SHUT UNTIL THE RAINS END.",
)
FIELDS = {
    "precedence": ["P"],
    "dtg": ["061215Z SEP 74"],
    "from": ["AMEMBASSY LUSAKA"],
    "to": ["SECSTATE WASHDC"],
    "info": ["AMEMBASSY LAGOS", "USMISSION GENEVA"],
    "mrn": ["LUSAKA 2207"],
    "eo": ["E.O. 11652"],
    "declassify_on": ["GDS"],
    "tags": ["EMIN, PFOR, ZA"],
    "subject": ["COPPER FOR THE ROOF"],
    "ref": ["LAGOS 8814"],
}


def fields(*lines: str) -> dict[str, list[str]]:
    page = typed(*lines)
    found = [a for a in suggested(page) if a.kind is Kind.FIELD and a.label != "classification"]
    return {label: texts(found, label, page) for label in dict.fromkeys(a.label for a in found)}


def test_fields_are_all_found_when_a_cable_is_read_well() -> None:
    assert fields(*CABLE) == FIELDS


@pytest.mark.parametrize(
    ("line", "misread", "changed"),
    [
        (2, ".P 061215Z SEP 74.", {}),
        (2, "P 0612152 SEP 74", {"dtg": ["0612152 SEP 74"]}),
        (2, "P 061215% SEP 74", {"dtg": ["061215% SEP 74"]}),
        (2, "‘P 06I215Z% 5EP 74", {"dtg": ["06I215Z% 5EP 74"]}),
        (3, "EM AMEMBASSY LUSAKA", {}),
        (3, "FM AMEMBASSV LUSAKA", {"from": ["AMEMBASSV LUSAKA"]}),
        (4, "TO,.SECSTATE WASHDC 4410", {}),
        (4, "_T@ SECSTATE WASHDC 4410", {}),
        (5, "INF0 AMEMBASSY LAGOS", {}),
        (5, "INFO.AMEMBASSY LAGOS’", {}),
        (6, "USMiSSION GENEVA", {"info": ["AMEMBASSY LAGOS", "USMiSSION GENEVA"]}),
        (9, "B.0. 11652: GDS", {"eo": ["B.0. 11652"]}),
        (9, "EF... 11652: GDS", {"eo": ["EF... 11652"]}),
        (10, "“TAGS: EMIN, PFOR, ZA", {}),
        (10, "TAG5: EMIN, PFOR, ZA", {}),
        (10, "TACS; EMIN, PFOR, ZA", {}),
        (10, "TAGS EMIN, PFOR, ZA", {}),
        (11, "SUBJEC1: COPPER FOR THE ROOF", {}),
        (11, "* SUBJECT; COPPER FOR THE ROOF", {}),
        (11, "SUBJECT COPPER FOR THE ROOF", {}),
        (12, "REF; LAGOS 8814", {}),
        (2, "© 061215Z SEP 74", {"precedence": ["©"]}),
        (2, "P 061215Z SEP: 74", {"dtg": ["061215Z SEP: 74"]}),
        (4, "TO SECSTATE WASHDC 441O", {}),
        (7, "CONFIDENTIAL LUSAKA,2207", {"mrn": ["LUSAKA,2207"]}),
        (12, "REF: LAGOS, 8814", {"ref": ["LAGOS, 8814"]}),
        (7, "C O N F I D E N T I A L LUSAKA 2207,", {}),
    ],
)  # fmt: skip
def test_fields_are_found_when_one_line_is_misread(
    line: int, misread: str, changed: dict[str, list[str]]
) -> None:
    lines = list(CABLE)
    lines[line] = misread
    found = fields(*lines)
    wanted = FIELDS | changed
    if line == 9:
        assert found.pop("eo")[0].endswith("11652")
        wanted = {label: held for label, held in wanted.items() if label != "eo"}
    assert found == wanted


def test_moment_is_that_of_the_calendar_when_its_signs_were_misread() -> None:
    page = typed("P 06I215% 5EP 74", *CABLE[3:])
    [dated] = [a for a in suggested(page) if a.label == "dtg"]
    assert dated.value == "1974-09-06T12:15Z"
    assert dated.attributes["mended"] == "06I215% 5EP"


def test_addresses_and_number_are_found_when_the_date_is_beyond_reading() -> None:
    found = fields(*CABLE[:2], "BP G914°03 GUN", *CABLE[3:])
    assert {label: found.get(label) for label in ("dtg", "precedence")} == {
        "dtg": None,
        "precedence": None,
    }
    assert {label: found[label] for label in ("from", "to", "info", "mrn")} == {
        label: FIELDS[label] for label in ("from", "to", "info", "mrn")
    }


def test_british_addresses_are_found_when_specks_stand_before_them() -> None:
    page = (
        "RESTRICTED",
        "",
        ".FM NAIROBI",
        "_T@ IMMEDIATE FCO",
        "TELNO 88",
        "‘OF 120905Z% MAY 1981",
        "INFO.PRIORITY KAMPALA",
        "",
        "1. THE LIGHTS ARE OUT.",
    )
    found = fields(*page)
    assert (found["from"], found["to"], found["info"]) == (["NAIROBI"], ["FCO"], ["KAMPALA"])
    assert (found["telno"], found["dtg"]) == (["88"], ["120905Z% MAY 1981"])


@pytest.mark.parametrize(
    "line",
    [
        "TO THE NORTH OF THE RIVER THE ROAD IS OPEN",
        "SUBJECT TO THE VIEWS OF THE DEPARTMENT",
        "B. OSLO 11652",
        "PROJECT: A NEW PIER",
        "OSLO 12356",
        "IN MANILA THE DELEGATION SAW THE HARBOR",
        "Dates: to be fixed",
    ],
)
def test_line_stays_as_it_is_when_it_opens_with_no_key(line: str) -> None:
    assert from_key(line) == (0, line)


@pytest.mark.parametrize(
    "line",
    [
        "Classified By: Charge Ines T. Holm for reasons 1.4 (b) and (d).",
        "CLASSIFIED BY. CHARGE INES T. HOLM FOR REASONS 1.4 (B) AND (D).",
        "Classified By: Charge Ines T. Holm for rpasons 1.4 (b) and (d).",
    ],
)
def test_authority_is_read_when_its_words_are_misread(line: str) -> None:
    found = fields("R 061215Z SEP 04", "FM AMEMBASSY LUSAKA", "", line, "", "1. (C) NOTHING.")
    assert [name.upper() for name in found["classified_by"]] == ["CHARGE INES T. HOLM"]
    assert [reason.lower() for reason in found["reason"]] == ["1.4 (b) and (d)"]


def test_line_of_the_station_is_furniture_when_its_dashes_were_read_as_letters() -> None:
    page = typed(
        "PAGE 01        LUSAKA  02207  061411Z",
        "ACTION~AF-10",
        "INFO OCT-01 ISO-00 /011 W",
        "agen eee ------022357 0618222 /50",
        *CABLE[2:],
    )
    found = suggested(page)
    assert "agen eee ------022357 0618222 /50" in texts(found, "furniture", page)
    assert "INFO OCT-01 ISO-00 /011 W" in texts(found, "field", page)


@pytest.mark.parametrize("between", [" : ", ". ", " "])
def test_subject_begins_behind_the_telegram_it_refers_to(between: str) -> None:
    found = fields(
        "RESTRICTED",
        "",
        "FM NAIROBI",
        "TO IMMEDIATE FCO",
        "TELNO 88",
        "OF 120905Z MAY 1981",
        "",
        f"YOUR TELNO 61{between}A PUMP FOR THE PIER",
        "",
        "1. THE LIGHTS ARE OUT.",
        "2. NOBODY KNOWS WHY.",
    )
    assert (found["ref"], found["subject"]) == (["YOUR TELNO 61"], ["A PUMP FOR THE PIER"])


@pytest.mark.parametrize(("signed", "end"), [("‘HALLETT", "YYYY"), ("HALLETT -", "VYYV")])
def test_telegram_ends_with_its_signature_when_specks_stand_beside_it(
    signed: str, end: str
) -> None:
    page = typed(
        "RESTRICTED",
        "",
        "FM NAIROBI",
        "TO IMMEDIATE FCO",
        "TELNO 88",
        "OF 120905Z MAY 1981",
        "",
        "A PUMP FOR THE PIER",
        "",
        "1. THE LIGHTS ARE OUT.",
        "",
        "2. NOBODY KNOWS WHY.",
        "",
        signed,
        "",
        end,
        "",
        "EAST AFRICA LIMITED",
    )
    found = suggested(page)
    assert texts(found, "signature", page) == [signed]
    assert texts(found, "distribution", page) == ["EAST AFRICA LIMITED"]
