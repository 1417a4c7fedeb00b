"""A header field as found in a line: its label, its value, and where its words stand."""

from __future__ import annotations

from dataclasses import dataclass, field


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
