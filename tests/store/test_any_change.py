"""Any changes at all, taken back; and a program killed in the middle of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.inspection import assert_consistent, content
from tests.store.papers import CABLE, bring_in, correcting, entity, tagging
from workbench.domain.annotations import REDACTION_STATUSES, Annotation, Kind, Status, Target
from workbench.domain.changes import ChangeSet, RowChange
from workbench.domain.documents import Document
from workbench.domain.geometry import Rect
from workbench.domain.pages import clean_reading
from workbench.store.project import Project
from workbench.store.rows import (
    Correction,
    annotation_from_rows,
    annotation_rows,
    correction_row,
    deleting,
    inserting,
    replacing,
    setting_row,
)

ROOT = Path(__file__).parents[2]

WORDS = 12
PAGES = 3

_readings = st.text(max_size=8).map(clean_reading)
_worded = st.builds(
    lambda page, ends, chars: Target(page, min(ends), max(ends), *chars),
    st.integers(1, PAGES),
    st.tuples(st.integers(0, WORDS - 1), st.integers(0, WORDS - 1)),
    st.sampled_from([(0, None), (1, None), (0, 2), (2, 3)]),
)
_coordinates = st.floats(0, 900, allow_nan=False)
_rects = st.builds(Rect.spanning, _coordinates, _coordinates, _coordinates, _coordinates)
_regions = st.builds(
    lambda page, rects: Target(page, rects_pt=tuple(rects)),
    st.integers(1, PAGES),
    st.lists(_rects, min_size=1, max_size=3),
)
_plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
_json = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | _plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_plain, inner, max_size=3),
    max_leaves=5,
).filter(lambda value: "Infinity" not in repr(value) and "inf" not in repr(value))


@st.composite
def _annotations(draw: st.DrawFn, document_id: str) -> Annotation:
    kind = draw(st.sampled_from(Kind))
    redaction = kind is Kind.REDACTION
    return Annotation(
        id=str(draw(st.uuids())),
        document_id=document_id,
        kind=kind,
        label=draw(_plain),
        targets=tuple(draw(st.lists(_worded | _regions, min_size=1, max_size=4))),
        status=draw(
            st.sampled_from(REDACTION_STATUSES)
            if redaction
            else st.sampled_from([Status.SUGGESTED, Status.ACCEPTED, Status.REJECTED])
        ),
        value=draw(st.none() | _plain),
        note=draw(_plain),
        score=draw(st.none() | st.floats(0, 1)),
        attributes=draw(st.dictionaries(_plain, _json, max_size=3)),
    )


@st.composite
def _change_sets(draw: st.DrawFn, document_id: str, standing: list[Annotation]) -> ChangeSet:
    """New, changed and deleted annotations, new corrections, a setting, shuffled."""
    changes: list[RowChange] = []
    for annotation in draw(
        st.lists(_annotations(document_id), max_size=4, unique_by=lambda a: a.id)
    ):
        changes += inserting(annotation_rows(annotation))
    for old in standing:
        fate = draw(st.sampled_from(["stays", "changes", "goes"]))
        if fate == "changes":
            new = replace(draw(_annotations(document_id)), id=old.id)
            changes += replacing(annotation_rows(old), annotation_rows(new))
        elif fate == "goes":
            changes += deleting(annotation_rows(old))
    places = st.tuples(st.integers(1, PAGES), st.integers(0, WORDS - 1))
    for page, word in draw(st.sets(places, max_size=4)):
        if (page, word) != (1, 0):
            correction = Correction(
                str(draw(st.uuids())), document_id, page, word, draw(_readings), "Ada", "1974"
            )
            changes += inserting([correction_row(correction)])
    if draw(st.booleans()):
        changes += inserting([setting_row("label_set_toml", draw(_plain))])
    return ChangeSet("Anything", tuple(draw(st.permutations(changes))))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Project, Document]]:
    """A document with annotations and a correction, which every example leaves as it was."""
    with Project.create(tmp_path_factory.mktemp("desk") / "desk", person="Ada") as project:
        page = " ".join(f"word{n}" for n in range(WORDS))
        document = bring_in(project.repository, *[page] * PAGES, confidence=40.0)
        tags = [entity(document, Target(n, n, n + 1), Target(1, 0, 0)) for n in range(1, 4)]
        project.repository.apply(tagging(*tags), person="Ada")
        project.repository.apply(correcting(document, 1, 0, "once"), person="Ada")
        yield project, document


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_every_row_is_as_before_when_any_change_is_applied_and_taken_back(
    desk: tuple[Project, Document], data: st.DataObject
) -> None:
    project, document = desk
    repository = project.repository
    standing = repository.annotations(document.id)
    changes = data.draw(_change_sets(document.id, standing))
    if not changes:
        return
    before = content(project)
    seq = repository.apply(changes, person="Ada")
    assert_consistent(repository, project)
    for change in changes.changes:
        if change.table == "annotations" and change.after is not None:
            read = repository.annotation(str(change.key["id"]))
            images = [
                c.after for c in changes.changes if c.table == "targets" and c.after is not None
            ]
            mine = [row for row in images if row["annotation_id"] == read.id]
            mine.sort(key=lambda row: str(row["position"]))
            if change.before is None:
                assert read == annotation_from_rows(change.after, mine)
    repository.apply(changes.inverse(), person="Ada", undoes=seq)
    assert content(project) == before
    repository.verify_journal()


# kill -9

_EDIT_FOR_EVER = """
import sys
from itertools import count
from pathlib import Path
from tests.store.papers import correcting, entity, tagging
from workbench.domain.annotations import Target
from workbench.store.project import Project
project = Project.open(Path(sys.argv[1]))
repository = project.repository
[document] = repository.documents()
for n in count():
    page = n % 3 + 1
    tag = tagging(entity(document, Target(page, 0, 5), Target(page, 7, 7)))
    seq = repository.apply(tag, person="Ada")
    print(f"tag {seq} {tag.changes[0].key['id']}", flush=True)
    place = (page, n // 3 % document.word_count // 3)
    if repository.correction(document.id, *place) is None:
        seq = repository.apply(correcting(document, *place, f"corrected{n}"), person="Ada")
        print(f"correct {seq} {place[0]} {place[1]} corrected{n}", flush=True)
"""


@pytest.mark.parametrize("lines", [1, 7, 40, 120])
def test_every_acknowledged_edit_is_there_when_the_program_was_killed(
    tmp_path: Path, lines: int
) -> None:
    with Project.create(tmp_path / "cables") as project:
        bring_in(project.repository, CABLE, CABLE, CABLE)
    with subprocess.Popen(
        [sys.executable, "-c", _EDIT_FOR_EVER, str(project.path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().split() for _ in range(lines)]
        process.kill()
        said += [line.split() for line in process.stdout if line.endswith("\n")]
    with Project.open(project.path) as project:
        repository = project.repository
        repository.verify_journal()
        assert_consistent(repository, project)
        assert project.check()[0].endswith(
            "missing: " + repository.documents()[0].source_sha256 + "."
        )
        [document] = repository.documents()
        kept = {annotation.id for annotation in repository.annotations(document.id)}
        for what, _, *about in said:
            if what == "tag":
                assert about[0] in kept
            else:
                words = repository.page_text(document.id, int(about[0])).words
                assert words[int(about[1])].corrected == about[2]
        last = int(said[-1][1])
        assert repository.journal(limit=1)[0].seq in (last, last + 1)
