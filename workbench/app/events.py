"""What the session tells its observers. Facts, sent on the session's own thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.app.progress import Progress


@dataclass(frozen=True, slots=True)
class DataChanged:
    """Annotations or readings changed: repaint these pages and nothing else.

    ``touched`` holds ``(document id, page number)``. ``initiator`` is whatever the caller gave
    to ``Session.do``, ``undo`` or ``redo``, so that a view can skip its own change.
    ``words_changed`` False says that every reading is as it was: only annotations changed.
    """

    touched: frozenset[tuple[str, int]]
    action: str
    initiator: object = None
    words_changed: bool = True


@dataclass(frozen=True, slots=True)
class DocumentsChanged:
    """Documents came, were finished, or changed their state or pages.

    ``documents`` are the ids; ``pages`` the ``(document id, page number)`` newly read.
    """

    documents: frozenset[str] = field(default=frozenset())
    pages: frozenset[tuple[str, int]] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class ProgressChanged:
    """A job has come further."""

    progress: Progress


@dataclass(frozen=True, slots=True)
class JobEnded:
    """A job is over; sent exactly once a job.

    ``state`` is ``done``, ``failed`` or ``cancelled``. ``message`` is a sentence that sums it
    up; ``failures`` are sentences, one a file or page that went wrong.
    """

    job_id: str
    label: str
    state: str
    message: str
    failures: tuple[str, ...] = ()


Event = DataChanged | DocumentsChanged | ProgressChanged | JobEnded
