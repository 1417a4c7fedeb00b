"""Levels of classification as people write them when they ask for paragraphs that bear one."""

from __future__ import annotations

from workbench.domain.errors import UserError
from workbench.domain.markings import LEVELS, PORTION_VALUES, rank

_WRITTEN = {level.word: level.value for level in LEVELS} | PORTION_VALUES


def known_level(written: str) -> str:
    """A level as data write it.

    Raises:
        UserError: there is no such level.
    """
    level = _level(written)
    if level not in _WRITTEN.values():
        known = ", ".join(sorted(PORTION_VALUES.values(), key=rank))
        raise UserError(f"“{written}” is no level. Levels are {known}.")
    return level


def portion_level(portion: str) -> str:
    """The level of a paragraph's portion, as data write it: what follows the level is left out."""
    return _level(portion.split("//")[0])


def _level(written: str) -> str:
    """A level as data write it, from its word or the letters of a portion mark: ``(C)``, ``s``."""
    bare = " ".join(written.upper().strip(" ()").split())
    return _WRITTEN.get(bare, bare)
