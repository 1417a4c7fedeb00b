"""A project's own codes: kept in its settings as a code set, changed like anything else."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.app.reader import OWN_CODES, own_code_set
from workbench.domain.annotations import Kind, Status
from workbench.domain.changes import ChangeSet
from workbench.domain.codes import CodeSet, check_code_set, split_codes, write_code_set
from workbench.domain.errors import UserError
from workbench.store import rows

if TYPE_CHECKING:
    from workbench.app.session import Session


def own_codes(session: Session) -> CodeSet:
    """The project's own set; empty where it has none."""
    return own_code_set(session.project)


def save(session: Session, codes: CodeSet) -> ChangeSet:
    """Put another set in the place of the project's own.

    Raises:
        UserError: codes cannot be told apart, or one that would be gone is still in use.
    """
    check_code_set(codes)
    standing = own_codes(session)
    shipped = {c.code for c in session.codes.codes} - {c.code for c in standing.codes}
    gone = {c.code for c in standing.codes} - {c.code for c in codes.codes} - shipped
    used = _in_use(session) if gone else Counter()
    for code in sorted(gone):
        if used[code]:
            times = "a redaction" if used[code] == 1 else f"{used[code]} redactions"
            raise UserError(f"{code} is the code of {times}. Give them another one first.")
    present = session.repository.setting(OWN_CODES)
    before = [] if present is None else [rows.setting_row(OWN_CODES, present)]
    after = [rows.setting_row(OWN_CODES, write_code_set(codes))]
    return ChangeSet("Change own codes", rows.replacing(before, after))


def _in_use(session: Session) -> Counter[str]:
    """How many redactions that are not refused cite each code."""
    standing = (Status.PROPOSED, Status.APPROVED)
    return Counter(
        code
        for document in session.documents()
        for one in session.annotations(document.id, kinds=(Kind.REDACTION,), statuses=standing)
        for code in split_codes(one.label)
    )
