"""Page furniture: what a page carries that is not the paper's text, and catchwords."""

from __future__ import annotations

import re
from enum import StrEnum

from workbench.domain.letters import bare, flat, squeezed


class Furniture(StrEnum):
    """What a line is that belongs to the page, not to the text."""

    PAGE = "PAGE"
    DASH = "DASH"
    END = "END"
    BOILERPLATE = "BOILER"
    NOISE = "NOISE"
    METADATA = "AADMETA"
    LOST = "LOST"
    """The archive's own word that the text of the message is lost, no fault of an extraction."""


_LEVEL = r"(?:(?:TOP |NATO )?SECRET|CONFIDENTIAL|UNCLAS(?:SIFIED)?|LIMITED OFFICIAL USE|RESTRICTED)"
_N = r"[\dOQ@]"
"""A digit of a number that page lines count with; a slashed zero is often misread."""
_PAGE_LINE = re.compile(
    rf"^(?:{_LEVEL}\s+)?PAGE\s+{_N}\d{{0,2}}\s+\S.*\d{{4,6}}.*$"
    rf"|^(?:P[A-Z]GE|PA[A-Z6]E|PAG[A-Z])\s+{_N}\d\s+[A-Z][A-Z .'-]+ {_N}{{4,6}}\s+{_N}{{6}}Z"
    rf"|^(?:{_LEVEL}\s+)?PAGE\s+\d{{1,3}}(?:\s+OF\s+\d{{1,3}})?$"
    r"|^PAGE\s+0\d\s+[A-Z]{2,}(?: [A-Z]{1,8})?$"
    rf"|^[A-Z][A-Z.' /-]+ {_N}{{8}}\s+{_N}{{3}}(?:\.\d)?\s+[O0]F\s+{_N}{{3}}$"
    r"|^[A-Z][A-Za-z.' /-]+ 0\d{7}\s+\d{3}(?:\.\d)?\s+of\s+\d{3}$"
    r"|^\d{3}\.\d\s+OF\s+\d{3}$"
    r"|^-{1,2}\s?\d{1,4}\s?-{1,2}$|^Page \d+(?: of \d+)?$|^/\s?\d{1,3}\s*$|^\d{1,3}\s?/$"
)
_DASH_LINE = re.compile(rf"^(?:[-–—] ?){{6,}}\s*{_N}\d{{5}}Z?(?:\s+\d{{6}}Z?)?(?:\s*/\d+)?$")
_ENDS = re.compile(
    r"^(?:<{0,2}\s*END OF DOCUMENT\s*>{0,2}|END CABLE TEXT|(?:(?:BT|#\d{4}|N ?N ?N ?N) ?)+)[ .]*$",
    re.I,
)
_BOILERPLATE = re.compile(
    r"^(?:©|[Cc]opyright\b(?: ?(?:©|\([Cc]\)))?)\s?(?:\d{4}(?:[-–]\d{2,4})?\b|[A-Z][a-z])"
    r"|^© ?[A-Z]{3,}"
    r"|^\([Cc]\) ?(?:19|20)\d\d\b"
    r"|^[Mm]ore ?(?:>>|»)|^(?:- )?-----(?:BEGIN|END) PGP|^(?:Share|Tweet|Print|E-?mail) this\b"
    r"|^(?:https?://|www\.)\S+$|^Home ?[|>»] |^All rights reserved"
    r"|^(?:(?:©|\([Cc]\)) ?)?(?i:Scoop Media)$|^View as: |^Tweet$"
    r"|^Read more(?: ?(?:>>|»|\.{3}|…))?$"
    r"|^Find more from\b|^ScoopPro\b|^Cookies? (?:policy|settings)|^Terms of (?:use|service)\b"
)
_NOISE = re.compile(
    r"^[¿�?\s]*¿[¿�?\s]*$|^(?:[�?]\s?){4,}$|^[\s/\\|_~^*#=+.]*[/\\|_~^*#=+]{4,}[\s/\\|_~^*#=+.]*$"
)
_LOST = re.compile(r"^(?:ERROR READING TEXT|EXPAND ERROR ENCOUNTERED)\b", re.I)
_METADATA = re.compile(
    r"^Message +Attributes *:?$|^(?:Automatic Decaptioning|Decaption Date"
    r"|(?:Original|Current|Previous) (?:Classification|Handling(?: Restrictions)?)"
    r"|Disposition (?:Action|Approved on Date|Authority|Case Number|Comment|Date|Event|History"
    r"|Reason|Remarks)"
    r"|Review (?:Action|Authority|Comment|Content Flags|Date|Event|Exemptions|History|Markings"
    r"|Media Identifier|Referrals|Release Date|Release Event|Transfer Date|Withdrawn Fields))\s*:",
    re.I,
)


def furniture(line: str) -> Furniture | None:
    """What kind of page furniture a line is; levels and catchwords are judged elsewhere."""
    text = flat(line).replace("\n", " ").strip()
    if not text:
        return None
    plain = re.sub(r"^#+ +", "", text)
    inner = squeezed(plain)[0].rstrip(" .")
    return _kind(plain) or (_kind(inner) if inner != plain else None)


def _kind(plain: str) -> Furniture | None:
    if _PAGE_LINE.match(plain):
        return Furniture.PAGE
    if _DASH_LINE.match(plain):
        return Furniture.DASH
    if _ENDS.match(plain):
        return Furniture.END
    if _METADATA.match(plain):
        return Furniture.METADATA
    if _LOST.match(plain):
        return Furniture.LOST
    if _NOISE.match(plain):
        return Furniture.NOISE
    if _BOILERPLATE.match(plain):
        return Furniture.BOILERPLATE
    return None


_SIGNS = ".,;:-–—/'\"’”() "


def is_catchword(last: str, first: str) -> bool:
    """Whether a page's last line is one word that only announces the next page's first.

    ``last`` and ``first`` are the lines next to the page turn, without furniture. A word cut in
    two by the turn is none.
    """
    ending = bare(last).strip(_SIGNS)
    opening = bare(first).split()
    if not ending or " " in ending or not opening or not any(c.isalpha() for c in ending):
        return False
    return opening[0].strip(_SIGNS).casefold() == ending.casefold() and len(ending) > 1
