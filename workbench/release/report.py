"""What a verification found, for people and for machines; never the secret itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from workbench.domain.geometry import Rect

Outcome = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Leak:
    """One place where something survives.

    ``vector`` says how ("text under a box", "metadata", …), ``extractor`` what saw it, ``said``
    which secret it is by a label that tells nothing of it, unless the whole was asked for.
    """

    vector: str
    extractor: str
    page: int | None = None
    box_pt: Rect | None = None
    said: str = ""

    def sentence(self) -> str:
        """For a person: vector, place, extractor."""
        where = "" if self.page is None else f" on page {self.page}"
        if self.box_pt is not None:
            box = self.box_pt
            where += f" at {box.x0:.0f},{box.y0:.0f}–{box.x1:.0f},{box.y1:.0f} points"
        what = f": {self.said}" if self.said else ""
        return (
            f"{self.vector[:1].upper()}{self.vector[1:]}{where}{what} (seen by {self.extractor})."
        )


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and what came of it, in a sentence."""

    name: str
    outcome: Outcome
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome for one file."""

    file_name: str
    sha256: str
    page_count: int
    checks: tuple[Check, ...]
    leaks: tuple[Leak, ...]

    @property
    def clean(self) -> bool:
        """No leak and no failed check: the copy may go out."""
        return not self.leaks and all(check.outcome != "failed" for check in self.checks)

    def as_dict(self) -> dict[str, Any]:
        """JSON values; boxes in page points, rounded to a hundredth."""
        return {
            "file": self.file_name,
            "sha256": self.sha256,
            "pages": self.page_count,
            "clean": self.clean,
            "checks": [
                {"name": c.name, "outcome": c.outcome, "sentence": c.sentence} for c in self.checks
            ],
            "leaks": [
                {
                    "vector": leak.vector,
                    "page": leak.page,
                    "box_pt": leak.box_pt.as_list() if leak.box_pt else None,
                    "extractor": leak.extractor,
                    "text": leak.said,
                }
                for leak in self.leaks
            ],
        }

    @classmethod
    def from_json(cls, text: str) -> Report:
        """The report of a JSON document that :meth:`to_json` made.

        Raises:
            ValueError, KeyError, TypeError: it is none.
        """
        data = json.loads(text)
        checks = tuple(Check(c["name"], c["outcome"], c["sentence"]) for c in data["checks"])
        leaks = tuple(
            Leak(
                leak["vector"],
                leak["extractor"],
                leak["page"],
                Rect(*leak["box_pt"]) if leak["box_pt"] else None,
                leak["text"],
            )
            for leak in data["leaks"]
        )
        return cls(data["file"], data["sha256"], data["pages"], checks, leaks)

    def to_json(self) -> str:
        """The report as a JSON document, the same for the same findings."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2) + "\n"

    def sentences(self) -> list[str]:
        """One line for every failed check and leak; a single good one when it is clean."""
        if self.clean:
            return [f"{self.file_name}: clean, {len(self.checks)} checks."]
        failed = [f"{c.name}: {c.sentence}" for c in self.checks if c.outcome == "failed"]
        return failed + [leak.sentence() for leak in self.leaks]
