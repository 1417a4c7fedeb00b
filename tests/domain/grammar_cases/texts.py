"""Numbers (J), damage (K), stamps (L), brackets (M), furniture (Q) and review history (S)."""

from __future__ import annotations

from typing import Any

_NUMBERS: list[tuple[Any, Any]] = [
    (["1", "2", "3"], [1, 2, 3]),
    (["11", "12", "13"], [1, 2, 3]),
    (["11", "2", "13"], [1, 2, 3]),
    (["1", "12", "3", "14"], [1, 2, 3, 4]),
    (["1", "2", "4", "5"], [1, 2, 4, 5]),
    (["17", "18", "19", "110", "111"], [7, 8, 9, 10, 11]),
    (["8", "9", "10", "11"], [8, 9, 10, 11]),
    (["10", "11", "12"], [10, 11, 12]),
    (["¶1", "¶2", "¶3"], [1, 2, 3]),
    (["<u>1</u>1", "<u>1</u>2"], [1, 2]),
    ([r"$\underline{\P}1$", r"$\P2$", "3"], [1, 2, 3]),
    (["l", "2", "3"], [1, 2, 3]),
    (["1", "2", "1974", "3"], [1, 2, 3]),
    (["1", "2", "3", "1", "2"], [1, 2, 3, 1, 2]),
    (["1", None, "3", None], [1, 3]),
    ('["1", "2"]', [1, 2]),
    ("1 2 3 5", [1, 2, 3, 5]),
    ([], []),
    (["nothing"], []),
    (["1", "9" * 5000, "q" + "9" * 5000, "2"], [1, 2]),
]

_DAMAGED: list[tuple[str, Any]] = [
    ("Norway,s port", "Norway's port"),
    ("the Regime,s list", "the Regime's list"),
    ("the MTCR,s list", "the MTCR's list"),
    ("the U.S.,s list", "the U.S.'s list"),
    ("they,re here", "they're here"),
    ("we,ve met", "we've met"),
    ("I,m sure and I,d go", "I'm sure and I'd go"),
    ("he,ll go", "he'll go"),
    ("isn,t and won,t", "isn't and won't"),
    ("NORWAY,S PORT", "NORWAY'S PORT"),
    ("THE UK,S VIEW AND IT,S CLEAR", "THE UK'S VIEW AND IT'S CLEAR"),
    ("WE,LL GO, I,M SURE, AND THEY,VE MET", "WE'LL GO, I'M SURE, AND THEY'VE MET"),
    ("TAGS: PREL,VE,RE", "TAGS: PREL,VE,RE"),
    ("(B,D)", "(B,D)"),
    ("the Chargé,s note", "the Chargé's note"),
    ("DON,T", "DON'T"),
    ("the &port8 matter", "the “port” matter"),
    ("&new port;8 he said", "“new port;” he said"),
    ("(&port8)", "(“port”)"),
    ("&one &two8 three8 four", "“one “two” three” four"),
    ("the port ) and the town ) agree", "the port — and the town — agree"),
    ("port )\nand town", "port —\nand town"),
    ("Norway, Spain, and Italy", "Norway, Spain, and Italy"),
    ("reasons 1.4 (b,d)", "reasons 1.4 (b,d)"),
    ("TAGS: PREL,IC", "TAGS: PREL,IC"),
    ("the ports, interest", "the ports, interest"),
    ("Q&A in 1998", "Q&A in 1998"),
    ("Smith & Sons", "Smith & Sons"),
    ("the &port alone", "the &port alone"),
    ("item 6.C.8 and 8 ports", "item 6.C.8 and 8 ports"),
    ("the port (see map ) is far", "the port (see map ) is far"),
    ("1 ) first", "1 ) first"),
    ("a Commmittee of Member Sates", "a Commmittee of Member Sates"),
    ("cost,t", "cost,t"),
    ("12,s 1,000", "12,s 1,000"),
    ("", ""),
]


def _foot(case: str, doc: str, day: str) -> list[Any]:
    return ["STATE_FOOT", {"case": case, "doc": doc, "date": day}]


_STAMPS: list[tuple[str, Any]] = [
    ("UNCLASSIFIED U.S. Department of State Case No. F-2010-00417 Doc No. C17000417 "
     "Date: 01/02/2011",
     _foot("F-2010-00417", "C17000417", "01/02/2011")),
    ("U.S. Department of State Case No. M-2008-00012 Doc No. C05000012 Date: 10/11/2015",
     _foot("M-2008-00012", "C05000012", "10/11/2015")),
    ("UNCLASSIFIED US Department of State Case No F-2010-00417 Doc No C17000417 Date 01 02 2011",
     _foot("F-2010-00417", "C17000417", "01 02 2011")),
    ("UNCLASSIFIED U.S. Department of State, Case No. F-2010-00417, Doc No. C17000417, "
     "Date: 1/2/2011",
     _foot("F-2010-00417", "C17000417", "1/2/2011")),
    ("RELEASE IN FULL", ["STATE_REL", {"k": "FULL"}]),
    ("RELEASED IN FULL", ["STATE_REL", {"k": "FULL"}]),
    ("RELEASE IN PART", ["STATE_REL", {"k": "PART"}]),
    ("RELEASE IN PART B6", ["STATE_REL", {"k": "PART", "codes": "B6"}]),
    ("RELEASED IN PART 1.4(D), B1", ["STATE_REL", {"k": "PART", "codes": "1.4(D), B1"}]),
    ("RELEASE  IN  PART  B5", ["STATE_REL", {"k": "PART", "codes": "B5"}]),
    ("RELEASE IN PART\nB5", ["STATE_REL", {"k": "PART", "codes": "B5"}]),
    ("DENIED IN PART", ["STATE_REL", {"d": "DENIED IN PART"}]),
    ("DENIED IN FULL B1", ["STATE_REL", {"d": "DENIED IN FULL", "codes": "B1"}]),
    ("Ann B. Poe Declassified/Released US Department of State EO Systematic Review 22 May 2009",
     ["AAD", {"who": "Ann B. Poe", "date": "22 May 2009"}]),
    ("Declassified/Released US Department of State EO Systematic Review 04 MAY 2006",
     ["AAD", {"date": "04 MAY 2006"}]),
    ("Approved For Release 2003/04/17 : CIA-RDP80B00001R000100010001-1",
     ["CIA", {"date": "2003/04/17", "esdn": "CIA-RDP80B00001R000100010001-1"}]),
    ("Sanitized Copy Approved for Release 2010/06/18 : CIA-RDP85T00001R000200020002-2",
     ["CIA", {"part": "Sanitized Copy", "date": "2010/06/18",
              "esdn": "CIA-RDP85T00001R000200020002-2"}]),
    ("2018 RELEASE UNDER THE PRESIDENT JOHN F. KENNEDY ASSASSINATION RECORDS ACT OF 1992",
     ["JFK", {"y": "2018"}]),
    ("2022 RELEASE UNDER THE PRESIDENT JOHN F. KENNEDY ASSASSINATION RECORDS ACT OF 1992",
     ["JFK", {"y": "2022"}]),
    ("NW 50001 DocId:32000001 Page 12",
     ["JFKFOOT", {"p": "NW", "n": "50001", "id": "32000001", "pg": "12"}]),
    ("HW 54000 DocId:32400400 Page 1",
     ["JFKFOOT", {"p": "HW", "n": "54000", "id": "32400400", "pg": "1"}]),
    ("NW 50001 Docld: 32000001 Page 12",
     ["JFKFOOT", {"p": "NW", "n": "50001", "id": "32000001", "pg": "12"}]),
    ("AW 53000 DocId: 32000002  Page 3",
     ["JFKFOOT", {"p": "AW", "n": "53000", "id": "32000002", "pg": "3"}]),
    ("NW 50001 DocId:32000001", ["JFKFOOT", {"p": "NW", "n": "50001", "id": "32000001"}]),
    ("Page Denied", ["CIA", {"d": "Page Denied"}]),
    ("Next 12 Page(s) In Document Denied",
     ["CIA", {"d": "Next 12 Page(s) In Document Denied", "n": "12"}]),
    ("Approved for Release by AB on 01-02-2014", ["OTHER", {}]),
    ("Approved for release next week, he said", None),
    ("DECLASSIFIED Authority NND 901234 By AB NARA Date 3/4/95",
     ["NARA", {"nnd": "NND 901234", "by": "AB", "date": "3/4/95"}]),
    ("DECLASSIFIED/DECLASSIFIÉ - PUBLIC DISCLOSED/MISE EN LECTURE PUBLIQUE", ["NATO", {}]),
    ("CLOSED UNDER FOI EXEMPTION 40(2) UNTIL 2070",
     ["UKREL", {"section": "40(2)", "until": "2070"}]),
    ("RETAINED UNDER SECTION 3(4)", ["UKREL", {"section": "3(4)"}]),
    ("UNCIASSIFIED U.5. Dcpartmcnt of Statc Casc No. F-2010-00417 Doc No. C17000417 "
     "Date: 01/02/2011",
     _foot("F-2010-00417", "C17000417", "01/02/2011")),
    ("2022 RELEASE UNDFR THE PRESIDENT JOHN F. KENNFDY ASSASSINATION RECORDS ACT OF 1992",
     ["JFK", {"y": "2022"}]),
    ("Declassificd/Released US Departmemt of State EO Systemotic Review 04 MAY 2006",
     ["AAD", {"date": "04 MAY 2006"}]),
    ("Approvcd For Re1ease 2003/04/17 : CIA-RDP80B00001R000100010001-1",
     ["CIA", {"date": "2003/04/17", "esdn": "CIA-RDP80B00001R000100010001-1"}]),
    ("1964 was the year the President met Kennedy's heirs", None),
    ("The Department of State will review this by 4 May 2006 at the latest", None),
    ("THE CREW WAS RELEASED IN MAY", None),
    ("He asked for its release in full view of the port.", None),
    ("The paper was approved for release by the Minister yesterday.", None),
    ("UNCLASSIFIED", None),
    ("", None),
]  # fmt: skip

_BRACKETS: list[tuple[str, Any]] = [
    *[(f"[{what} not declassified]", "EXCISION") for what in (
        "1 line", "3 lines", "1½ lines", "less than 1 line", "1 line of text",
        "2 lines of source text", "3 paragraphs", "1 paragraph (4 lines)", "name", "number",
        "dollar amount", "folder title", "text", "2½ pages", "8 words", "document number",
    )],
    *[(f"[{what}]", "EXCISION") for what in (
        "name not dec1assified", "3 lines not declassifled", "1 line not declassi-\nfied",
        "2 pages withheld", "name and number deleted", "1 line of source text excised",
    )],
    ("[name withheld]", "EXCISION"),
    ("[REDACTED]", "EXCISION"),
    ("[excised]", "EXCISION"),
    ("[3 lines deleted]", "EXCISION"),
    ("[Passage retained under section 3(4)]", "EXCISION"),
    ("[XXXXXXXXXXXX]", "EXCISION"),
    ("[b(1)]", "EXCISION"),
    ("He met [name not declassified] there", "EXCISION"),
    *[(f"[{what}]", "EDITORIAL") for what in (
        "sic", "illegible", "Omitted here is discussion of ports.", "the Port Commission", "Page 7",
        "Attached but not printed.", "2 groups corrupt", "deleted in original", "...", "1964",
        "forces withdrawn from the port", "funds retained by the town", "he withheld his consent",
        "the crew were not released", "the note was not declassified until 1995",
    )],
    ("no brackets", None),
    ("[unclosed", None),
]  # fmt: skip

_FURNITURE: list[tuple[str, Any]] = [
    *[(line, "PAGE") for line in (
        "LISBON 00000417  001.2 OF 003", "SAN JOSE 00000012 002 OF 002",
        "PAGE 02        LISBON  00417  032045Z", "PAGE 03 STATE 015113",
        "CONFIDENTIAL PAGE 02 LISBON 00417 032045Z", "PAGE 01 LISBON 00417 01 OF 02 032045Z",
        "LISBON 00000417  OO2 OF 0O3", "Lisbon 00000417  002 of 003", "PAGE O2 LISBON 00417",
        "-- 2 --", "- 2 -", "-14-", "Page 3 of 7", "PAGE 2 OF 3",
    )],
    *[(line, "DASH") for line in (
        "---------------------   099491", "-----------------080149 190042Z /10",
        "--------------------- 012345 /44",
    )],
    *[(line, "END") for line in (
        "NNNN", "N N N N", "<< END OF DOCUMENT >>", "BT", "#0417", "<END OF DOCUMENT>",
    )],
    *[(line, "BOILER") for line in (
        "© The Port News", "Copyright © 2009", "More>>", "© 2010 Example",
        "-----BEGIN PGP SIGNATURE",
    )],
    *[(line, "NOISE") for line in (
        "¿¿¿", "\ufffd\ufffd\ufffd\ufffd", "¿ ¿ ¿ ¿", "//////////", "\\\\\\\\\\\\",
    )],
    *[(line, "AADMETA") for line in (
        "Message Attributes", "Review Action: RELEASED", "Previous Handling Restrictions: n/a",
        "Decaption Date: ",
    )],
    *[(line, "LOST") for line in ("ERROR READING TEXT", "EXPAND ERROR ENCOUNTERED")],
    *[(line, None) for line in (
        "PAGE ONE", "THE PORT", "(C) COLORS, LIGHTS", "© 1710402 SEP 98", "CONFIDENTIAL", "---",
        "--------------------",
        "1974 was dry", "", "THE AGENDA: PAGE 2 OF THE DRAFT",
    )],
    *[(f"page ends '{last}' / next page starts '{first}'", same) for last, first, same in (
        ("PORT", "PORT", True), ("PORT", "PORT CHARGES ROSE", True), ("/PORT", "PORT", True),
        ("port.", "PORT", True), ("DRAW", "DRAWING", False), ("THE PORT", "THE PORT", False),
        ("TOWN", "PORT", False), ("12", "12", False),
    )],
]  # fmt: skip

_REVIEWS: list[tuple[str, Any]] = [
    ("RELEASED <16 Sep 2003 by PoeAB>; APPROVED <17 Sep 2003 by DoeCD>", []),
    ("RELEASED <16 Sep 2003 by PoeAB>; APPROVED <17 Sep 2003 by poeab>", ["SAME_PERSON"]),
    ("RELEASED <16 Sep 2003 by PoeAB>; APPROVED <16 Sep 2003 by DoeCD>", ["SAME_DAY"]),
    ("RELEASED <16 SEP 2003 by PoeAB>; APPROVED <16 Sep 2003 by PoeAB>",
     ["SAME_PERSON", "SAME_DAY"]),
    ("RELEASED <16 Sep 2003 by PoeAB>", []),
    ("RELEASED <16 Sep 2003 by PoeAB>; WITHDRAWN <17 Sep 2004 by DoeCD, PRIVACY>",
     ["WITHDRAWN_AFTER"]),
    ("WITHDRAWN <10 Feb 2003 by DoeCD, PRIVACY>", []),
    ("WITHDRAWN <10 Feb 2003 by DoeCD, PRIVACY>; RELEASED <11 Feb 2004 by PoeAB>; "
     "APPROVED <12 Feb 2004 by DoeCD>", []),
    ("RELEASED <01 Feb 2003 by PoeAB>; APPROVED <02 Feb 2003 by DoeCD>; "
     "WITHDRAWN <03 Feb 2004 by RoeEF>; RELEASED <04 Feb 2005 by PoeAB>; "
     "APPROVED <05 Feb 2005 by DoeCD>", []),
    ("RELEASED <01 Feb 2003 by PoeAB>; APPROVED <01 Feb 2003 by PoeAB>; "
     "WITHDRAWN <03 Feb 2004 by RoeEF, PRIVACY>", ["SAME_PERSON", "SAME_DAY", "WITHDRAWN_AFTER"]),
    ("APPROVED <17 Sep 2003 by PoeAB>", []),
    ("reviewed by nobody", None),
]  # fmt: skip

CASES: dict[str, list[tuple[Any, Any]]] = {
    "J": _NUMBERS,
    "K": _DAMAGED,
    "L": _STAMPS,
    "M": _BRACKETS,
    "Q": _FURNITURE,
    "S": _REVIEWS,
}
