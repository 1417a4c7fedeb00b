"""A project held against checked annotations: figures that follow from what was found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench import files
from workbench.app import edits
from workbench.app.jobs import InlineRunner
from workbench.app.scoring import score
from workbench.app.session import Session
from workbench.domain.annotations import Kind, target_from_span
from workbench.domain.errors import UnreadableFile, UserError
from workbench.domain.scoring import Labelled, compare

TEXT = "AMBASSADOR TREVANION SAID THE BUOYS OF NORWAY WERE LATE.\nHE LEFT OSLO ON MAY 4, 1964.\n"


def gold_line(text: str, part: str, label: str, kind: str = "entity") -> str:
    start = text.index(part)
    line = {"document": "note.txt", "kind": kind, "label": label, "start": start}
    return json.dumps({**line, "end": start + len(part), "text": part}) + "\n"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    source = tmp_path / "note.txt"
    source.write_text(TEXT, encoding="utf-8")
    with Session.create(tmp_path / "p", person="Ada", runner=InlineRunner()) as made:
        made.wait(made.import_files([source]))
        yield made


def test_figures_count_exact_and_overlapping_hits(session: Session, tmp_path: Path) -> None:
    text = session.document_text(session.documents()[0].id).text
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        gold_line(text, "AMBASSADOR TREVANION", "PERSON")
        + gold_line(text, "NORWAY", "COUNTRY")
        + gold_line(text, "BUOYS OF NORWAY", "EVENT"),
        encoding="utf-8",
    )
    rows = {(row.kind, row.label): row for row in score(session, gold).rows}
    assert rows["entity", "PERSON"].exact.f1 == 1.0
    assert rows["entity", "COUNTRY"].exact.recall == 1.0
    assert rows["entity", "EVENT"].exact.recall == 0.0
    assert rows["entity", ""].exact.gold == 3


def test_gold_on_the_checked_text_is_compared_where_a_word_was_misread(
    session: Session, tmp_path: Path
) -> None:
    true = (
        "AN AMBASSADOR TREVANION SAID THE BU0YS OF NORWAY WERE LATE.\nHE LEFT OSLO ON MAY 4, 1964."
    )
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "note.txt.txt").write_text(true, encoding="utf-8")
    gold = tmp_path / "gold.jsonl"
    gold.write_text(gold_line(true, "NORWAY", "COUNTRY") + gold_line(true, "OSLO", "PLACE"))
    result = score(session, gold)
    rows = {row.label: row for row in result.rows}
    assert rows["COUNTRY"].exact.f1 == rows["PLACE"].exact.f1 == 1.0
    [read] = result.readings
    assert read.words == 17
    assert read.wer == pytest.approx(2 / 17)


def test_blanks_lost_dashes_and_stamps_set_elsewhere_shift_no_span(
    session: Session, tmp_path: Path
) -> None:
    """Gold with a spaced word, a dash that OCR dropped, and a line set at another place."""
    true = (
        "A M B A S S A D O R TREVANION SAID THE -- BUOYS OF\nNORWAY WERE LATE.\n"
        "LATE EDITION FOR ROCKS.\nHE LEFT ON MAY 4, 1964.\nOSLO\n"
    )
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "note.txt.txt").write_text(true, encoding="utf-8")
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        gold_line(true, "A M B A S S A D O R TREVANION", "PERSON")
        + gold_line(true, "NORWAY", "COUNTRY")
        + gold_line(true, "-- BUOYS OF", "EVENT")
        + gold_line(true, "OSLO", "PLACE")
        + gold_line(true, "MAY 4, 1964", "DATE"),
        encoding="utf-8",
    )
    document = session.documents()[0]
    text = session.document_text(document.id)
    start = text.text.index("BUOYS OF")
    page = text.pages[0]
    target = target_from_span(page, start, start + len("BUOYS OF"))
    assert target is not None
    session.do(edits.tag(session, document.id, Kind.ENTITY, "EVENT", [target]))
    rows = {row.label: row for row in score(session, gold).rows if row.kind == "entity"}
    for label in ("PERSON", "COUNTRY", "EVENT", "PLACE", "DATE"):
        assert rows[label].exact.f1 == 1.0, label


def test_bad_gold_says_which_line(session: Session, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"document": "note.txt"}\n')
    with pytest.raises(UnreadableFile, match=r"Line 1 of gold\.jsonl"):
        score(session, gold)
    line = {"document": "note.txt", "kind": "entity", "label": "PERSON", "start": 0, "end": 4}
    gold.write_text(json.dumps({**line, "text": "LADY"}) + "\n")
    with pytest.raises(UserError, match=r"does not fit the text of note\.txt"):
        score(session, gold)
    gold.write_text(json.dumps({**line, "document": "other.txt"}) + "\n")
    with pytest.raises(UserError, match="has no document that"):
        score(session, gold)


def test_same_words_under_the_same_label_count_once() -> None:
    one = Labelled("d", "entity", "PERSON", 3, 4)
    near = Labelled("d", "entity", "PERSON", 4, 5)
    [whole, _] = compare([one, one], [near])
    assert (whole.exact.gold, whole.exact.right) == (1, 0)
    assert (whole.overlap.precision, whole.overlap.recall) == (1.0, 1.0)


def test_samples_are_scored_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from workbench.cli import main

    truth = files.bundled("samples", "truth")
    sample = files.bundled("samples", "documents") / "typed-06.txt"
    project = str(tmp_path / "s")
    assert main(["new", project]) == 0
    assert main(["import", project, str(sample)]) == 0
    capsys.readouterr()
    assert main(["score", project, "--gold", str(truth / "typed-06.txt.jsonl"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    [read] = told["readings"]
    assert read["cer"] < 0.001
    kinds = {row["kind"]: row for row in told["annotations"] if row["label"] is None}
    assert kinds["paragraph"]["exact"]["f1"] > 0.8
    assert kinds["entity"]["overlap"]["recall"] > 0.7
    assert kinds["redaction"]["predicted"] == 0
