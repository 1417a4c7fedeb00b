"""One opener at a time: a lock the system drops with its holder, and a note of who holds it."""

from __future__ import annotations

import getpass
import json
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from workbench.domain.errors import ProjectProblem
from workbench.domain.times import near_time
from workbench.store.connection import now
from workbench.store.problems import as_sentences


class ProjectLock:
    """The right to work in a project folder. It ends with the process, however that ends."""

    def __init__(self, folder: Path, person: str = "") -> None:
        """Take the lock.

        Raises:
            ProjectProblem: somebody holds it (says who, where known), or it cannot be written.
        """
        # Not the lock file itself: Windows lets nobody read a file that is locked.
        self._holder = folder / "project.holder"
        self._lock = FileLock(folder / "project.lock", timeout=0, thread_local=False)
        with as_sentences(folder.stem, "opened"):
            try:
                self._lock.acquire()
            except Timeout as error:
                raise ProjectProblem(_refusal(folder.stem, _read(self._holder))) from error
            try:
                holder = {
                    "person": person or _user(),
                    "host": socket.gethostname(),
                    "pid": os.getpid(),
                    "since": now(),
                }
                self._holder.write_text(json.dumps(holder), encoding="utf-8")
            except BaseException:
                self._lock.release()
                raise

    def release(self) -> None:
        """Let others in. Harmless when done twice."""
        if self._lock.is_locked:
            with suppress(OSError):  # the note is for people; without it the lock still works
                self._holder.unlink(missing_ok=True)
            self._lock.release()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no such user, or a system without users
        return ""


def _read(holder: Path) -> dict[str, Any]:
    try:
        read = json.loads(holder.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _refusal(name: str, holder: dict[str, Any]) -> str:
    pid, host = holder.get("pid"), holder.get("host")
    if pid == os.getpid() and host == socket.gethostname():
        return f"The project “{name}” is open in this program already. Close it there first."
    person = holder.get("person")
    who = f" by {person}" if person else ""
    where = (
        f" on {host} (process {pid}, since {near_time(str(holder.get('since')))})"
        if pid and host
        else ""
    )
    return (
        f"The project “{name}” is already open{who + where or ' elsewhere'}. Only one "
        "person can work in it at a time: close it there, or work on a copy and merge."
    )
