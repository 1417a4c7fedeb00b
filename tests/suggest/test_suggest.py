"""Suggestions on the samples' true words, on damaged ones, and on anything at all."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import files
from workbench.domain.annotations import Annotation, Kind, Status, Target, text_of
from workbench.domain.geometry import Rect
from workbench.domain.labels import LabelSet, parse_label_set
from workbench.domain.pages import DocumentText, PageText, Word
from workbench.formats.jsonl import record
from workbench.formats.truth import parse_truth
from workbench.suggest import document_summary, suggest_document

SAMPLES = sorted(path.name for path in files.bundled("samples", "documents").iterdir())
Place = tuple[str, str, int, int]


@cache
def labels() -> LabelSet:
    toml = files.resource("labels", "diplomatic.toml").read_text(encoding="utf-8")
    return parse_label_set("diplomatic", toml)


@cache
def true_pages(name: str) -> tuple[PageText, ...]:
    truth = parse_truth(files.bundled("samples", "truth", f"{name}.json").read_text("utf-8"))
    return tuple(PageText(page.number, page.words) for page in truth.pages)


def typed(*lines: str, number: int = 1) -> PageText:
    """A page of lines at 12 points; an empty line leaves a gap."""
    words = []
    row = 0
    for place, line in enumerate(lines):
        x = 50.0 + 6.0 * (len(line) - len(line.lstrip()))
        for text in line.split():
            words.append(
                Word(text, Rect(x, 12.0 * place, x + 6 * len(text), 12.0 * place + 9), row)
            )
            x += 6.0 * (len(text) + 1)
        row += bool(line.split())
    return PageText(number, tuple(words))


def suggested(*pages: PageText) -> list[Annotation]:
    return suggest_document("d", pages, labels())


def texts(found: list[Annotation], label: str, *pages: PageText) -> list[str]:
    return [text_of(a, lambda n: pages[n - 1]) for a in found if a.label == label]


def places(name: str) -> tuple[dict[Place, str | None], dict[Place, str | None]]:
    """True and suggested annotations of a sample by place, with their values."""
    pages = true_pages(name)
    text = DocumentText.of(pages)
    found = [record(a, name, text) for a in suggest_document(name, pages, labels())]
    gold = files.bundled("samples", "truth", f"{name}.jsonl").read_text("utf-8").splitlines()

    def by_place(entries: list[dict[str, object]]) -> dict[Place, str | None]:
        return {
            (str(e["kind"]), str(e["label"]), e["start"], e["end"]): e["value"]  # type: ignore[misc]
            for e in entries
            if e["kind"] in ("paragraph", "marking", "field", "entity")
        }

    return by_place([json.loads(line) for line in gold]), by_place(found)


def test_suggestions_are_right_when_made_on_true_words() -> None:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for name in SAMPLES:
        true, found = places(name)
        for place in true.keys() | found.keys():
            counter = right if place in true and place in found else wrong
            (missed if place not in found else counter)[place[0]] += 1
    for kind, precision, recall in (
        ("paragraph", 0.97, 0.98),
        ("marking", 0.98, 0.98),
        ("field", 0.98, 0.98),
        ("entity", 0.9, 0.95),
    ):
        assert right[kind] / (right[kind] + wrong[kind]) >= precision, kind
        assert right[kind] / (right[kind] + missed[kind]) >= recall, kind


@pytest.mark.parametrize("name", SAMPLES)
def test_values_are_true_when_the_place_is_right(name: str) -> None:
    true, found = places(name)
    for place in true.keys() & found.keys():
        if place[1] != "authority" and place[0] != "entity":
            assert found[place] == true[place], place


@pytest.mark.parametrize(
    ("name", "summary"),
    [
        ("cable-01.pdf", ("CONFIDENTIAL", "2006-03-14")),
        ("telegram-02.tif", ("RESTRICTED", "1983-06-09")),
        ("letter-03.png", ("CONFIDENTIAL", "1968-11-21")),
        ("memo-04.jpg", ("CONFIDENTIAL", "1964-05-04")),
        ("released-05.pdf", ("SECRET", "1998-09-17")),
        ("typed-06.txt", ("RESTRICTED", "1987-02-19")),
        ("mixed-07.pdf", ("RESTRICTED", "2011-09-06")),
        ("scan-08.pdf", ("LIMITED OFFICIAL USE", "1975-04-23")),
    ],
)
def test_listing_shows_marking_and_date_when_suggested(name: str, summary: tuple[str, str]) -> None:
    assert document_summary(suggest_document(name, true_pages(name), labels())) == summary


def test_every_suggestion_is_open_and_signed_by_its_rule_when_made() -> None:
    found = suggest_document("d", true_pages("cable-01.pdf"), labels())
    assert found
    assert {a.status for a in found} == {Status.SUGGESTED}
    assert all(a.origin.startswith("rule:") and a.document_id == "d" for a in found)
    assert all(a.score is not None and 0 < a.score <= 1 for a in found)
    assert len({a.id for a in found}) == len(found)
    assert found == suggest_document("d", true_pages("cable-01.pdf"), labels())


def test_labels_that_the_set_lacks_are_left_out_when_suggesting() -> None:
    few = LabelSet("few", "Few", tuple(x for x in labels().labels if x.name == "portion"))
    found = suggest_document("d", true_pages("cable-01.pdf"), few)
    assert {a.label for a in found if a.kind is not Kind.FIELD} == {"portion"}


def test_numbers_are_put_right_when_pilcrows_were_read_as_ones() -> None:
    page = typed(
        "11. (C) First things are said here.", "", "2. (C) Second things.", "",
        "13. (S) Third things.", "", "14. (U) Fourth things.",
    )  # fmt: skip
    numbered = [a for a in suggested(page) if a.label == "numbered"]
    assert [a.attributes["number"] for a in numbered] == ["1", "2", "3", "4"]
    assert numbered[2].attributes["portion"] == "SECRET"


def test_bracketed_letters_are_a_list_when_they_run_from_a() -> None:
    page = typed(
        "1. (C) Three points:", "", "(A) one thing;", "(B) another thing;", "(C) a third thing.",
        "", "2. (U) The end.",
    )  # fmt: skip
    found = suggested(page)
    assert texts(found, "portion", page) == ["(C)", "(U)"]
    assert [a.attributes["number"] for a in found if a.label == "subparagraph"] == ["A", "B", "C"]


def test_paragraph_runs_on_when_a_catchword_and_banners_stand_between() -> None:
    first = typed(
        "1. THE RUSSIANS WERE NONETHELESS VERY MUCH AND VISIBLY MOST", "", "ANXIOUS",
        "", "CONFIDENTIAL",
    )  # fmt: skip
    second = typed(
        "CCNFIDENTIAL", "", "ANXIOUS TO KEEP THE TALKS GOING.", "", "2. THAT IS ALL.", number=2
    )
    found = suggested(first, second)
    whole = next(a for a in found if a.attributes.get("number") == "1")
    assert [t.page for t in whole.targets] == [1, 2]
    assert texts([whole], "numbered", first, second) == [
        "1. THE RUSSIANS WERE NONETHELESS VERY MUCH AND VISIBLY MOST\nANXIOUS TO KEEP THE TALKS"
        " GOING."
    ]
    assert [a.value for a in found if a.label == "banner"] == ["CONFIDENTIAL"] * 2


def test_nothing_is_made_of_prose_when_it_only_talks_about_markings() -> None:
    page = typed(
        "This letter is a confidential communication about", "the secret protocol of 1974.", "",
        "The author says TOP SECRET papers were shown to him", "in 1975. (C) He kept none.",
    )  # fmt: skip
    found = suggested(page)
    assert {a.label for a in found if a.kind is not Kind.ENTITY} <= {"body"}
    assert document_summary(found) == ("", "")


def test_site_text_ends_the_paper_when_a_copyright_line_stands_there() -> None:
    page = typed("1. (C) The talks went well.", "", "2. (C) So did lunch.", "", "© Scoop Media", "",
                 "3. Advertise with us here today.")  # fmt: skip
    found = suggested(page)
    assert [a.attributes["number"] for a in found if a.label == "numbered"] == ["1", "2"]


def test_paper_goes_on_when_a_copyright_line_stands_near_its_head() -> None:
    page = typed("© 1974 Harbour Review", "", "1. (C) The talks went well.", "",
                 "2. (C) So did lunch.", "", "3. (U) Nobody signed.")  # fmt: skip
    found = suggested(page)
    assert [a.attributes["number"] for a in found if a.label == "numbered"] == ["1", "2", "3"]
    assert sum(a.label == "furniture" for a in found) == 1


def test_summary_prefers_what_a_person_settled_when_dates_differ() -> None:
    def dated(value: str, status: Status) -> Annotation:
        return Annotation(value, "d", Kind.FIELD, "dtg", (Target(1, 0, 0),), status, value=value)

    both = [
        dated("2001-01-01T00:00Z", Status.SUGGESTED),
        dated("1999-12-31T00:00Z", Status.ACCEPTED),
        dated("1950-01-01T00:00Z", Status.REJECTED),
    ]
    assert document_summary(both) == ("", "1999-12-31")
    assert document_summary(both[:1]) == ("", "2001-01-01")


words = st.sampled_from(
    [
        "CONFIDENTIAL", "S", "E", "C", "R", "T", "(C)", "(A)", "1.", "2.", "11.", "FM", "TO",
        "INFO", "OSLO", "TAGS:", "SUBJECT:", "REF:", "E.O.", "12958:", "YYYY", "NNNN", "©", "the",
        "1.4", "(b)", "Classified", "By", "reason", "041530Z", "MAR", "06", "--", "PAGE", "01",
        "DECLASSIFIED",
    ]
) | st.text(max_size=6)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.lists(words, max_size=6), max_size=12), max_size=3))
def test_suggesting_never_fails_and_keeps_to_the_words_when_text_is_anything(
    pages: list[list[list[str]]],
) -> None:
    held = [
        PageText(
            number,
            tuple(
                Word(text, Rect(x * 9, y * 12, x * 9 + 8, y * 12 + 9), y)
                for y, line in enumerate(page)
                for x, text in enumerate(line)
            ),
        )
        for number, page in enumerate(pages, 1)
    ]
    found = suggested(*held)
    assert found == suggested(*held)
    for annotation in found:
        for target in annotation.targets:
            page = held[target.page - 1]
            assert target.last_word is not None
            assert target.last_word < len(page.words)
            assert text_of(annotation, lambda n: held[n - 1])
