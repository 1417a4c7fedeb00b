"""The header fields of a paper: their names, and one as found in a line."""

from __future__ import annotations

from dataclasses import dataclass, field

FIELD_TITLES = {
    "precedence": "Precedence",
    "dtg": "Date and time",
    "from": "From",
    "to": "To",
    "info": "Info",
    "mrn": "Message number",
    "subject": "Subject",
    "ref": "Reference",
    "tags": "TAGS",
    "eo": "E.O.",
    "declassify_on": "Declassify on",
    "classified_by": "Classified by",
    "reason": "Reason",
    "telno": "TELNO",
    "classification": "Classification",
}
"""The labels of fields, in the order of a header, and what people call them."""


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """A header field found: its label, its normalised value, and where its words stand.

    Offsets are code points of the text it was found in.
    """

    label: str
    value: str
    start: int
    end: int
    attributes: dict[str, str] = field(default_factory=dict)
