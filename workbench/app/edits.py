"""What a person can do to a document: one function an action, each returns a ``ChangeSet``.

Nothing is written here: give the result to ``Session.do``. Every function raises ``UserError``
for what cannot be done, before anything has happened.
"""

from __future__ import annotations

from workbench.app.edit_annotations import accept, delete, edit, reject, retarget, tag
from workbench.app.edit_documents import entitle
from workbench.app.edit_parts import KEEP, add, created, now
from workbench.app.edit_readings import confirm, correct, correct_many, uncorrect
from workbench.app.edit_redactions import (
    decide,
    redact,
    redact_many,
    redaction,
    set_code,
    set_padding,
)
from workbench.app.edit_reviews import let_pass, review, set_aside, unreview

__all__ = [
    "KEEP",
    "accept",
    "add",
    "confirm",
    "correct",
    "correct_many",
    "created",
    "decide",
    "delete",
    "edit",
    "entitle",
    "let_pass",
    "now",
    "redact",
    "redact_many",
    "redaction",
    "reject",
    "retarget",
    "review",
    "set_aside",
    "set_code",
    "set_padding",
    "tag",
    "uncorrect",
    "unreview",
]
