"""Whatever is done can be taken back to the last row, and done again."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.app import edits, proposals
from workbench.app.jobs import InlineRunner
from workbench.app.session import Session
from workbench.domain.annotations import Annotation, Kind, Status, Target, new_id
from workbench.domain.changes import ChangeSet
from workbench.domain.geometry import Rect

PAGES = ("The Minister met Ivanov\nin Moscow doubtful?", "Ivanov said no", "")

Step = Callable[[Session, str, int], ChangeSet]


def _targets(n: int) -> list[Target]:
    return [
        [Target(1, n % 4, n % 4 + n % 3)],
        [Target(1, 5, 6), Target(2, 0, 0)],
        [Target(3, rects_pt=(Rect(10.123, 20, 30, 40 + n),))],
        [Target(2, 0, 1, 1, 2)],
    ][n % 4]


def _some(session: Session, document_id: str, n: int, *, redactions: bool) -> list[str]:
    found = [
        a.id for a in session.annotations(document_id) if (a.kind is Kind.REDACTION) == redactions
    ]
    return found[: 1 + n % 3]


def _suggest(session: Session, document_id: str, n: int) -> ChangeSet:
    made = [
        Annotation(
            new_id(), document_id, Kind.PARAGRAPH, "body", tuple(_targets(i)), Status.SUGGESTED
        )
        for i in range(1 + n % 2)
    ]
    return edits.add(session, made, "Suggest")


def _code(session: Session, n: int) -> str:
    return session.codes.codes[n % len(session.codes.codes)].code


STEPS: dict[str, Step] = {
    "tag": lambda s, d, n: edits.tag(
        s, d, Kind.ENTITY, "PERSON", _targets(n), value=str(n), attributes={"k": n}
    ),
    "suggest": _suggest,
    "redact": lambda s, d, n: edits.redact(s, d, _targets(n), _code(s, n)),
    "edit": lambda s, d, n: edits.edit(
        s, _some(s, d, n, redactions=False), note=f"n{n}", attributes={"n": n}
    ),
    "move": lambda s, d, n: (
        edits.retarget(s, _some(s, d, n, redactions=bool(n % 2))[0], _targets(n + 1))
        if _some(s, d, n, redactions=bool(n % 2))
        else ChangeSet("", ())
    ),
    "accept": lambda s, d, n: edits.accept(s, _some(s, d, n, redactions=False)),
    "reject": lambda s, d, n: edits.reject(s, _some(s, d, n, redactions=False)),
    "delete": lambda s, d, n: edits.delete(s, _some(s, d, n, redactions=bool(n % 2))),
    "code": lambda s, d, n: edits.set_code(s, _some(s, d, n, redactions=True), _code(s, n)),
    "decide": lambda s, d, n: edits.decide(
        s,
        _some(s, d, n, redactions=True),
        (Status.APPROVED, Status.REFUSED, Status.PROPOSED)[n % 3],
    ),
    "correct": lambda s, d, n: edits.correct(s, d, 1, n % 6, f"word{n}"),
    "confirm": lambda s, d, n: edits.confirm(s, d, 1, n % 6),
    "uncorrect": lambda s, d, n: edits.uncorrect(s, d, 1, n % 6),
    "many": lambda s, d, n: edits.correct_many(
        s, d, {(1, n % 6): f"a{n}", (2, 0): "Ivanow", (2, 2): "nyet"}
    ),
    "propose": lambda s, d, n: proposals.redactions(
        s, proposals.propose(s, proposals.Query(text="Ivanov")), _code(s, n)
    ),
}


def _image(session: Session) -> dict[str, list[tuple[object, ...]]]:
    tables = ("annotations", "targets", "corrections", "documents", "pages", "page_search")
    return {
        table: sorted(session.project.db.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
        for table in tables
    }


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    plan=st.lists(
        st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 11)), min_size=1, max_size=14
    )
)
def test_rows_are_exactly_as_before_when_everything_is_undone(
    tmp_path: Path, plan: list[tuple[str, int]]
) -> None:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    with Session.create(folder / "P", person="Ann", runner=InlineRunner()) as session:
        document = session.repository.add_document(
            "a.pdf",
            source_sha256="a" * 64,
            page_file_sha256="a" * 64,
            media="pdf",
            page_sizes=[(612.0, 792.0, 0)] * 3,
        )
        _put_pages(session, document.id)
        images = [_image(session)]
        done = 0
        for name, n in plan:
            if session.do(STEPS[name](session, document.id, n)):
                done += 1
                images.append(_image(session))
        for before in reversed(images[:-1]):
            assert session.undo() is not None
            assert _image(session) == before
        assert session.undo() is None
        for after in images[1:]:
            assert session.redo() is not None
            assert _image(session) == after
        assert session.redo() is None
        session.repository.verify_journal()
        # the import, then every action done, undone and done again
        assert len(session.repository.journal()) == 1 + 3 * done
    shutil.rmtree(folder)


def _put_pages(session: Session, document_id: str) -> None:
    from workbench.domain.documents import Origin, Page, PageState
    from workbench.domain.pages import PageText, Word

    for number, text in enumerate(PAGES, 1):
        words = []
        for line, row in enumerate(text.split("\n")):
            for at, reading in enumerate(row.split()):
                box = Rect(72 + 60 * at, 72 + 12 * line, 120 + 60 * at, 82 + 12 * line)
                words.append(Word(reading, box, line, 0, 40.0 if "?" in reading else 95.0))
        page = Page(document_id, number, 612.0, 792.0, 0, PageState.READ, Origin.OCR)
        session.repository.put_page(page, PageText(number, tuple(words)))
    session.repository.finish_document(document_id, person="Ann")
