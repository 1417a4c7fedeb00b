"""A text made elsewhere, laid over the words of a document word by word.

Only where one word stands against one word, between words that agree, is the transcript's
reading taken over: as a correction, so that the OCR reading stays beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.app import edits
from workbench.domain.changes import ChangeSet
from workbench.domain.errors import UnreadableFile, UserError
from workbench.domain.pages import clean_reading

if TYPE_CHECKING:
    from workbench.app.session import Session

AUTHOR = "transcript"
_LIKE_LEAST = 0.5
"""Share of words that must stand against one of the transcript's."""
_PAIR_LEAST = 0.4
"""How alike two words must be where several in a row differ."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """``readings`` are words by index with what the transcript says there, where it differs."""

    likeness: float
    readings: tuple[tuple[int, str], ...]


def read(path: Path) -> str:
    """The text of a transcript.

    Raises:
        UnreadableFile: it is not there, not UTF-8, or empty.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFile(
            f"The transcript {path.name} could not be read: {error.strerror or error}."
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"The transcript {path.name} is not a UTF-8 text file. Save it as UTF-8.", str(error)
        ) from error
    if not text.split():
        raise UnreadableFile(f"The transcript {path.name} is empty.")
    return text


def align(readings: Sequence[str], transcript: str) -> Aligned:
    """Lay a transcript over readings. Runs in a worker: it takes time on long documents."""
    from rapidfuzz.distance import Levenshtein  # pulls in numpy where there is one

    theirs = [word for part in transcript.split() if (word := clean_reading(part))]
    ours = [clean_reading(reading) for reading in readings]
    codes = list(Levenshtein.opcodes(ours, theirs))
    found: list[tuple[int, str]] = []
    paired = 0
    for at, code in enumerate(codes):
        start, end, shift = code.src_start, code.src_end, code.dest_start - code.src_start
        if code.tag == "equal":
            paired += end - start
        if code.tag != "replace":
            continue
        # Beside words without a partner nobody can say which word stands against which.
        if any(codes[n].tag != "equal" for n in (at - 1, at + 1) if 0 <= n < len(codes)):
            continue
        for i in range(start, end):
            word = theirs[i + shift]
            if end - start > 1 and Levenshtein.normalized_similarity(ours[i], word) < _PAIR_LEAST:
                continue
            paired += 1
            found.append((i, word))
    return Aligned(paired / max(len(ours), len(theirs), 1), tuple(found))


def places(session: Session, document_id: str) -> tuple[list[tuple[int, int]], list[str]]:
    """The words of a document that have a reading, as ``(page, word)``, and their readings."""
    where, readings = [], []
    for page in session.document_text(document_id).pages:
        for index, word in enumerate(page.words):
            if word.reading:
                where.append((page.number, index))
                readings.append(word.reading)
    return where, readings


def corrections(
    session: Session,
    document_id: str,
    where: Sequence[tuple[int, int]],
    aligned: Aligned,
    name: str,
) -> ChangeSet:
    """What a transcript says otherwise, as corrections of its own.

    Raises:
        UserError: it is not a transcript of this document.
    """
    if aligned.likeness < _LIKE_LEAST:
        document = session.document(document_id).name
        raise UserError(
            f"{name} does not look like a transcript of {document}: only "
            f"{aligned.likeness:.0%} of the words agree. Nothing of it was taken over."
        )
    readings = {where[index]: reading for index, reading in aligned.readings}
    action = f"Take over transcript {name}"
    return edits.correct_many(session, document_id, readings, action=action, author=AUTHOR)
