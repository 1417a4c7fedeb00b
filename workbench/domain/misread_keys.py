"""Header lines whose key OCR misread, or set behind specks: the key as it was typed.

A key is put right only where what follows it is what follows such a key: a colon, the number of
an order, a post. The rest of the line stays as it was read, sign for sign.
"""

from __future__ import annotations

import re
from functools import lru_cache

from workbench.domain.datetime_groups import PRECEDENCE_WORDS
from workbench.domain.letters import distance

_SPECKS = re.compile(r"[\s'‘’“”«»\"`´.,;:~_|*•·=°^-]+(?=[^\W_])")
_SIGNS_FOR_LETTERS = str.maketrans("0@15!|8€£¥$", "OOISIIBEEYS")
_KEYS = ("SUBJECT", "SUBJ", "TAGS", "REFTEL", "REFS", "REF", "FROM", "DATE")
_SHORT = {"SUBJECT": "SUBJ", "REFTEL": "REF"}
_MARKED = re.compile(r"(?P<key>[^\s:;]{3,8})(?P<sign> ?[:;])(?=\s|\w)")
_BARE = re.compile(
    r"(?P<key>SUBJECT|SUBJ|TAGS|REF)(?P<sign>[.,] ?| )(?=[(\w])(?![A-Z] |(?:TO|OF|MATTER|IS|WAS)\b)"
)
_ORDER = re.compile(
    r"(?=[EFBLK£€]\S)(?P<key>[^\s(]{1,2}[^\s(\w]{0,3}(?: ?[O0QCD]\W{0,2})?)\s?"
    r"(?=1(?:0501|1652|2065|2356|2958|3292|3526)\b)",
    re.I,
)
_ADDRESS = re.compile(r"(?P<key>[^\s.,:;/]{2,5})(?P<sign>[.,:;]*\s*)(?=(?P<rest>\S.*))")
_LIKE_FM = re.compile(r"[FEPKR¥][MNWH]")
_LIKE_TO = re.compile(r"[TYI1J7][O0@QCGDU]")
_POSTS = (
    "AMEMBASSY", "AMCONSUL", "AMCONGEN", "AMLEGATION", "SECSTATE", "USMISSION", "USDEL", "USINT",
    "USLO", "USUN", "USEU", "USNATO", "SECDEF", "DEPT", "UKMIS", "UKDEL", "UKREP", "UKDIS", "FCO",
)  # fmt: skip
"""First words of an address that nothing else begins with."""
_CLASSIFIED = re.compile(r"(\bclass\w{4,6}\s+by)[.;,](?=\s)", re.I)
_BEFORE_REASON = re.compile(r"\b[A-Za-z!1]{6,7}(?=[:.;]?\s+1\.\s?[2-5])")
_WORD = re.compile(r"[A-Za-z\d!|@]{4,}")
_BESIDE_WORDS = re.compile(r"(?<![^\W_])[‘’“”\"~*_|•`°]|[‘’“”\"~*_|•`°](?![^\W_])")
_ROUTING = re.compile(r"R[UH][A-Z0-9]{3,6}/\s?")


def from_key(line: str) -> tuple[int, str]:
    """Where a line begins behind specks, and the line from there with its key put right.

    The second is as long as the line from that place on.
    """
    specks = _SPECKS.match(line)
    start = specks.end() if specks else 0
    text = line[start:]
    if (order := _ORDER.match(text)) is not None:
        moved = max(0, order.end() - len("E.O. "))
        key = "E.O. " if order.end() >= len("E.O. ") else "EO".ljust(order.end())
        return start + moved, key + text[order.end() :]
    if (found := _MARKED.match(text) or _BARE.match(text)) is not None:
        key = _label(found["key"])
        if key:
            sign = ":".ljust(len(found["sign"]))
            return start, key.ljust(len(found["key"])) + sign + text[found.end() :]
    return start, _with_address_key(text)


def names_a_post(text: str) -> bool:
    """Whether a text begins with a post, routed or not, behind a precedence or not."""
    words = _ROUTING.sub("", text, count=1).split()
    if words and _is_precedence(words[0]):
        words = words[1:]
    return bool(words) and _opens_post(words[0])


def opens_address(line: str) -> bool:
    """Whether a line is an address by itself: a key, and a post behind it."""
    found = _ADDRESS.match(line)
    return (
        found is not None and found["key"] in ("FM", "TO", "INFO") and names_a_post(found["rest"])
    )


def typed_in_capitals(line: str) -> str:
    """A line of addresses, sign for sign, without specks beside its words and in capitals where a
    letter or two of a word in capitals were read as others.
    """
    return _WORD.sub(_capitals, _BESIDE_WORDS.sub(" ", line))


def with_words_of_authority(text: str) -> str:
    """A text with the words of a classification authority as they should be, sign for sign."""
    text = _CLASSIFIED.sub(lambda found: f"{found[1]}:", text)
    return _BEFORE_REASON.sub(_reason, text)


def _reason(found: re.Match[str]) -> str:
    word = found[0]
    for known in ("reasons", "reason"):
        if len(word) == len(known) and distance(word.lower(), known, 2) <= 2:
            return known
    return word


def _capitals(word: re.Match[str]) -> str:
    signs = word[0]
    capitals = sum(map(str.isupper, signs))
    misread = capitals < len(signs) <= 1.5 * capitals
    return signs.upper().translate(_SIGNS_FOR_LETTERS) if misread else signs


def _with_address_key(text: str) -> str:
    found = _ADDRESS.match(text)
    if found is None:
        return text
    read = found["key"]
    if read in ("FM", "TO", "INFO"):
        key = read
    elif len(read) == len("INFO") and distance(_letters(read), "INFO", 1) <= 1:
        key = "INFO"
    elif _LIKE_TO.fullmatch(read):
        key = "TO"
    elif _LIKE_FM.fullmatch(read):
        key = "FM"
    else:
        return text
    first = found["rest"].split()[0]
    if not names_a_post(found["rest"]) and not (key != "FM" and _is_precedence(first)):
        return text
    return key + " " * len(found["sign"]) + text[found.end() :] if found["sign"] else text


def _label(read: str) -> str:
    """The key that a word stands for, itself or a letter or two away; no longer than the word."""
    word = _letters(read)
    if word in _KEYS:
        return word
    for key in _KEYS:
        limit = 2 if len(key) > 6 else 1 if len(key) == len(word) > 3 else 0
        if distance(word, key, limit) <= limit:
            return key if len(key) <= len(read) else _SHORT.get(key, "")
    return ""


@lru_cache(maxsize=2048)
def _opens_post(word: str) -> bool:
    return any(_reads_as(word, post) for post in _POSTS)


@lru_cache(maxsize=2048)
def _is_precedence(word: str) -> bool:
    return any(_reads_as(word, precedence) for precedence in PRECEDENCE_WORDS)


def _reads_as(word: str, known: str) -> bool:
    limit = 0 if len(known) < 5 else 1 if len(known) < 8 else 2
    return distance(_letters(word), known, limit) <= limit


def _letters(word: str) -> str:
    return word.upper().strip("'‘’“”\".,").translate(_SIGNS_FOR_LETTERS)
