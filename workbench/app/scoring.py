"""A project held against checked annotations and texts: what agrees, and how well it was read.

The gold is JSON lines as ``workbench export`` writes them. Where the checked text of a document
lies beside them (``text/<document>.txt``, or ``<document>.txt``), offsets count in that text and
the readings are scored too; otherwise they count in the text that the project has now.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
        shift = _Shift(text.text, words.text)
        kinds = {line["kind"] for line in here}
        for annotation in session.annotations(document.id):
            settled = annotation.status in (Status.ACCEPTED, Status.APPROVED)
            if annotation.status in _GONE or (only_settled and not settled):
                continue
            spans = spans_of(annotation, text)
            if spans and annotation.kind in kinds:
                start, end = spans[0][0], max(stop for _, stop in spans)
                found += words.labelled(
                    name, annotation.kind, annotation.label, shift.of(start), shift.of(end)
                )
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

    def labelled(
        self, document: str, kind: str, label: str, start: int, end: int
    ) -> Iterator[Labelled]:
        """The label on the words between two offsets; nothing where there is no word."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end) - 1
        if first <= last:
            yield Labelled(document, str(kind), label, first, last)


class _Shift:
    """Offsets of one text in another that was read a little differently."""

    def __init__(self, ours: str, theirs: str) -> None:
        from rapidfuzz.distance import Levenshtein

        self._from: list[int] = []
        self._to: list[tuple[int, int, int]] = []
        if ours == theirs:
            return
        pieces = [[match.group() for match in _WORD.finditer(text)] for text in (ours, theirs)]
        ends = [[match.span() for match in _WORD.finditer(text)] for text in (ours, theirs)]
        for code in Levenshtein.opcodes(*pieces):
            a = _stretch(ends[0], code.src_start, code.src_end, len(ours))
            b = _stretch(ends[1], code.dest_start, code.dest_end, len(theirs))
            if code.tag == "equal":
                for k in range(code.src_end - code.src_start):
                    mine, other = ends[0][code.src_start + k], ends[1][code.dest_start + k]
                    self._add(*mine, *other)
            else:
                self._add(*a, *b)

    def _add(self, start: int, end: int, other_start: int, other_end: int) -> None:
        self._from.append(start)
        self._to.append((end, other_start, other_end))

    def of(self, offset: int) -> int:
        """Where an offset lies in the other text, in proportion inside what differs."""
        index = bisect_right(self._from, offset) - 1
        if index < 0:
            return offset if not self._from else 0
        start, (end, other_start, other_end) = self._from[index], self._to[index]
        if offset >= end:
            return other_end
        return other_start + round((offset - start) / (end - start) * (other_end - other_start))


def _stretch(
    spans: Sequence[tuple[int, int]], first: int, stop: int, length: int
) -> tuple[int, int]:
    if first < stop:
        return spans[first][0], spans[stop - 1][1]
    place = spans[first][0] if first < len(spans) else length
    return place, place


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
