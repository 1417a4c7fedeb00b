"""TAGS lines: codes told apart, each a subject, program, place, organisation or person."""

from __future__ import annotations

import re
from itertools import takewhile

from workbench.domain.fields import FieldMatch
from workbench.domain.letters import without_layout


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SUBJECTS = _words(
    """
    AADP AART AAUD ABLD ABUD ACKM ACLM ACMM ACMS ACOA ACOM ACOU ADCO ADPM ADTO AEMR AFAC AFIN
    AFOP AFSI AFSN AFSP AGAO AINF AINR AINT ALIB ALOW ALTR AMED AMGT AMTC ANET AODE AOMS AORC
    AORG APCS APER APOU APUB AREC AREG ASAF ASCH ASEC ASIG ASUP ATRN AVCE AWRD BAGB BBAK BBCP
    BBSR BDIS BENC BEXP BFOL BGEN BLIB BMGT BPRO BPUB BTIO BTRA CARR CASC CDES CFED CGEN CIDA
    CJAN CLOK CMGT CPAS CPRS CVIS EAGR EAID EAIR EALR ECIN ECON ECPS ECRP EFIN EFIS EGEN EIND
    EINT EINV ELAB ELTN EMIN ENIV ENRG EPAP EPET ESTC ETEL ETRD ETTC ETRN EWWT MARR MASS MCAP
    MGMT MILI MNUC MOPS MORG MPOL OCII OCLR OCON ODIP OEXC OFDP OGEN OIIP OPDC OPRC OREP OSCI
    OTRA OVIP PARM PBOR PBTS PDEV PDIP PEPR PFOR PGOV PHSA PHUM PINR PINS PINT PLOS PNAT PORG
    PPDC PREF PREL PROP PTER PUNE SARR SCUL SENV SGEN SHUM SMIG SNAR SOCI SOPN SREF SWEL TBIO
    TECH TGEN TINT TNGD TNUC TPHY TPSA TPSL TRGY TSPA TSPL
    """
)
"""Subject codes of 1973 to 2010; source: State's lists as DOMAIN.md section 3 names them."""

ORGANISATIONS = _words(
    """
    ABM ACDA ADB AEC AFDB ANZUS APEC ARF ASEAN AU BIE BIS BWC CARICOM CBW CCD CDG CENTO CERN CIS
    COCOM COE COMECON CSCE CTBT CWC DAC DEA DIA EAC EBRD EC ECA ECAFE ECE ECLA ECOSOC ECOWAS EEC
    EFTA EP EPA EU EUN FAA FAO FARC FATF FBI FTAA GATT GCC GEF HHS IADB IAEA IATA IBRD ICAO ICC
    ICEM ICFTU ICJ ICRC ICTR ICTY IDB IEA IFAD IFC ILC ILO IMCO IMF IMO INCB INTELSAT INTERPOL
    IOC IOM IPU ISAF ITU IWC LAFTA LAS MBFR MERCOSUR MTCR MTCRE NAC NAFTA NAM NASA NATO NEA NGO
    NOAA NPG NPT NRC NSC NSF NSG OAPEC OAS OAU OECD OECS OIC OPCW OPEC OPIC OSCE OSD PAHO PFLP
    PKK PLO SAARC SADC SCO SEATO SPC START TNC UN UNAIDS UNAUS UNCHR UNCITRAL UNCND UNCSW UNCTAD
    UNDP UNEP UNESCO UNFCCC UNFICYP UNFPA UNGA UNHCR UNHRC UNICEF UNIDO UNIFIL UNITAR UNMIK UNMIS
    UNMOVIC UNO UNPUOS UNRWA UNSC UNSCE UNSCR UNTSO UPU USAID USDA USOSCE USTR USUN WB WCO WEU
    WFP WHO WIPO WMO WTO WTRO XMB ZANU-PF BA'ATH HAMAS
    """
)
_VISITS = ("OVIP", "OREP", "OTRA", "OEXC", "OCON")
"""Codes of travel that had to be followed by a name."""

_KEY = re.compile(
    r"(?:^|(?<=\s)|(?<=\d))T?A[GC][S5]?(?P<sign>\s*[:;.：])?\s+|^\s*TAGS?(?P<glued>[:;：-])\s*",
    re.I,
)
_STOP = re.compile(r"(?:\bSUBJ(?:ECT)?\b\s*:|\bREFS?\b\s*:|\bE\.?O\.? ?1\d{4})", re.I)
_TOKEN = re.compile(
    r"\((?P<person>[^()]*)\)|(?P<tag>[A-Za-z][A-Za-z0-9'’-]*[A-Za-z0-9]|[A-Za-z])(?P<comma>,?)"
)
_CAPTION = ("SIPDIS", "NODIS", "EXDIS", "NOFORN")


def parse_tags(text: str) -> list[str]:
    """The codes of a TAGS line in order, and the person after a visit's code as ``NAME, GIVEN``.

    The list goes on over a line's end after a comma, or when what follows are codes.
    """
    return [value for value, _, _ in _read(text)]


def tags_field(text: str) -> FieldMatch | None:
    """The list of a TAGS entry, which may run over lines."""
    found = _read(text)
    if _key(without_layout(text)) is None or not found:
        return None
    return FieldMatch("tags", " ".join(value for value, _, _ in found), found[0][1], found[-1][2])


def tag_kind(tag: str) -> str:
    """GEO, ORG, SUBJECT, PROGRAM or PERSON, by the form of a code and the lists; UNKNOWN else."""
    text = " ".join(tag.upper().split())
    if "," in text:
        return "PERSON"
    if text in ORGANISATIONS:
        return "ORG"
    if text in SUBJECTS:
        return "SUBJECT"
    if not text.isascii() or not text.isalpha():
        return "ORG" if "-" in text and text.replace("-", "").isalnum() else "UNKNOWN"
    if len(text) == 2:
        return "GEO"
    if len(text) == 4:
        if text[0] == "K":
            return "PROGRAM"
        return "SUBJECT" if text[0] in "ABCEMOPST" else "ORG"
    return "ORG" if 3 <= len(text) <= 6 else "UNKNOWN"


def _key(text: str) -> re.Match[str] | None:
    """Where a list begins: at the word TAGS, unless a sentence speaks of tags."""
    return next((found for found in _KEY.finditer(text) if _opens_list(found, text)), None)


def _opens_list(key: re.Match[str], text: str) -> bool:
    begins_line = key.start() == 0 or text[key.start() - 1] == "\n"
    if (key["sign"] or key["glued"]) and (begins_line or key[0].isupper()):
        return True
    first = _TOKEN.search(text, key.end())
    return first is not None and first["tag"] is not None and _is_code(first["tag"], key[0])


def _is_code(word: str, beside: str) -> bool:
    """Whether a word is a code by the lists, or by its form where it stands in capitals."""
    tag = word.upper()
    if tag in SUBJECTS or tag in ORGANISATIONS:
        return True
    capitals = word.isupper() and beside.isupper() and tag != "TAGS"
    return capitals and tag_kind(tag) in ("SUBJECT", "PROGRAM", "GEO")


def _read(text: str) -> list[tuple[str, int, int]]:
    """``(value, start, end)`` of each code and person of the list.

    A text without the word TAGS is a list when all its words are codes, one of a subject.
    """
    text = without_layout(text)
    key = _key(text)
    words = [token["tag"] for token in _TOKEN.finditer(text) if token["tag"]]
    if key is None and not (
        any(word.upper() in SUBJECTS for word in words)
        and all(_is_code(word, word) for word in words)
    ):
        return []
    begin = key.end() if key else 0
    stop = _STOP.search(text, begin)
    body = _joined(text[: stop.start() if stop else len(text)], begin)
    found: list[tuple[str, int, int]] = []
    tokens = list(_TOKEN.finditer(text, begin, body))
    place = 0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if token["person"] is not None:
            found += _persons(token)
            continue
        tag = token["tag"].upper()
        if tag in _CAPTION or tag == "AND":
            continue
        found.append((tag, *token.span("tag")))
        if tag in _VISITS and (taken := _name_after(tokens[place : place + _LONGEST_NAME])):
            surname, given, last = tokens[place], tokens[place + 1], tokens[place + taken - 1]
            end = last.end("tag") + (taken > 2 and text.startswith(".", last.end("tag")))
            name = f"{surname['tag']}, {' '.join(text[given.start('tag') : end].split())}"
            found.append((name.upper(), surname.start("tag"), end))
            place += taken
    return found


def _persons(token: re.Match[str]) -> list[tuple[str, int, int]]:
    """The persons in one pair of brackets, told apart by semicolons."""
    start = token.start("person")
    return [
        (" ".join(name[0].upper().split()), start + name.start(), start + name.end())
        for name in re.finditer(r"[^;\s](?:[^;]*[^;\s])?", token["person"])
    ]


def _joined(text: str, begin: int) -> int:
    """Where the list ends: at a line's end with no comma, unless codes alone follow."""
    end = begin
    before = ""
    for line in re.finditer(r"[^\n]*(?:\n|$)", text[begin:]):
        piece = line[0].strip()
        if end > begin:
            codes = [word for word in re.split(r"[\s,]+", piece) if word]
            listed = bool(codes) and all(tag_kind(word) != "UNKNOWN" for word in codes)
            more = listed and piece.isupper() and len(codes[0]) < 6
            named = piece.startswith("(") and before.upper().endswith(_VISITS)
            torn = before.rfind("(") > before.rfind(")") and ")" in piece
            if not (before.endswith(",") or more or named or torn):
                break
        end = begin + line.end()
        before = piece
        if not piece:
            break
    return end


_LONGEST_NAME = 4


def _name_after(tokens: list[re.Match[str]]) -> int:
    """How many words after a visit's code are a surname, a given name and initials."""
    words = [(token["tag"] or "").upper() for token in tokens]
    if len(words) < 2 or not all(words[:2]):
        return 0
    surname, given = words[:2]
    if surname in SUBJECTS | ORGANISATIONS or len(surname) < 3 or len(given) < 2:
        return 0
    if tag_kind(surname) in ("SUBJECT", "PROGRAM") and tokens[0]["comma"]:
        return 0
    known = given in SUBJECTS | ORGANISATIONS or len(given) == 2
    if known or (len(surname) == 4 and surname[0] == "K"):
        return 0
    return 2 + sum(1 for _ in takewhile(lambda word: len(word) == 1, words[2:]))
