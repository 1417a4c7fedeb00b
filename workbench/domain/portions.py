"""Portion marks: the bracketed level before a paragraph, told from the letter of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.domain.letters import PREFIX, flat
from workbench.domain.markings import NATO_PORTIONS, PORTION_VALUES


@dataclass(frozen=True, slots=True)
class Portion:
    """A portion mark: ``mark`` as written without brackets, ``value`` its level in full.

    ``entire`` is true for ``(C - ENTIRE TEXT)``. Offsets hold mark and brackets.
    """

    mark: str
    value: str
    entire: bool
    start: int
    end: int


_VALUES = PORTION_VALUES | NATO_PORTIONS | {"CUI": "CUI", "OS": "OFFICIAL-SENSITIVE"}
_WORDS = {
    "TOP SECRET": "TS", "SECRET": "S", "CONFIDENTIAL": "C", "LIMITED OFFICIAL USE": "LOU",
    "UNCLASSIFIED": "U", "SENSITIVE BUT UNCLASSIFIED": "SBU", "RESTRICTED": "R",
}  # fmt: skip
_HEAD = r"CTS|TS|SBU|LOU|FOUO|CUI|N[SCRU]|[USCR]"
_CONTROLS = (
    r"(?:(?!\s?/\s?ENTIRE)\s{0,2}(?:/{1,2}|-(?=NF|REL))\s{0,3}[A-Z]"
    r"(?:(?!\s*[-,/]+\s*ENTIRE)[A-Z0-9 ,/&-])*)"
)
_MARK = (
    rf"(?:{_HEAD}){_CONTROLS}?"
    r"|//(?:FGI +|JOINT +)?[A-Z]{2,4}(?:,? +[A-Z]{3,4})* +(?:TS|[SCRU])(?://[A-Z][A-Z /,]*)?"
    r"|//(?:FGI +(?:TS|[SCRU])|CTS|N[SCRU])(?://[A-Z][A-Z /,]*)?"
)
_FULL = "|".join(sorted(_WORDS, key=len, reverse=True)).replace(" ", r"\s+")
_NUMBER = (
    r"(?:[¶\ufffd]|<u>|</u>|\$?\\underline\{\\P\}\$?|\$?\\P)*\s*(?:\d{1,3}|[lI|])"
    r"(?:</u>)?[\dOo]{0,2}\}?\$?\s*[.):,]{0,2}\s*"
)
_ENTIRE = r"\s*(?:[-,/]+\s*|(?<=\s))ENTIRE\s+TEXT\.?"
_PORTION = re.compile(
    rf"^{PREFIX}(?P<number>{_NUMBER}(?:\*{{2}}\s*)?|\(\d{{1,3}}\)\s*|[¶\ufffd]\s*)?"
    r"(?P<item>(?!\([CRSU]\))\(?(?P<letter>[A-Z])[.)]{1,2}\s*(?=[(\[]))?(?:<u>)?(?P<open>[(\[{]{1,2}\s{0,3})?"
    rf"(?:(?P<word>{_FULL})(?P<all>{_ENTIRE})?|(?P<mark>{_MARK})(?![A-Z])(?P<entire>{_ENTIRE})?)"
    r"(?P<close>\.?\s{0,3}[)\]}]{1,2})?(?:</u>)?",
    re.I,
)
_UNCLOSED = re.compile(
    rf"^{PREFIX}{_NUMBER}(?P<open>\()(?P<mark>(?:{_HEAD})/{{1,2}}[A-Z]{{1,6}}(?:/{{1,2}}[A-Z]{{1,6}})*)(?=\s+\S)"
)
"""A mark with words of handling whose closing bracket is lost."""
_FAR = 300
"""A mark opens its paragraph: nothing is looked for further on."""
_ITEM = re.compile(r"\(([^()]*)\)")


def parse_portion(text: str) -> Portion | None:
    """The portion mark that opens a paragraph, after its number if it has one.

    One lost bracket is allowed after a number alone, small letters only there. Whether ``(C)``
    without a number is a mark or the letter of a list must be asked of :func:`is_letter_list`.
    """
    text = flat(text[:_FAR])
    if (unclosed := _UNCLOSED.match(text)) is not None and ")" not in text[unclosed.end() :]:
        mark = unclosed["mark"]
        return Portion(mark, _VALUES[_head(mark)], False, unclosed.start("open"), unclosed.end())
    found = _PORTION.match(text)
    if found is None:
        return None
    entire = bool(found["entire"] or found["all"])
    if not entire and not _bracketed(found, text):
        return None
    if found["word"]:
        mark = _WORDS[" ".join(found["word"].upper().split())]
        head = mark
    else:
        mark = _as_written(found["mark"])
        head = _head(mark)
    if head not in _VALUES or not _handled(mark, found["mark"] or "", bool(found["number"])):
        return None
    if found["letter"] and found["letter"].upper() == mark:
        return None  # a label said twice: "C. (C) LISBON 7"
    start = (
        found.start("open") if found["open"] else found.start("mark" if found["mark"] else "word")
    )
    return Portion(mark, _VALUES[head], entire, start, found.end())


def _bracketed(found: re.Match[str], text: str) -> bool:
    """Whether brackets, number and what follows make these letters a mark."""
    after = text[found.end() :]
    written = found["mark"] or found["word"]
    if found["open"] and found["close"]:
        joined = after[:1].isalnum() and (found["number"] is None or after[:1].islower())
        sure = written.isupper() or found["number"] is not None or len(written) > 5
        return not joined and (sure or "/" in written)
    if found["number"] is None or not written.isupper() or found["word"]:
        return False
    if found["close"]:
        return not after or after[0].isspace()
    if not found["open"] or not re.match(r"\s+\S", after):
        return False
    closing, opening = after.find(")"), after.find("(")
    return closing < 0 or 0 <= opening < closing  # "(U Thant spoke)" closes: words, no mark


_SHORT_CONTROLS = frozenset(
    (
        "N", "NF", "NOFORN", "OC", "ORCON", "REL", "RELIDO", "FGI", "FOUO", "SBU", "SI", "TK",
        "HCS", "KDK", "RSV", "RD", "FRD", "CNWDI", "TFNI", "PR", "PROPIN", "IMC", "IMCON", "WN",
        "WNINTEL", "NC", "NOCONTRACT", "LES", "SSI", "DSEN", "FISA", "NODIS", "ND", "EXDIS", "XD",
        "LIMDIS", "STADIS",
    )
)  # fmt: skip
"""What may follow a level's letters behind one stroke. Source: DOMAIN.md 1.4, dni-ism."""


def _handled(mark: str, written: str, numbered: bool) -> bool:
    """Whether what follows one stroke is handling and no word: "(s/he)", "(c/o the Consul)".

    After a paragraph's number capitals that are unknown pass, too: they may be misread.
    """
    level, _, rest = mark.partition("/")
    if not rest or not level or rest.startswith("/"):
        return True
    known = re.split(r"[^A-Z]", rest)[0] in _SHORT_CONTROLS
    return known or (numbered and written.isupper() and " " not in rest and len(rest) > 1)


def _as_written(mark: str) -> str:
    """A mark in capitals, with no blanks around its strokes."""
    return re.sub(r"\s*(/{1,2})\s*", r"\1", " ".join(mark.upper().split()))


def _head(mark: str) -> str:
    """The letters of the level in a mark: ``S`` of ``S//NF``, of ``//GBR S`` and ``//FGI S``."""
    if not mark.startswith("//"):
        return re.split(r"[/ -]", mark, maxsplit=1)[0]
    return mark.removeprefix("//").split("//")[0].rsplit(" ", 1)[-1]


_SUBJECT = re.compile(r"^\W*SUBJ(?:ECT)?\s*(?:[:.]\s*|(?=\([A-Z/]{1,8}\)\s*:))", re.I)
_SUFFIX = re.compile(r"\s?(\([A-Za-z]{1,4}(?:/{1,2}[A-Za-z/ ,]{1,30})?\))[\s.]*$")


def subject_mark(text: str) -> Portion | None:
    """The mark before or after a subject (``SUBJECT: (U) PORTS``, ``SUBJECT: PORTS (C)``)."""
    text = flat(text)
    key = _SUBJECT.match(text)
    if key is None:
        return None
    after = _SUFFIX.search(text, max(key.end() - 1, len(text) - _FAR))
    for at in (key.end(), *([after.start(1)] if after else [])):
        found = _PORTION.match(text[at : at + _FAR].upper())
        if found is None or not (found["open"] and found["close"]) or found["entire"]:
            continue
        mark = _as_written(found["mark"] or _WORDS.get(found["word"] or "", ""))
        if _head(mark) in _VALUES and found["number"] is None:
            return Portion(mark, _VALUES[_head(mark)], False, at, at + found.end())
    return None


def portion_level(mark: str) -> str:
    """The level as data write it of a mark without brackets (``S//NF``, ``C!``); empty for none."""
    return _VALUES.get(_head(mark.strip().rstrip("!").upper()), "")


def is_letter_list(marks: Sequence[str]) -> bool:
    """Whether the bracketed letters that open items under one parent are a list's, not levels.

    They are a list when any is no level, when they run A, B, C from the first, or when each
    follows the one before in the alphabet.
    """
    heads = [_head(mark.strip().upper()) for mark in marks]
    if any(head not in _VALUES for head in heads):
        return True
    if len(heads) < 2:
        return False
    return all(len(a + b) == 2 and ord(b) == ord(a) + 1 for a, b in pairwise(heads))


def bracketed_items(text: str) -> list[str]:
    """What stands in each pair of round brackets, in order."""
    return [found[1].strip() for found in _ITEM.finditer(text)]
