"""The notes of a verification while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from workbench import files
from workbench.domain.geometry import Rect
from workbench.release.needles import fold
from workbench.release.report import Check, Leak, Outcome, Report, masked


@dataclass
class Proof:
    """What has been looked at and found so far.

    ``reveal`` puts whole words into the report in place of masked ones.
    """

    reveal: bool = False
    leaks: dict[tuple[object, ...], Leak] = field(default_factory=dict)
    failures: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, Outcome] = field(default_factory=dict)

    def looked(self, name: str) -> None:
        """Note that a check was made."""
        self.names.setdefault(name, "passed")

    def skip(self, name: str) -> None:
        """Note that a check was left out on purpose."""
        self.names.setdefault(name, "skipped")

    def fail(self, name: str, sentence: str) -> None:
        """Note something wrong that is no leak."""
        self.names[name] = "failed"
        self.failures.setdefault(name, []).append(sentence)

    def leak(
        self,
        name: str,
        vector: str,
        extractor: str,
        page: int | None = None,
        box: Rect | None = None,
        text: str = "",
    ) -> None:
        """Note a leak; the same one seen twice counts once."""
        leak = Leak(vector, extractor, page, box, masked(text, reveal=self.reveal))
        self.leaks[(vector, extractor, page, box, fold(text))] = leak
        self.names[name] = "failed"

    def report(self, path: Path, pages: int) -> Report:
        """Everything found, in a fixed order."""
        checks = []
        for name, outcome in self.names.items():
            sentences = self.failures.get(name, [])
            if sentences:
                sentence = " ".join(sentences[:5])
            else:
                sentence = {"passed": "Nothing found.", "skipped": "Not looked at."}.get(
                    outcome, "Something survives; see the leaks."
                )
            checks.append(Check(name, outcome, sentence))
        order = sorted(
            self.leaks.values(), key=lambda k: (k.page or 0, k.vector, k.extractor, k.masked)
        )
        return Report(path.name, files.sha256(path), pages, tuple(checks), tuple(order))
