"""Releases driven end to end on small projects, with the real engines."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pikepdf
import pytest

from workbench import files
from workbench.app import decisions, edits, imports, proposals, releases
from workbench.app.decisions import Filter
from workbench.app.events import Event, ProgressChanged
from workbench.app.import_options import Options
from workbench.app.jobs import InlineRunner, WorkerPool
from workbench.app.proposals import Query
from workbench.app.release_folder import stems_of
from workbench.app.releases import ReleaseResult
from workbench.app.session import Session
from workbench.domain.annotations import Kind, Status, Target
from workbench.domain.documents import Document, DocumentState
from workbench.domain.errors import ExitCode, UnreadableFile, UserError

PLAIN = Options(ocr="never", suggest=False)


def bring_in(session: Session, folder: Path, **texts: str) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    job = session.wait(imports.start(session, [folder], PLAIN, session.runner()))
    assert job.failures == []


def cut(session: Session, text: str, *, approve: bool = True) -> None:
    matches = proposals.propose(session, Query(text=text))
    session.do(proposals.redactions(session, matches, session.codes.codes[0].code))
    if approve:
        session.do(decisions.decisions(session, Filter(), Status.APPROVED))


def contents(folder: Path) -> dict[str, str]:
    """Every file under a folder by its path, with its hash."""
    return {
        str(path.relative_to(folder)): files.sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def released(session: Session, out: Path) -> tuple[ReleaseResult, ...]:
    job = session.wait(session.release(out))
    assert job.error is None, job.message
    results: tuple[ReleaseResult, ...] = job.result
    return results


@pytest.mark.slow
def test_approved_redactions_are_gone_from_copies_that_are_proved(
    tmp_path: Path,
) -> None:
    with (
        WorkerPool(2) as pool,
        Session.create(tmp_path / "P", person="Ann", runner=pool) as session,
    ):
        bring_in(session, tmp_path / "in", a="Minister Ivanov spoke.", b="Nobody spoke.")
        cut(session, "Ivanov")
        events: list[Event] = []
        session.subscribe(events.append)
        out = tmp_path / "out"
        results = released(session, out)
        assert [(r.document_name, r.clean, r.redactions) for r in results] == [
            ("a.txt", True, 1),
            ("b.txt", True, 0),
        ]
        assert sorted(p.name for p in out.iterdir()) == [
            "a.pdf",
            "a.verify.json",
            "b.pdf",
            "b.verify.json",
            "bag",
            "log.csv",
            "log.json",
            "manifest.json",
        ]
        log = (out / "log.json").read_text()
        assert "Ivanov" not in log
        (row,) = json.loads(log)
        assert (row["document"], row["page"], row["approved_by"]) == ("a.txt", 1, "Ann")
        manifest = json.loads((out / "manifest.json").read_text())
        assert manifest["files_sha256"]["a.pdf"] == files.sha256(out / "a.pdf")
        records = session.repository.releases()
        assert {(r.sha256, r.verified) for r in records} == {
            (files.sha256(out / name), 1) for name in ("a.pdf", "b.pdf")
        }
        assert session.can_undo == "Approve redaction"
        session.repository.verify_journal()
        last = [e.progress for e in events if isinstance(e, ProgressChanged)][-1]
        assert last.done == last.total == 4
        verified = session.wait(session.verify(out / "a.pdf"))
        assert verified.result.clean


@pytest.fixture
def small(session: Session, tmp_path: Path) -> Session:
    bring_in(session, tmp_path / "in", a="Minister Ivanov spoke.")
    return session


def test_document_is_refused_when_a_redaction_is_undecided(small: Session, tmp_path: Path) -> None:
    cut(small, "Ivanov", approve=False)
    out = tmp_path / "out"
    (result,) = released(small, out)
    assert (result.clean, result.pdf) == (False, None)
    assert "a.txt is not decided" in result.sentence
    assert list(out.iterdir()) == []
    (problem,) = releases.preflight(small, ["a.txt"])
    assert problem.page == 1


def test_document_is_refused_when_an_approved_redaction_lost_its_code(small: Session) -> None:
    cut(small, "Ivanov")
    (redaction,) = small.annotations(small.document("a.txt").id, kinds=[Kind.REDACTION])
    small.do(edits.set_code(small, [redaction.id], ""))
    (problem,) = releases.preflight(small, ["a.txt"])
    assert problem.annotation_id == redaction.id


def test_refused_redactions_are_not_cut(small: Session, tmp_path: Path) -> None:
    cut(small, "Ivanov", approve=False)
    small.do(decisions.decisions(small, Filter(), Status.REFUSED))
    (result,) = released(small, tmp_path / "out")
    assert (result.clean, result.redactions) == (True, 0)


def test_copy_gets_no_name_when_it_is_not_clean(
    small: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A leak put in on purpose: the copy is burned from a plan without its boxes."""
    cut(small, "Ivanov")
    from workbench.release import burn as burning

    honest = burning.burn_pages

    def leaky(plan, page_file, folder, progress=None):  # type: ignore[no-untyped-def]
        from dataclasses import replace

        pages = tuple(replace(page, boxes=()) for page in plan.pages)
        return honest(replace(plan, pages=pages), page_file, folder, progress)

    monkeypatch.setattr(burning, "burn_pages", leaky)
    out = tmp_path / "out"
    (result,) = released(small, out)
    assert (result.clean, result.pdf) == (False, None)
    assert "a.txt was not released" in result.sentence
    assert "Ivanov" not in result.sentence
    assert sorted(p.name for p in out.iterdir()) == [
        "a.verify.json",
        "bag",
        "log.csv",
        "log.json",
        "manifest.json",
    ]
    report = json.loads((out / "a.verify.json").read_text())
    assert report["clean"] is False
    assert [r.verified for r in small.repository.releases()] == [0]


def test_earlier_release_stays_when_nothing_new_came_of_it(small: Session, tmp_path: Path) -> None:
    out = tmp_path / "out"
    released(small, out)
    before = contents(out)
    cut(small, "Ivanov", approve=False)
    (result,) = released(small, out)
    assert not result.clean
    assert contents(out) == before


def test_release_is_refused_when_the_folder_holds_other_copies(
    small: Session, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "other.pdf").write_bytes(b"x")
    with pytest.raises(UserError, match=r"other\.pdf"):
        small.release(out)
    assert (out / "other.pdf").exists()
    assert small.running == ()


@pytest.mark.parametrize("name", ["a.pdf", "A.PDF", "log.csv", "log.json", "manifest.json"])
def test_release_takes_nothing_away_that_no_release_made(
    small: Session, tmp_path: Path, name: str
) -> None:
    """The folder may be the one the scans came from."""
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_bytes(b"the only one there is")
    with pytest.raises(UserError, match=re.escape(name)):
        small.release(out)
    assert (out / name).read_bytes() == b"the only one there is"


def test_release_leaves_and_lists_only_its_own(small: Session, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / ".release-notes").mkdir(parents=True)
    (out / "private").mkdir()
    (out / "private" / "names.txt").write_text("Ivanov")
    (out / "readme.txt").write_text("mine")
    for _ in range(2):  # the second is laid over the first
        (result,) = released(small, out)
        assert result.clean, result.sentence
    assert (out / ".release-notes").is_dir()
    listed = json.loads((out / "manifest.json").read_text())["files_sha256"]
    assert sorted(listed) == [
        "a.pdf",
        "a.verify.json",
        "differences.json",
        "log.csv",
        "log.json",
    ]


def test_stems_are_such_as_every_system_takes() -> None:
    names = {
        "con.pdf": "_con",
        "a:b?.pdf": "a_b_",
        ".hidden.pdf": "hidden",
        "....pdf": "document",
        "Zo\u00eb.pdf": "Zo\u00eb",
        "Zoe\u0308.tif": "Zoe\u0308 (2)",
        "\u00e4" * 200 + ".pdf": "\u00e4" * 90,
        "end. .pdf": "end",
    }
    documents = [
        Document(str(n), name, "", "", "pdf", DocumentState.READY, 1, "")
        for n, name in enumerate(names)
    ]
    assert stems_of(documents) == list(names.values())


def test_release_is_refused_when_there_is_no_such_mode(small: Session, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"flatten.*rebuild.*preserve") as caught:
        small.release(tmp_path / "out", mode="flatten")
    assert caught.value.exit_code == ExitCode.WRONG_USE
    assert not (tmp_path / "out").exists()


def test_cancelled_release_leaves_nothing_half(small: Session, tmp_path: Path) -> None:
    out = tmp_path / "out"
    job = small.release(out)
    job.cancel()
    small.wait(job)
    assert job.state == "cancelled"
    assert job.result == ()
    assert list(out.iterdir()) == []


def test_two_documents_of_one_stem_get_a_number(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    bring_in(session, folder, a="One.")
    (folder / "A.log").write_text("Two.")
    session.wait(imports.start(session, [folder], PLAIN, session.runner()))
    assert stems_of(session.documents()) in (["a", "A (2)"], ["A", "a (2)"])
    results = released(session, tmp_path / "out")
    assert len({r.pdf.name.casefold() for r in results if r.pdf}) == 2


def test_copy_of_another_tool_is_refuted_when_it_leaks(small: Session, tmp_path: Path) -> None:
    cut(small, "Ivanov")
    leak = tmp_path / "a.pdf"
    document = small.document("a.txt")
    leak.write_bytes(small.project.page_file(document).read_bytes())
    job = small.wait(small.verify(leak))
    assert job.result.clean is False
    assert job.failures
    with pytest.raises(UnreadableFile, match=r"gone\.pdf"):
        small.verify(tmp_path / "gone.pdf")
    other = tmp_path / "unknown.pdf"
    other.write_bytes(leak.read_bytes())
    with pytest.raises(UserError, match="unknown"):
        small.verify(other)


def test_copy_is_held_against_its_own_document_when_two_bear_its_name(
    session: Session, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    bring_in(session, folder, a="Minister Ivanov spoke.")
    (folder / "a.log").write_text("Minister Gromyko spoke.")
    session.wait(imports.start(session, [folder], PLAIN, session.runner()))
    cut(session, "Ivanov")
    cut(session, "Gromyko")
    for name in ("a.txt", "a.log"):
        out = tmp_path / name
        session.wait(session.release(out, [name]))
        copy = out / "a.pdf"
        assert session.wait(session.verify(copy)).result.clean
        session.repository.verify_journal()
    stranger = tmp_path / "a.pdf"
    document = session.document("a.log")
    stranger.write_bytes(session.project.page_file(document).read_bytes())
    with pytest.raises(UserError, match="may be a copy of"):
        session.verify(stranger)
    assert not session.wait(session.verify(stranger, documents=["a.log"])).result.clean


def test_copy_gets_no_name_when_something_was_decided_meanwhile(
    small: Session, tmp_path: Path
) -> None:
    """What is asked for while the copy is made is not in it."""
    cut(small, "Minister")
    out = tmp_path / "out"
    job = small.release(out)
    cut(small, "Ivanov")
    small.wait(job)
    (result,) = job.result
    assert (result.clean, result.pdf) == (False, None)
    assert "changed while its copy was made" in result.sentence
    assert not (out / "a.pdf").exists()
    (again,) = released(small, out)
    assert (again.clean, again.redactions) == (True, 2)


def test_document_is_refused_when_its_file_is_not_the_one_that_was_read(
    small: Session, tmp_path: Path
) -> None:
    cut(small, "Ivanov")
    page_file = small.project.page_file(small.document("a.txt"))
    page_file.chmod(0o644)
    page_file.write_bytes(page_file.read_bytes() + b"\n")
    (result,) = released(small, tmp_path / "out")
    assert (result.clean, result.pdf) == (False, None)
    assert "a.txt in the project is not what it was" in result.sentence


def test_verify_is_refused_when_nothing_is_approved(small: Session, tmp_path: Path) -> None:
    copy = tmp_path / "a.pdf"
    copy.write_bytes(b"%PDF-1.7")
    with pytest.raises(UserError, match="no approved redactions"):
        small.verify(copy)


def test_region_is_cut_where_no_words_are(session: Session, tmp_path: Path) -> None:
    bring_in(session, tmp_path / "in", a="One.")
    document = session.document("a.txt")
    (match,) = proposals.propose(session, Query(region="1:300,300,400,350"))
    assert match.targets[0].rects_pt
    session.do(proposals.redactions(session, [match], session.codes.codes[0].code))
    session.do(decisions.decisions(session, Filter(), Status.APPROVED))
    (result,) = released(session, tmp_path / "out")
    assert result.clean, result.sentence
    assert session.annotations(document.id)[0].targets == (Target(1, rects_pt=match.boxes_pt),)


def test_one_project_has_one_session(small: Session, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="P"):
        Session.open(tmp_path / "P", runner=InlineRunner())


def test_release_keeps_the_fonts_of_typeset_pages_and_says_where_it_could_not(
    small: Session, tmp_path: Path
) -> None:
    cut(small, "Ivanov")
    job = small.wait(small.release(tmp_path / "out", mode="preserve"))
    results: tuple[ReleaseResult, ...] = job.result
    assert results
    assert all(result.clean for result in results), [result.sentence for result in results]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["mode"] == "preserve"
    for result, listed in zip(results, manifest["documents"], strict=True):
        assert result.pdf is not None
        with pikepdf.open(result.pdf) as pdf:
            kept = [page for page in pdf.pages if "/F0" in page.obj.Resources.get("/Font", {})]
        rebuilt = [note["page"] for note in listed["notes"]]
        assert len(kept) + len(rebuilt) == len(pdf.pages)
        assert all(f"{page}" in result.sentence for page in rebuilt)


@pytest.mark.parametrize(
    ("name", "stamp", "says"),
    [("Talks_with_Ivanov", "", "The name of"), ("a", "Cleared for Ivanov", "The stamp says")],
)
def test_nothing_goes_out_when_a_name_or_stamp_says_what_is_cut(
    session: Session, tmp_path: Path, name: str, stamp: str, says: str
) -> None:
    bring_in(session, tmp_path / "in", **{name: "Minister Ivanov spoke."})
    cut(session, "Ivanov")
    out = tmp_path / "out"
    (result,) = session.wait(session.release(out, stamp=stamp)).result
    assert not result.clean
    assert result.sentence.startswith(says)
    assert contents(out) == {}


def test_nothing_goes_out_when_a_copy_is_outdated_before_the_others_are_made(
    session: Session, tmp_path: Path
) -> None:
    bring_in(session, tmp_path / "in", a="Minister Ivanov met Petrov.", b="Nobody spoke.")
    cut(session, "Ivanov")
    out = tmp_path / "out"
    job = session.release(out)
    while not list(out.rglob("a.verify.json")):
        session.pump()
    cut(session, "Petrov")
    session.wait(job)
    assert "changed after its copy was made" in " ".join(job.failures) + str(job.error)
    assert contents(out) == {}
