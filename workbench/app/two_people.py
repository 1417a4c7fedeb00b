"""Two people for a redaction: where the project asks for it, its proposer does not decide on it.

The rule is held where changes are written, so that no way round it is left: a decision, a bulk
of them, undoing one and doing it again are all looked at as the rows they would leave behind.
Who changes what a redaction cuts or why is its proposer from then on.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from workbench.domain.annotations import DECISION_NOTE, Kind, Status
from workbench.domain.changes import ChangeSet, Row
from workbench.domain.errors import UserError
from workbench.store import rows

if TYPE_CHECKING:
    from workbench.app.reader import Reader
    from workbench.app.session import Session

_SETTING = "two_people"
_DECIDED = (Status.APPROVED.value, Status.REFUSED.value)
_DECISION = ("status", "decided_by", "decided_at", "attributes")


def is_asked_for(session: Reader) -> bool:
    """Whether the project asks that a redaction's proposer and its approver differ."""
    return session.repository.setting(_SETTING) == "1"


def ask_for(session: Session, on: bool) -> ChangeSet:
    """Have the project ask for two people, or no longer; in the journal like any edit."""
    present = session.repository.setting(_SETTING)
    before = [] if present is None else [rows.setting_row(_SETTING, present)]
    after = [rows.setting_row(_SETTING, "1" if on else "0")]
    action = "Ask for two people" if on else "No longer ask for two people"
    return ChangeSet(action, rows.replacing(before, after))


def is_same(one: str | None, other: str | None) -> bool:
    """Whether two names are one person's: blanks, capitals and signs unseen do not count."""
    return _folded(one) == _folded(other) != ""


def check(session: Reader, changes: ChangeSet, *, is_step_back_or_forth: bool = False) -> None:
    """Refuse a change that leaves a decision by the person who proposed.

    ``is_step_back_or_forth`` is an undo or redo: who does it decides anew, where nothing but
    the decision changes.

    Raises:
        UserError: names the person and the first redaction, and says what to do.
    """
    moved = {c.key["annotation_id"] for c in changes.changes if c.table == "targets"}
    own = [
        row
        for before, row in _redactions(changes)
        if _is_own(before, row)
        or (
            is_step_back_or_forth
            and row["id"] not in moved
            and _is_own_step(session.person, before, row)
        )
    ]
    if not own or not is_asked_for(session):
        return
    first = own[0]
    page = session.annotation(str(first["id"])).pages[0]
    where = f"on page {page} of {session.document(str(first['document_id'])).name}"
    what = f"the redaction {where}"
    if len(own) > 1:
        what = f"{len(own)} of these redactions, the first {where}"
    raise UserError(
        f"{first['author']} proposed {what}, and this project asks that someone else decides. "
        "Have another person decide, under their own name."
    )


def _redactions(changes: ChangeSet) -> Iterable[tuple[Row | None, Row]]:
    for change in changes.changes:
        after = change.after
        if change.table == "annotations" and after and after["kind"] == Kind.REDACTION.value:
            yield change.before, after


def _is_own(before: Row | None, row: Row) -> bool:
    """Whether a decision comes into being that its proposer took."""
    if row["status"] not in _DECIDED or (before is not None and before["status"] == row["status"]):
        return False
    return is_same(_text(row["author"]), _text(row["decided_by"]))


def _is_own_step(person: str, before: Row | None, row: Row) -> bool:
    """Whether a step changes nothing but a decision, on what the person proposed."""
    if before is None or before["status"] == row["status"]:
        return False
    if any(before[name] != row[name] for name in row if name not in _DECISION):
        return False
    if _attributes(before) != _attributes(row):
        return False
    return is_same(_text(row["author"]), person)


def _attributes(row: Row) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(str(row["attributes"]))
    kept.pop(DECISION_NOTE, None)
    return kept


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _folded(name: str | None) -> str:
    plain = unicodedata.normalize("NFKC", name or "")
    seen = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return " ".join(seen.split()).casefold()
