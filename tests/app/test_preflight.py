"""Leaks by meaning: everything that still tells a secret although its box is burned well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from workbench.app import edits, preflight, reader
from workbench.app.session import Session
from workbench.domain.annotations import Kind, Status, Target
from workbench.domain.documents import Document
from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect
from workbench.domain.leaks import Leak, LeakKind
from workbench.engines.ink import ink_over_edges

Add = Callable[..., Document]


def redact(
    session: Session, document: Document, page: int, *words: int, code: str = "1.4(b)"
) -> str:
    changes = edits.redact(session, document.id, [Target(page, words[0], words[-1])], code)
    session.do(changes)
    session.do(edits.review(session, document.id, [page]))
    return edits.created(changes)[0]


def look(session: Session, *documents: Document) -> list[Leak]:
    return preflight.look(session, documents)


def of(leaks: list[Leak], *kinds: LeakKind) -> list[tuple[str, int | None, str]]:
    return [(a.document_name, a.page, a.said) for a in leaks if a.kind in kinds]


def words_of(session: Session, leak: Leak) -> str:
    (target,) = leak.targets
    page = session.page_text(leak.document_id, target.page)
    return " ".join(page.words[word].reading for word in target.words)


def test_every_other_place_is_listed_in_the_document_and_the_project(
    session: Session, add_document: Add
) -> None:
    cable = add_document(
        "TAGS: PREL OROLOV\nAndrei Orolov met Hale", "Signed Orolov", name="cable.pdf"
    )
    add_document("MrOrolov came. O R O L O V left\nOro-\nlov spoke", name="copy.pdf")
    add_document("nothing of the kind", name="other.pdf")
    redact(session, cable, 1, 4)
    found = [leak for leak in look(session, cable) if leak.kind is LeakKind.SAME_READING]
    assert [(leak.document_name, leak.page, words_of(session, leak)) for leak in found] == [
        ("cable.pdf", 1, "OROLOV"),
        ("cable.pdf", 2, "Orolov"),
        ("copy.pdf", 1, "MrOrolov"),
        ("copy.pdf", 1, "O R O L O V"),
        ("copy.pdf", 1, "Oro- lov"),
    ]
    session.do(edits.redact(session, cable.id, found[1].targets, "1.4(b)"))
    assert len(of(look(session, cable), LeakKind.SAME_READING)) == 4


def test_damaged_readings_and_parts_of_a_name_are_listed_but_not_words_like_it(
    session: Session, add_document: Add
) -> None:
    cable = add_document("Andrei Gromyko spoke", name="cable.pdf")
    add_document("Gr0myko and gromyko, Cromyko; Andre spoke", name="copy.pdf")
    redact(session, cable, 1, 0, 1)
    found = look(session, cable)
    assert [words_of(session, a) for a in found if a.kind is LeakKind.PART] == ["gromyko,"]
    variants = [words_of(session, a) for a in found if a.kind is LeakKind.VARIANT]
    assert variants == ["Gr0myko", "Cromyko;", "Andre"]


def test_entity_is_listed_where_it_bears_another_name(session: Session, add_document: Add) -> None:
    cable = add_document("Gromyko met Hale", "the Minister left", name="cable.pdf")
    for page, word in ((1, 0), (2, 1)):
        targets = [Target(page, word, word)]
        session.do(
            edits.tag(session, cable.id, Kind.ENTITY, "PERSON", targets, value="Andrei Gromyko")
        )
    redact(session, cable, 1, 0)
    assert of(look(session, cable), LeakKind.SAME_ENTITY) == [("cable.pdf", 2, "Minister")]


def test_file_name_and_title_are_listed_when_they_say_the_secret(
    session: Session, add_document: Add
) -> None:
    cable = add_document("Orolov came", name="talk-with-OROLOV.pdf")
    redact(session, cable, 1, 0)
    assert len(of(look(session, cable), LeakKind.NAME)) == 1


def test_names_of_other_documents_are_listed_when_they_say_the_secret(
    session: Session, add_document: Add
) -> None:
    cable = add_document("Orolov came", name="cable.pdf")
    memo = add_document("of the harvest", name="memo-on-orolov.pdf")
    add_document("of the harvest", name="memo.pdf")
    redact(session, cable, 1, 0)
    told = [("memo-on-orolov.pdf", None, "memo-on-orolov.pdf")]
    assert of(look(session, cable), LeakKind.NAME) == told
    assert of(look(session, cable, memo), LeakKind.NAME) == told


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ("", "no other name known to this project is about as long"),
        ("Arolov", "only one other name known to this project is about as long"),
        ("Arolov Erolov", "only 2 other names known to this project are about as long"),
    ],
)
def test_width_that_tells_a_name_is_said_with_how_many_others_fit(
    others: str, sentence: str, session: Session, add_document: Add
) -> None:
    cable = add_document("Orolov came")
    text = f"Orolov {others}".split()
    names = add_document(" ".join(text), name="names.pdf")
    for at, name in enumerate(text):
        session.do(
            edits.tag(session, names.id, Kind.ENTITY, "PERSON", [Target(1, at, at)], value=name)
        )
    redact(session, cable, 1, 0)
    (leak,) = [a for a in look(session, cable) if a.kind is LeakKind.WIDTH]
    assert sentence in leak.sentence


def test_box_as_wide_as_a_name_is_listed_until_it_is_widened(
    session: Session, add_document: Add
) -> None:
    cable = add_document("Orolov came and met them")
    one = redact(session, cable, 1, 0)
    redact(session, cable, 1, 2, 4)
    assert len(of(look(session, cable), LeakKind.WIDTH)) == 1
    session.do(edits.set_padding(session, [one], "quantum"))
    assert of(look(session, cable), LeakKind.WIDTH) == []


def test_other_half_of_a_divided_word_and_a_word_half_covered_are_listed(
    session: Session, add_document: Add
) -> None:
    cable = add_document("in the Krem-\nlin today")
    redact(session, cable, 1, 2)
    box = session.page_text(cable.id, 1).words[4].rect_pt
    half = Rect(box.x0, box.y0, box.centre[0], box.y1)
    session.do(edits.redact(session, cable.id, [Target(1, rects_pt=(half,))], "1.4(b)"))
    found = look(session, cable)
    assert [words_of(session, a) for a in found if a.kind is LeakKind.DIVIDED] == ["lin"]
    assert [words_of(session, a) for a in found if a.kind is LeakKind.PARTLY_COVERED] == ["today"]


def test_page_is_listed_until_somebody_has_looked_it_through(
    session: Session, add_document: Add
) -> None:
    cable = add_document("one two", "three four")
    session.do(edits.redact(session, cable.id, [Target(2, 0, 0)], "1.4(b)"))
    assert of(look(session, cable), LeakKind.NOT_REVIEWED) == [("cable.pdf", 2, "")]
    session.do(edits.review(session, cable.id, [2]))
    assert of(look(session, cable), LeakKind.NOT_REVIEWED) == []
    (review,) = session.repository.reviews(cable.id)
    assert (review.page, review.person) == (2, "Ann")
    assert session.undo() == "Mark as looked through"
    assert session.repository.reviews(cable.id) == []


def marked(session: Session, add_document: Add, *portions: str) -> Document:
    """A cable of paragraphs of five words each, marked like this."""
    lines = [f"{n}. ({portion[0]}) one two three" for n, portion in enumerate(portions, 1)]
    cable = add_document("\n".join(lines))
    for number, portion in enumerate(portions):
        session.do(
            edits.tag(
                session,
                cable.id,
                Kind.PARAGRAPH,
                "numbered",
                [Target(1, 5 * number, 5 * number + 4)],
                attributes={"portion": portion},
            )
        )
    return cable


@pytest.mark.parametrize(
    ("portions", "cut", "listed"),
    [
        (("UNCLASSIFIED", "CONFIDENTIAL"), [(0, 4)], ["The only"]),
        (("UNCLASSIFIED", "UNCLASSIFIED"), [(0, 4)], ["The only"]),
        (("UNCLASSIFIED", "SECRET", "CONFIDENTIAL"), [(2, 4), (7, 9)], ["A paragraph"]),
        (("UNCLASSIFIED", "SECRET"), [(2, 4), (7, 9)], []),  # all that is higher is cut, too
        (("UNCLASSIFIED", "CONFIDENTIAL"), [(2, 2)], []),  # a word, not the paragraph
        (("UNCLASSIFIED", "CONFIDENTIAL"), [(5, 9)], []),
    ],
)
def test_a_paragraph_marked_unclassified_is_listed_where_it_is_cut_before_others(
    session: Session,
    add_document: Add,
    portions: tuple[str, ...],
    cut: list[tuple[int, int]],
    listed: list[str],
) -> None:
    cable = marked(session, add_document, *portions)
    for first, last in cut:
        redact(session, cable, 1, first, last)
    found = [leak for leak in look(session, cable) if leak.kind is LeakKind.UNCLASSIFIED]
    assert [leak.sentence.startswith(said) for leak, said in zip(found, listed, strict=True)] == [
        True
    ] * len(listed)


def test_a_code_of_another_state_than_the_papers_is_listed(
    session: Session, add_document: Add
) -> None:
    cable = add_document("FM AMEMBASSY LISBON\nTO SECSTATE WASHDC\nHale called")
    session.do(
        edits.tag(
            session, cable.id, Kind.FIELD, "from", [Target(1, 1, 2)], value="AMEMBASSY LISBON"
        )
    )
    british = next(code for code in session.codes.codes if code.origin == "UK")
    american = next(code for code in session.codes.codes if code.origin == "US")
    redact(session, cable, 1, 6, code=british.code)
    redact(session, cable, 1, 7, code=american.code)
    (leak,) = [leak for leak in look(session, cable) if leak.kind is LeakKind.CODE]
    assert british.code in leak.sentence
    assert "the United States" in leak.sentence


def test_code_that_cannot_apply_and_own_approval_are_listed(
    session: Session, add_document: Add
) -> None:
    cable = add_document("one two three")
    session.repository.summarise(cable.id, marking="", date="1950-01-01", kind="")
    one = redact(session, cable, 1, 1, code="1.4(b)")
    session.do(edits.decide(session, [one], Status.APPROVED))
    kinds = {leak.kind for leak in look(session, session.document(cable.id))}
    assert {LeakKind.CODE, LeakKind.SAME_PERSON} <= kinds


def test_leak_set_aside_with_a_note_stays_away_until_it_changes(
    session: Session, add_document: Add
) -> None:
    cable = add_document("Orolov met Hale and Orolov left")
    one = redact(session, cable, 1, 0)
    (leak,) = (a for a in look(session, cable) if a.kind is LeakKind.SAME_READING)
    with pytest.raises(UserError, match="why this may stand"):
        edits.set_aside(session, leak, " ")
    session.do(edits.set_aside(session, leak, "another man of that name"))
    assert of(look(session, cable), LeakKind.SAME_READING) == []
    assert session.annotation(one).status is Status.PROPOSED
    session.do(edits.correct(session, cable.id, 1, 5, "laughed"))
    assert len(of(look(session, cable), LeakKind.SAME_READING)) == 1
    session.undo()
    session.undo()
    assert len(of(look(session, cable), LeakKind.SAME_READING)) == 1


def test_nothing_is_listed_when_nothing_is_redacted(session: Session, add_document: Add) -> None:
    assert look(session, add_document("Orolov met Hale")) == []


def test_ink_is_told_that_shows_beside_a_box_or_is_a_neighbours(tmp_path: Path) -> None:
    page = Image.new("L", (1700, 2200), 250)
    draw = ImageDraw.Draw(page)
    scale = 200 / 72
    word = Rect(100, 100, 140, 112)
    draw.rectangle(tuple(v * scale for v in word.as_list()), fill=10)
    pdf = tmp_path / "page.pdf"
    page.save(pdf, resolution=200)
    whole = word.inflated(1.5)
    short = replace(whole, x1=137.0)
    neighbour = replace(whole, x0=138.5, x1=200.0)
    found = ink_over_edges(str(pdf), 1, [whole, short, neighbour])
    told = [(edge.box, edge.side, edge.outside_pt < edge.inside_pt) for edge in found]
    assert told == [(1, "right", True), (2, "left", False)]


def test_an_underline_that_runs_on_is_no_ink_of_a_word(tmp_path: Path) -> None:
    page = Image.new("L", (1700, 2200), 250)
    draw = ImageDraw.Draw(page)
    scale = 200 / 72
    for x in range(100, 140, 6):  # letters, which touch the line below them
        draw.rectangle([v * scale for v in (x, 100, x + 3, 110)], fill=10)
    draw.rectangle([v * scale for v in (60, 110, 200, 111.5)], fill=10)
    pdf = tmp_path / "page.pdf"
    page.save(pdf, resolution=200)
    assert ink_over_edges(str(pdf), 1, [Rect(98.5, 98.5, 141, 110.8)]) == []
    (missed,) = ink_over_edges(str(pdf), 1, [Rect(98.5, 98.5, 131.5, 112)])
    assert (missed.side, missed.outside_pt < missed.inside_pt + 1) == ("right", True)


def test_boxes_are_looked_at_before_anyone_has_decided(session: Session, add_document: Add) -> None:
    cable = add_document("met Hale and a correspondent there")
    one = redact(session, cable, 1, 1)
    path = session.project.page_file(cable)
    page = Image.new("L", (1700, 2200), 250)
    rect = session.page_text(cable.id, 1).words[1].rect_pt
    ink = replace(rect, y0=rect.y0 + 3, y1=rect.y1 + 3)  # the reading's box lies too high
    for part in range(4):  # four letters
        x = ink.x0 + ink.width * part / 4
        letter = (x, ink.y0, x + ink.width / 8, ink.y1)
        ImageDraw.Draw(page).rectangle([v * 200 / 72 for v in letter], fill=10)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.save(path, "PDF", resolution=200)
    (leak,) = [leak for leak in look(session, cable) if leak.kind is LeakKind.INK_LEFT]
    assert (leak.page, leak.redaction_id) == (1, one)


def test_words_a_widened_box_takes_along_are_listed(session: Session, add_document: Add) -> None:
    cable = add_document("Yesterday we met Hale and a correspondent there")
    one = redact(session, cable, 1, 3)
    assert of(look(session, cable), LeakKind.COVERS_MORE) == []
    session.do(edits.set_padding(session, [one], "quantum"))
    ((_, page, said),) = of(look(session, cable), LeakKind.COVERS_MORE)
    assert page == 1
    assert said.startswith("and")


def test_leaks_are_the_same_however_small_the_pieces_a_document_is_read_in(
    session: Session, add_document: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = ("(C) Orolov came to\nLisbon", "(U) Hale met Orolov", "nothing", "(U) Ora-\nlov left")
    long = add_document(*pages, name="long.pdf")
    other = add_document("Orolov again", name="other.pdf")
    for page, word in ((1, 1), (2, 3)):
        session.do(edits.redact(session, long.id, [Target(page, word, word)], "1.4(b)"))
    session.do(
        edits.tag(session, long.id, Kind.PARAGRAPH, "body", [Target(1, 0, 4), Target(2, 0, 3)])
    )
    found = look(session, long, other)
    assert {leak.page for leak in found} >= {1, 2}
    assert {leak.document_name for leak in found} == {"long.pdf", "other.pdf"}
    monkeypatch.setattr(reader, "_PAGES_AT_ONCE", 1)
    monkeypatch.setattr(reader, "_READ_AT_ONCE", 1)
    monkeypatch.setattr(preflight, "_LISTED_AT_ONCE", 1)
    assert look(session, long, other) == found
    whole = preflight.Preflight(session, None)
    while not whole.is_over:
        whole.step(1e-5)
        session.pump()
    assert {leak.key for leak in whole.leaks} == {leak.key for leak in look(session, long)}
    assert whole.done == whole.total
