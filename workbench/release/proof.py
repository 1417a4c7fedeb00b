"""The notes of a verification while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from workbench import files
from workbench.domain.geometry import Rect
from workbench.release import checks
from workbench.release.folding import fold
from workbench.release.needles import Needle
from workbench.release.report import Check, Leak, Outcome, Report

_MOST_SENTENCES = 5
_UNNAMED = "a name that is not shown"
_WORSE: tuple[Outcome, ...] = ("passed", "skipped", "failed")


@dataclass
class Proof:
    """What has been looked at and found so far.

    ``reveal`` puts whole words into the report in place of labels. ``without`` names checks
    to leave out (see :mod:`workbench.release.checks`).

    Raises:
        ValueError: ``without`` names no check there is, so that nothing would be left out.
    """

    reveal: bool = False
    without: frozenset[str] = frozenset()
    leaks: dict[tuple[object, ...], Leak] = field(default_factory=dict)
    sentences: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, Outcome] = field(default_factory=dict)
    names_file: bool = True

    def __post_init__(self) -> None:
        unknown = self.without.difference(checks.ALL)
        if unknown:
            raise ValueError(f"no such checks: {sorted(unknown)}")

    def looks(self, name: str) -> bool:
        """Whether a check is to be made; notes that it was, or that it was left out."""
        if name in self.without:
            self.skip(name)
            return False
        self.names.setdefault(name, "passed")
        return True

    def skip(self, name: str) -> None:
        """Note that a check was left out on purpose."""
        self.names.setdefault(name, "skipped")

    def unread(self, name: str, sentence: str) -> None:
        """Note that a check could not be made all the way, and why: nothing is proved by it."""
        if self.names.get(name) != "failed":
            self.names[name] = "skipped"
        self._say(name, sentence)

    def fail(self, name: str, sentence: str) -> None:
        """Note something wrong that is no leak."""
        self.names[name] = "failed"
        self._say(name, sentence)

    def _say(self, name: str, sentence: str) -> None:
        said = self.sentences.setdefault(name, [])
        if sentence not in said:
            said.append(sentence)

    def leak(
        self,
        name: str,
        vector: str,
        extractor: str,
        page: int | None = None,
        box: Rect | None = None,
        text: str = "",
    ) -> None:
        """Note a leak of no known secret; the same one seen twice counts once."""
        said = text if self.reveal or not text else "text that is not shown"
        self._note(name, Leak(vector, extractor, page, box, said), fold(text))

    def found(
        self,
        name: str,
        vector: str,
        extractor: str,
        needle: Needle,
        page: int | None = None,
        box: Rect | None = None,
    ) -> None:
        """Note that a term was found where it must not stand."""
        said = needle.written if self.reveal else needle.label
        self._note(name, Leak(vector, extractor, page, box, said), needle.term)

    def _note(self, name: str, leak: Leak, text: str) -> None:
        self.leaks[(leak.vector, leak.extractor, leak.page, leak.box_pt, text)] = leak
        self.names[name] = "failed"

    def take(self, other: Proof) -> None:
        """Take up what was looked at and found in another part of the same file."""
        self.leaks.update(other.leaks)
        for name, sentences in other.sentences.items():
            for sentence in sentences:
                self._say(name, sentence)
        for name, outcome in other.names.items():
            self.names[name] = max(self.names.get(name, outcome), outcome, key=_WORSE.index)

    def report(self, path: Path, pages: int) -> Report:
        """Everything found, in a fixed order."""
        made = []
        for name in sorted(self.names, key=checks.ALL.index):
            outcome = self.names[name]
            sentences = self.sentences.get(name, [])
            if sentences:
                sentence = " ".join(sentences[:_MOST_SENTENCES])
                more = len(sentences) - _MOST_SENTENCES
                sentence += f" And {more} more like these." if more > 0 else ""
            else:
                sentence = {"passed": "Nothing found.", "skipped": "Not looked at."}.get(
                    outcome, "Something survives; see the leaks."
                )
            made.append(Check(name, outcome, sentence))
        order = sorted(
            self.leaks.values(), key=lambda k: (k.page or 0, k.vector, k.extractor, k.said)
        )
        file_name = path.name if self.names_file or self.reveal else _UNNAMED
        return Report(file_name, files.sha256(path), pages, tuple(made), tuple(order))
