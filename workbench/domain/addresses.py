"""Address blocks of telegrams: from, to, info, with precedence and without routing."""

from __future__ import annotations

import re

from workbench.domain.datetime_groups import PRECEDENCE_WORDS, PRECEDENCES, find_dtg
from workbench.domain.fields import FieldMatch


def dtg_fields(line: str) -> list[FieldMatch]:
    """Precedence and date-time group of a line; nothing when the moment does not exist."""
    found = find_dtg(line)
    if found is None or found.iso is None:
        return []
    fields = [FieldMatch("dtg", found.iso, found.start, found.end)]
    if found.letters_span is not None:
        words = " ".join(PRECEDENCES[letter] for letter in found.precedences)
        fields.insert(0, FieldMatch("precedence", words, *found.letters_span))
    return fields


_ADDRESS = re.compile(r"(?:^|(?<= ))(?P<key>FM|FROM|T[O0]|[Il]NF[O0]|XMT)(?::\s*|\s+)(?=\S)")
_ADDRESS_LABELS = {"FM": "from", "FROM": "from", "TO": "to", "INFO": "info", "XMT": ""}
_ADDRESSEE = re.compile(
    r"\s*(?:R[UH][A-Z]{2,6}/)?"
    rf"(?P<before>(?:(?:{'|'.join(PRECEDENCE_WORDS)}) )*)"
    r"(?P<name>[A-Z][A-Z.'/() -]*?)"
    rf"(?P<after>(?: (?:NIACT )?(?:{'|'.join(PRECEDENCE_WORDS)}))?)"
    r"(?: (?=\w*\d)[\dOIlTSB]{1,6})?(?: BT)?(?: RELEASED? IN (?:PART|FULL))?[\s\"”'’.*-]*$"
)


def address_fields(line: str, label: str, *, run_on: bool) -> tuple[list[FieldMatch], str]:
    """From, to and info of one line of an address block.

    ``label`` is what the line goes on with when it opens with no key. With ``run_on`` keys also
    count in the middle of the line. Returns the fields and the label the next line goes on with.
    """
    keys = list(_ADDRESS.finditer(line)) if run_on else []
    if not keys and (opening := _ADDRESS.match(line)):
        keys = [opening]
    pieces: list[tuple[str, int, int]] = []
    if not keys or (keys[0].start() > 0 and not run_on):
        pieces.append((label, 0, len(line)))
    for index, key in enumerate(keys):
        end = keys[index + 1].start() if index + 1 < len(keys) else len(line)
        label = _ADDRESS_LABELS[key["key"].upper().replace("0", "O").replace("LNFO", "INFO")]
        pieces.append((label, key.end(), end))
    fields = [f for name, start, end in pieces if name for f in _addressees(line, name, start, end)]
    return fields, label


def _addressees(line: str, label: str, start: int, end: int) -> list[FieldMatch]:
    fields: list[FieldMatch] = []
    at = start
    precedence = ""
    for part in line[start:end].split(","):
        found = _ADDRESSEE.match(part)
        if found is not None and len(found["name"].strip()) > 1:
            name = found["name"].rstrip(" -")
            precedence = (found["before"] or found["after"]).strip() or precedence
            begin = at + found.start("name")
            attributes = {"precedence": precedence} if precedence else {}
            fields.append(FieldMatch(label, name, begin, begin + len(name), attributes))
        at += len(part) + 1
    return fields
