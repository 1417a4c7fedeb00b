"""Errors, split by whose fault they are, and the exit codes that go with them."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command line; promises to scripts (PRODUCT contract)."""

    DONE = 0
    FINDINGS = 1
    WRONG_USE = 2
    UNREADABLE = 3
    PROJECT = 4
    BUG = 5


class UserError(Exception):
    """Something a person can understand and mend; the message is a whole sentence for them.

    ``details`` is for whoever asks for more; it is never needed to know what to do.
    """

    exit_code = ExitCode.WRONG_USE

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details

    def __reduce__(self) -> tuple[type[UserError], tuple[str, str]]:
        return (type(self), (self.sentence, self.details))


class UnreadableFile(UserError):  # noqa: N818 - named for the person's sentence
    """A file could not be read; the sentence names it and the cause."""

    exit_code = ExitCode.UNREADABLE


class PasswordNeeded(UnreadableFile):
    """The file is encrypted and opens only with a password."""


class ProjectProblem(UserError):  # noqa: N818
    """The project could not be opened or written."""

    exit_code = ExitCode.PROJECT


class Conflict(ProjectProblem):
    """A row is no longer as the change expected it; nothing was written."""


class Cancelled(UserError):  # noqa: N818
    """The person stopped it."""


class BugError(Exception):
    """A promise inside the program was broken: our fault, exit code 5."""
