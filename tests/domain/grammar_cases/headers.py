"""Format lines (G), distribution (H), references (I), British lines (O) and TAGS (P)."""

from __future__ import annotations

from typing import Any


def _lines(first: str, origin: str, security: str, group: str, banner: str) -> str:
    return " | ".join((first, origin, security, group, banner))


_RIGHT = (
    "PP RUEHXX", "DE RUEHLX #0417/01 1232045", "ZNY CCCCC ZZH", "P 032045Z MAY 07",
    "CONFIDENTIAL LISBON 000417",
)  # fmt: skip


def _but(place: int, line: str) -> str:
    return " | ".join(line if n == place else right for n, right in enumerate(_RIGHT))


_CHECKS: list[tuple[str, Any]] = [
    (_lines(*_RIGHT), []),
    ("\n".join(_RIGHT), []),
    (_but(0, "OO RUEHXX"), ["PREC"]),
    (_but(0, "RR RUEHXX RUEHYY"), ["PREC"]),
    (_but(1, "DE RUEHLX #0417/01 1242045"), ["JULIAN"]),
    (_but(1, "DE RUEHLX #0417/01 1232046"), ["TIME"]),
    (_but(1, "DE RUEHLX #0418/01 1232045"), ["SERIAL"]),
    (_but(1, "DE RUEHLX #0418/01 1242046"), ["JULIAN", "TIME", "SERIAL"]),
    (_but(2, "ZNY SSSSS ZZH"), ["CLASS"]),
    (_but(2, "ZNR UUUUU ZZH"), ["CLASS"]),
    (_but(2, "ZNY TTTTT ZZH"), ["CLASS"]),
    (_but(3, "P 042045Z MAY 07"), ["JULIAN"]),
    (_but(3, "P R 032045Z MAY 07"), []),
    (_but(3, "R 032045Z MAY 07"), ["PREC"]),
    (_but(3, "P 322045Z MAY 07"), ["JULIAN"]),
    (_but(4, "SECRET LISBON 000417"), ["CLASS"]),
    (_but(4, "CONFIDENTIAL LISBON 000471"), ["SERIAL"]),
    (_but(4, "C O N F I D E N T I A L LISBON 000417"), []),
    (_but(4, "CONFIDENTIAL SECTION 01 OF 02 LISBON 000417"), []),
    (_but(1, "nothing"), []),
    ("DE RUEHLX #0417/01 3662045 | R 312045Z DEC 08", []),
    ("DE RUEHLX #0417/01 3662045 | R 312045Z DEC 07", ["JULIAN"]),
    ("ZNR UUUUU ZZH | UNCLAS SENSITIVE LISBON 000417", []),
    ("ZNR EEEEE ZZH | UNCLAS E F T O LISBON 000417", []),
    ("nothing at all", None),
]

_SUMS: list[tuple[str, Any]] = [
    ("ACTION EUR-12 INFO OCT-01 SS-15 /028 R", [28, 28]),
    ("ACTION EUR-12 INFO OCT-01 SS-15 028 R", [28, 28]),
    ("ORIGIN L-03 INFO OCT-01 EUR-12 /017 R", [16, 17]),
    ("ACTION ARA 16\nINFO SS 20,L 03,H 02\n/041 W", [41, 41]),
    ("ACTION EUR-12 INFO OCT-@1 ISO-OO SS-15 /028 R", [28, 28]),
    ("ACTION EUR-12 INFO OCT-B1 SS-15 /028 R", [28, 28]),
    ("ACTION EUR-12 INFO OCT-81 SS-15 /028 R", [28, 28]),
    ("ACTION EUR-12 INFO OCT-01 SS-15", [28, None]),
    ("46/15 ORIGIN PA-02 INFO OCT-01 /003 R 66611", [3, 3]),
    ("ACTION NEA-09 INFO OCT-01 S/S-15 /025 W", [25, 25]),
    ("ORIGIN EB-07 INFO OCT-01 EUR-12 ISO-00 /020 R DRAFTED BY EB:ABPOE", [20, 20]),
    ("ACTION AF-06 INFO OCT-01 AF-06 ISO-00 /013 W", [13, 13]),
    ("ACTION EUR 2@ INFO S 01,/021 W", [21, 21]),
    ("THE 12 MEN", None),
    ("nothing here", None),
]


def _of(line: str, year: int) -> str:
    return f"{line} [doc year {year}]"


_REFERENCES: list[tuple[str, Any]] = [
    (_of("REF: LISBON 417", 2007), ["07LISBON417"]),
    (_of("REF: STATE 012345", 1974), ["74STATE12345"]),
    (_of("REF: A. LISBON 417 B. OSLO 12", 2007), ["07LISBON417", "07OSLO12"]),
    (_of("REFS: A) LISBON 417; B) 06 OSLO 12", 2007), ["07LISBON417", "06OSLO12"]),
    (_of("REF: (A) 2005 LISBON 417 (B) OSLO 12 (NOTAL)", 2007), ["05LISBON417", "07OSLO12"]),
    (_of("REFTEL: SECSTATE 4417", 2007), ["07STATE4417"]),
    (_of("REF: 07STATE151182", 2008), ["07STATE151182"]),
    (_of("REF: LA PAZ 29 AND PREVIOUS", 2007), ["07LAPAZ29"]),
    (_of("REF: PORT OF SPAIN 12", 2007), ["07PORTOFSPAIN12"]),
    (_of("REF: THE HAGUE 44", 2007), ["07THEHAGUE44"]),
    (_of("REF: N'DJAMENA 43", 2009), ["09NDJAMENA43"]),
    (_of("REF: AMEMBASSY LISBON 123", 2009), ["09LISBON123"]),
    (_of("REF: LISBON 442 AND 443", 2009), ["09LISBON442", "09LISBON443"]),
    (_of("REF: LISBON 442, 443", 2009), ["09LISBON442", "09LISBON443"]),
    (_of("REF: LISBON 12 (05)", 2009), ["05LISBON12"]),
    (_of("ref: a. 05 lisbon 417\nb. oslo 12", 2007), ["05LISBON417", "07OSLO12"]),
    (_of("Ref(s): A) RIO DE JAN 138", 2008), ["08RIODEJANEIRO138"]),
    (_of("REF: A) SAO PAULO 405\n     B) SAO\nPAULO 406", 2005),
     ["05SAOPAULO405", "05SAOPAULO406"]),
    (_of("REF: A. LISBON 11\nPAGE 02 LISBON 00417 032045Z B. OSLO 12", 2007),
     ["07LISBON11", "07OSLO12"]),
    (_of("REF: LISBON 11 LISBON 00000417 001.2 OF 003", 2007), ["07LISBON11"]),
    (_of("REF: A. LISBON 11 B. POE-DOE EMAIL 05/11/07", 2007), ["07LISBON11"]),
    (_of("REF: A. IIR 6 832 0617 08 B. LISBON 11", 2007), ["07LISBON11"]),
    (_of("REF: OSC EUP20080707950031", 2008), []),
    (_of("REF: TELCON OF 12 MAY", 2008), []),
    (_of("REF: POE MEMO OF MAY 12, 1974", 1974), []),
    (_of("REF: SECDEF MSG DTG 301601Z SEP 08", 2008), []),
    (_of("REF: UNSCR 1737", 2008), []),
    (_of("REF: MTCR POC DOC 61", 2008), []),
    (_of("REF: LISBON POINTS JULY 15", 2009), []),
    (_of("REF: A-150", 1970), []),
    ("REF: 05 LISBON 417", ["05LISBON417"]),
    ("REF: LISBON 417", ["LISBON417"]),
    ("", []),
]  # fmt: skip

_BRITISH: list[tuple[str, Any]] = [
    ("FM BONN", ["FM", {"fm": "BONN"}]),
    ("FM UKMIS NEW YORK", ["FM", {"fm": "UKMIS NEW YORK"}]),
    ("FM F C O", ["FM", {"fm": "F C O"}]),
    ("FM BONN 011830Z APR 82",
     ["FM_DTG", {"fm": "BONN", "dtg": "011830Z", "mon": "APR", "y": "82"}]),
    ("FM UKDEL NATO 120915Z", ["FM_DTG", {"fm": "UKDEL NATO", "dtg": "120915Z"}]),
    ("TO PRIORITY FCO", ["TO", {"prec": "PRIORITY", "to": "FCO"}]),
    ("TO IMMEDIATE UKMIS NEW YORK", ["TO", {"prec": "IMMEDIATE", "to": "UKMIS NEW YORK"}]),
    ("TO FLASH F C O", ["TO", {"prec": "FLASH", "to": "F C O"}]),
    ("TO PEKING", ["TO", {"to": "PEKING"}]),
    ("TELNO 412", ["TELNO", {"n": "412"}]),
    ("TEL NO 412", ["TELNO", {"n": "412"}]),
    ("Tel No.412", ["TELNO", {"n": "412"}]),
    ("TELEGRAM NUMBER 412", ["TELNO", {"n": "412"}]),
    ("TELEGRAM NO. 412 OF 3 MAY", ["TELNO", {"n": "412", "d": "3 MAY"}]),
    ("OF 101635Z MAY 84", ["OF", {"dtg": "101635Z", "mon": "MAY", "y": "84"}]),
    ("INFO SAVING OSLO, LISBON", ["INFO", {"prec": "SAVING", "to": "OSLO, LISBON"}]),
    ("INFO IMMEDIATE UKDEL NATO", ["INFO", {"prec": "IMMEDIATE", "to": "UKDEL NATO"}]),
    ("INFO DEFERRED OSLO", ["INFO", {"prec": "DEFERRED", "to": "OSLO"}]),
    ("INFO WASHINGTON", ["INFO", {"to": "WASHINGTON"}]),
    ("FROM LISBON TO FOREIGN OFFICE", ["FM_TO_1949", {"fm": "LISBON", "to": "FOREIGN OFFICE"}]),
    ("FROM FOREIGN OFFICE TO LISBON", ["FM_TO_1949", {"fm": "FOREIGN OFFICE", "to": "LISBON"}]),
    ("IMMEDIATE LISBON TO FOREIGN OFFICE",
     ["PREC_FM_TO_1969", {"prec": "IMMEDIATE", "fm": "LISBON", "to": "FOREIGN OFFICE"}]),
    ("PRIORITY FCO TO OSLO", ["PREC_FM_TO_1969", {"prec": "PRIORITY", "fm": "FCO", "to": "OSLO"}]),
    ("D. 1.05 p.m. 2nd August 1949.",
     ["DR", {"k": "D", "t": "1.05 p.m.", "d": "2nd August 1949."}]),
    ("R. 11.40 a.m. 21st May 1950", ["DR", {"k": "R", "t": "11.40 a.m.", "d": "21st May 1950"}]),
    ("Cypher/OTP", ["CYPHER", {"k": "OTP"}]),
    ("CYPHER CAT A", ["CYPHER", {"k": "CAT A"}]),
    ("Cypher/Cat B", ["CYPHER", {"k": "Cat B"}]),
    ("EN CLAIR", ["CYPHER", {"k": "EN CLAIR"}]),
    ("DESKBY 170600Z", ["DESKBY", {"dtg": "170600Z"}]),
    ("DESKBY 011200Z FCO", ["DESKBY", {"dtg": "011200Z", "to": "FCO"}]),
    ("GR 450", ["GR", {"n": "450"}]),
    ("GRS 1200", ["GR", {"n": "1200"}]),
    ("GRS 90B", ["GR", {"n": "90B"}]),
    ("MIPT.", ["XREF", {"k": "MIPT"}]),
    ("MIPT: PORT CHARGES", ["XREF", {"k": "MIPT"}]),
    ("2. PLEASE SEE MIFT.", ["XREF", {"k": "PLEASE SEE MIFT"}]),
    ("SEE MY TELNO 12 TO BONN", ["XREF", {"k": "MY TELNO 12 TO BONN"}]),
    ("YOUR TELNO 97: PORT CHARGES", ["XREF", {"k": "YOUR TELNO 97"}]),
    ("Your telegram No.219", ["XREF", {"k": "Your telegram No.219"}]),
    ("TUR WAS NOT RECEIVED", ["XREF", {"k": "TUR"}]),
    ("ADDRESSED FCO TELNO 12 OF 3 MAY RFI BONN",
     ["ADDRESSED", {"to": "FCO", "n": "12", "d": "3 MAY", "info": "BONN"}]),
    ("Addressed to Bonn telegram No.12 of 3 May",
     ["ADDRESSED", {"to": "Bonn", "n": "12", "d": "3 May"}]),
    ("TO IMMEDIATE BONN TELNO 12 OF 3 MAY",
     ["TO_TELNO_OF", {"prec": "IMMEDIATE", "to": "BONN", "n": "12", "d": "3 MAY"}]),
    ("TO FCO TELNO 12 OF 3 MAY INFO OSLO",
     ["TO_TELNO_OF", {"to": "FCO", "n": "12", "d": "3 MAY", "info": "OSLO"}]),
    ("ISSINGHAM", None),
    ("THEY TOLD US NOTHING NEW", None),
    ("FROM SEVEN CORDIAL MEETINGS. BOTH SIDES", None),
    ("TO THE MINISTER WHO SAID", None),
    ("TURBULENT TIMES", None),
    ("", None),
]  # fmt: skip

_TAGS: list[tuple[str, Any]] = [
    ("TAGS: PREL PGOV IC", ["PREL", "PGOV", "IC"]),
    ("TAGS: PREL, PGOV, IC", ["PREL", "PGOV", "IC"]),
    ("TAGS PREL, IC", ["PREL", "IC"]),
    ("AGS: PREL, IC", ["PREL", "IC"]),
    ("TAG PREL, IC", ["PREL", "IC"]),
    ("tags: prel, ic", ["PREL", "IC"]),
    ("TAGS: PREL,\nIC", ["PREL", "IC"]),
    ("TAGS: PREL PGOV\nNATO, UK\nSUBJECT: PORTS", ["PREL", "PGOV", "NATO", "UK"]),
    ("TAGS: PREL IC SUBJECT: PORTS", ["PREL", "IC"]),
    ("E.O. 12958: N/A TAGS: PREL, IC", ["PREL", "IC"]),
    ("TAGS: OVIP (POE, ANN B.), IC", ["OVIP", "POE, ANN B.", "IC"]),
    ("TAGS: OVIP POEHLMANN ANNA PREL IC", ["OVIP", "POEHLMANN, ANNA", "PREL", "IC"]),
    ("TAGS: OVIP, PREL, IC", ["OVIP", "PREL", "IC"]),
    ("TAGS: PREL IC SIPDIS", ["PREL", "IC"]),
    ("kind of IC", "GEO"),
    ("kind of us", "GEO"),
    ("kind of PREL", "SUBJECT"),
    ("kind of OVIP", "SUBJECT"),
    ("kind of PFOR", "SUBJECT"),
    ("kind of KNNP", "PROGRAM"),
    ("kind of IAEA", "ORG"),
    ("kind of MTCRE", "ORG"),
    ("kind of OPEC", "ORG"),
    ("kind of ASEAN", "ORG"),
    ("kind of UNSC", "ORG"),
    ("kind of POE, ANN", "PERSON"),
    ("kind of SOMETHING ELSE", "UNKNOWN"),
    ("", None),
]

CASES: dict[str, list[tuple[Any, Any]]] = {
    "G": _CHECKS,
    "H": _SUMS,
    "I": _REFERENCES,
    "O": _BRITISH,
    "P": _TAGS,
}
