"""A project held against checked annotations and texts: what agrees, and how well it was read.

The gold is JSON lines as ``workbench export`` writes them. Where the checked text of a document
lies beside them (``text/<document>.txt``, or ``<document>.txt``), offsets count in that text and
the readings are scored too; otherwise they count in the text that the project has now.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.app.alignment import Shift
from workbench.domain.annotations import Status, spans_of
from workbench.domain.errors import UnreadableFile, UserError
from workbench.domain.scoring import Labelled, Row, compare

if TYPE_CHECKING:
    from workbench.app.session import Session

_GONE = (Status.REJECTED, Status.REFUSED)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Readings:
    """How a document was read: error rates over its checked text (0 is no error)."""

    document: str
    characters: int
    words: int
    cer: float
    wer: float


@dataclass(frozen=True, slots=True)
class Score:
    """``skipped`` are gold regions without words, which are not compared."""

    rows: tuple[Row, ...]
    readings: tuple[Readings, ...]
    skipped: int


def score(session: Session, gold: Path, *, only_settled: bool = False) -> Score:
    """Hold what the project has on the gold's documents against it.

    ``only_settled`` counts what persons accepted or approved; otherwise suggestions count too.

    Raises:
        UnreadableFile: the gold cannot be read, or a line is no annotation.
        UserError: the project has none of its documents, or a line does not fit its text.
    """
    from rapidfuzz.distance import Levenshtein

    lines = _read(gold)
    by_name = {document.name: document for document in session.documents()}
    names = [name for name in dict.fromkeys(line["document"] for line in lines) if name in by_name]
    if not names:
        raise UserError(f"The project “{session.name}” has no document that {gold.name} speaks of.")
    true: list[Labelled] = []
    found: list[Labelled] = []
    readings: list[Readings] = []
    skipped = 0
    for name in names:
        document = by_name[name]
        text = session.document_text(document.id)
        checked = _checked_text(gold, name)
        words = _Words(checked if checked is not None else text.text)
        here = [line for line in lines if line["document"] == name]
        for line in here:
            if line["start"] is None:
                skipped += 1
                continue
            _fits(line, words.text, gold)
            true += words.labelled(name, line["kind"], line["label"], line["start"], line["end"])
        shift = Shift(text.text, words.text)
        kinds = {line["kind"] for line in here}
        for annotation in session.annotations(document.id):
            settled = annotation.status in (Status.ACCEPTED, Status.APPROVED)
            if annotation.status in _GONE or (only_settled and not settled):
                continue
            spans = spans_of(annotation, text)
            if spans and annotation.kind in kinds:
                places = [shift.of(*span) for span in spans]
                held = [place for place in places if place[0] < place[1]] or places
                start, end = min(at for at, _ in held), max(stop for _, stop in held)
                found += words.labelled(name, annotation.kind, annotation.label, start, end)
        if checked is not None:
            ours, theirs = text.text.split(), checked.split()
            letters = " ".join(theirs)
            readings.append(
                Readings(
                    name,
                    len(letters),
                    len(theirs),
                    Levenshtein.distance(" ".join(ours), letters) / max(1, len(letters)),
                    Levenshtein.distance(ours, theirs) / max(1, len(theirs)),
                )
            )
    return Score(tuple(compare(true, found)), tuple(readings), skipped)


class _Words:
    """The words of a checked text, by offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        matches = list(_WORD.finditer(text))
        self._starts = [match.start() for match in matches]
        self._ends = [match.end() for match in matches]
        self._spells = [any(map(str.isalnum, match.group())) for match in matches]

    def labelled(
        self, document: str, kind: str, label: str, start: int, end: int
    ) -> Iterator[Labelled]:
        """The label on the words between two offsets; nothing where there is no word.

        Dashes and rules at its ends do not decide: OCR and typists drop them.
        """
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end) - 1
        spelled = [word for word in range(first, last + 1) if self._spells[word]]
        if spelled:
            first, last = spelled[0], spelled[-1]
        if first <= last:
            yield Labelled(document, str(kind), label, first, last)


def _read(gold: Path) -> list[dict[str, Any]]:
    """The gold's lines.

    Raises:
        UnreadableFile: it is not there, not UTF-8, or a line is no annotation.
    """
    try:
        text = gold.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFile(
            f"{gold.name} could not be read: {error.strerror or error}."
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{gold.name} is not a UTF-8 text file.", str(error)) from error
    lines = []
    for number, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw)
            lines.append({key: line[key] for key in ("document", "kind", "label", "start", "end")})
            lines[-1]["text"], lines[-1]["number"] = line.get("text"), number
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableFile(
                f"Line {number} of {gold.name} is no annotation as “workbench export” writes "
                f"them: {error}."
            ) from error
    if not lines:
        raise UnreadableFile(f"{gold.name} holds no annotations.")
    return lines


def _checked_text(gold: Path, document: str) -> str | None:
    """The checked text that lies beside the gold, where there is one."""
    for path in (gold.parent / "text" / f"{document}.txt", gold.parent / f"{document}.txt"):
        if path.is_file():
            try:
                return path.read_bytes().decode("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise UnreadableFile(f"{path.name} could not be read: {error}.") from error
    return None


def _fits(line: dict[str, Any], text: str, gold: Path) -> None:
    """That a gold line's text stands where it says.

    Raises:
        UserError: something else stands there.
    """
    said = line["text"]
    if said is not None and text[line["start"] : line["end"]] != said:
        raise UserError(
            f"Line {line['number']} of {gold.name} does not fit the text of {line['document']}: "
            f"what stands there is not its “text”. Put the checked text beside it as "
            f"text/{line['document']}.txt."
        )
