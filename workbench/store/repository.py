"""Everything a project's database can be asked and told, as one object."""

from __future__ import annotations

from workbench.store.importing import Importing
from workbench.store.scanning import Scanning


class Repository(Importing, Scanning):
    """The store's façade; its parts are ``reading``, ``scanning``, ``journal``, ``writing``,
    ``importing``.

    It belongs to the thread that opened the project. What it raises says what to do:
    ``ProjectProblem`` (the disk, the file), ``Conflict`` (a row changed meanwhile), ``UserError``
    (no such document, page or annotation); ``BugError`` where the caller broke a promise.
    """
