"""Which files an import takes from what it was given."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from workbench.app.arrivals import find_sources, hash_source
from workbench.domain.errors import UnreadableFile


def names(root: Path, given: list[str]) -> list[str]:
    found, _ = find_sources(given, lambda _done, _total: None)
    return [Path(path).relative_to(root).as_posix() for path in found]


def test_folders_are_walked_in_order_without_hidden_files_and_projects(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden", ".git/x", "P.workbench/sources/y"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    assert names(tmp_path, [str(tmp_path)]) == ["a.txt", "b/1.txt", "b/2.txt"]
    assert names(tmp_path, [str(tmp_path / ".hidden")]) == [".hidden"]


def test_each_file_comes_once_when_given_twice(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    assert names(tmp_path, [str(tmp_path / "a.txt"), str(tmp_path)]) == ["a.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_walk_ends_when_links_make_a_loop(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("x")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    assert names(tmp_path, [str(tmp_path)]) == ["a/x.txt"]


def test_many_files_are_counted_while_they_are_looked_for(tmp_path: Path) -> None:
    for number in range(120):
        (tmp_path / f"{number}.txt").write_text("x")
    heard: list[int] = []
    find_sources([str(tmp_path)], lambda done, _total: heard.append(done))
    assert heard == [50, 100]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    found, failures = find_sources([str(tmp_path / "nope.pdf")], lambda _done, _total: None)
    assert found == []
    assert failures[0][0].endswith("nope.pdf")
    assert "nope.pdf is not there" in failures[0][1]
    with pytest.raises(UnreadableFile, match=r"nope\.pdf"):
        hash_source(str(tmp_path / "nope.pdf"))
