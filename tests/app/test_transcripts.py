"""A text made elsewhere, laid over the words of a document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.app import transcripts
from workbench.app.session import Session
from workbench.app.transcripts import align
from workbench.domain.documents import Document
from workbench.domain.errors import UnreadableFile, UserError

Add = Callable[..., Document]


@pytest.mark.parametrize(
    ("words", "text", "readings"),
    [
        ("the lvanov affair", "the Ivanov affair", {1: "Ivanov"}),
        ("the ???? affair", "the Ivanov affair", {1: "Ivanov"}),
        ("a Minlster lvanov met b", "a Minister Ivanov met b", {1: "Minister", 2: "Ivanov"}),
        # Two words against one: nobody can say which is which.
        ("the Iva nov affair", "the Ivanov affair", {}),
        ("one two three four", "one two extra three four", {}),
        # Side by side but not alike: no pair.
        ("a xxxx yyyy b c d", "a Minister Ivanov b c d", {}),
    ],
)
def test_readings_are_taken_where_one_word_stands_against_one(
    words: str, text: str, readings: dict[int, str]
) -> None:
    assert dict(align(words.split(), text).readings) == readings


def test_corrections_stand_as_the_transcripts_own(session: Session, add_document: Add) -> None:
    document = add_document("the lvanov affair", "was bad?")
    where, readings = transcripts.places(session, document.id)
    aligned = align(readings, "the Ivanov affair\fwas bad.")
    session.do(transcripts.corrections(session, document.id, where, aligned, "t.txt"))
    assert session.document_text(document.id).text == "the Ivanov affair\fwas bad."
    correction = session.repository.correction(document.id, 2, 1)
    assert correction is not None
    assert correction.author == "transcript"


def test_transcript_is_refused_when_it_is_of_another_text(
    session: Session, add_document: Add
) -> None:
    document = add_document("the lvanov affair")
    where, readings = transcripts.places(session, document.id)
    aligned = align(readings, "nothing of this kind at all")
    with pytest.raises(UserError, match="does not look like"):
        transcripts.corrections(session, document.id, where, aligned, "t.txt")


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe\x00"])
def test_transcript_is_refused_when_it_holds_no_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.txt"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"t\.txt"):
        transcripts.read(path)
    with pytest.raises(UnreadableFile, match=r"gone\.txt"):
        transcripts.read(tmp_path / "gone.txt")
