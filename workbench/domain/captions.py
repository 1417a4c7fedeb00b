"""Words of handling: captions, caveats and channels, which are no levels.

``ONLY`` and ``LOU`` are ordinary words elsewhere: these are looked for in the caption zone of a
telegram (between the addresses and the E.O. line) and behind a banner's level alone.
"""

from __future__ import annotations

import re

from workbench.domain.letters import distance

CAPTIONS = frozenset(
    (
        "SIPDIS", "NODIS", "EXDIS", "LIMDIS", "STADIS", "CONDIS", "CHEROKEE", "NOFORN",
        "NOCONTRACT",
        "NIACT", "NIACT IMMEDIATE", "SPECAT", "SPECAT EXCLUSIVE", "EXCLUSIVE", "ONLY", "NOTAL",
        "ORCON", "PROPIN", "IMCON", "RELIDO", "WNINTEL", "NESCO", "LES", "SSI", "FISA", "DSEN",
        "ROGER CHANNEL", "DISSENT CHANNEL", "SY CHANNEL", "OC CHANNEL", "MED CHANNEL", "DISSENT",
        "AGREMENT", "DIRGEN", "CODEL", "TERREP", "STR", "SENSITIVE", "NOPASS", "HANDLE AS",
        "EXCLUSIVELY EYES ONLY",
        "EYES ONLY", "UK EYES ONLY", "UK EYES ALPHA", "UK EYES BRAVO", "UK EYES A", "UK EYES B",
        "CANUKUS EYES ONLY", "AUSCANUKUS EYES ONLY", "UKUS EYES ONLY", "DEDIP", "DEYOU", "PERSONAL",
        "NO DISTRIBUTION", "GUARD", "UKCON", "ATOMIC", "ATOMAL", "LOCSEN", "DESKBY", "STAFF",
        "IN CONFIDENCE", "COMMERCIAL IN CONFIDENCE", "MANAGEMENT IN CONFIDENCE", "MANAGEMENT",
        "COMMERCIAL", "POLICY", "VISIT", "STAFF IN CONFIDENCE", "FOUO", "SBU", "PRIVACY ACT",
        "RD", "FRD", "CNWDI", "TFNI", "RESTRICTED DATA", "FORMERLY RESTRICTED DATA",
        "SI", "TK", "HCS", "KDK", "RSV", "UMBRA", "SPOKE", "GAMMA", "COMINT", "TALENT-KEYHOLE",
    )
)  # fmt: skip
"""Source: DOMAIN.md 1.4 and 1.5."""

NO_AUTOMATIC_DATE = frozenset(
    ("RD", "FRD", "TFNI", "CNWDI", "RESTRICTED DATA", "FORMERLY RESTRICTED DATA")
)
"""Atomic Energy Act data: never declassified by a date; refer to the Department of Energy."""

_GLUED = sorted((word for word in CAPTIONS if " " not in word and len(word) > 4), key=len)


def captions_of(line: str) -> list[tuple[str, int, int]]:
    """``(caption, start, end)`` of each in a line that holds nothing else; empty when it does.

    Captions that stand glued (``STADISNODIS``) are told apart, and a misread ``SIPDIS`` is known
    by its letters: no more than two differ.
    """
    found: list[tuple[str, int, int]] = []
    for piece in re.finditer(r"[^,;/()]+", line):
        text = piece[0].strip(" .-")
        if not text:
            continue
        at = piece.start() + piece[0].index(text)
        read = _read(text, at)
        if not read:
            return []
        found += read
    return found


def _read(text: str, at: int) -> list[tuple[str, int, int]]:
    words = text.split()
    if " ".join(words) in CAPTIONS:
        return [(" ".join(words), at, at + len(text))]
    if len(words) > 1:
        found = []
        for word in re.finditer(r"\S+", text):
            one = _read(word[0], at + word.start())
            if not one:
                return []
            found += one
        return found
    for first in _GLUED:
        if text.startswith(first) and text != first and (rest := _read(text[len(first) :], at)):
            return [(first, at, at + len(first))] + [
                (word, start + len(first), end + len(first)) for word, start, end in rest
            ]
    near = 5 <= len(text) <= 7 and text.isupper() and distance(text, "SIPDIS", 2) <= 2
    return [("SIPDIS", at, at + len(text))] if near else []
