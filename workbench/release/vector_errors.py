"""Why a page cannot keep its vectors, and numbers out of a file that may hold anything."""

from __future__ import annotations

from decimal import Decimal

from pikepdf import Array


class CannotPreserveError(Exception):
    """A page cannot be rewritten safely. ``reason`` completes "rebuilt from pixels because"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def number(value: object) -> float:
    """A number of the file as it is.

    Raises:
        CannotPreserveError: it is none.
    """
    if isinstance(value, (int, float, Decimal)):
        return float(value)
    raise CannotPreserveError("its file is damaged")


def numbers(values: object) -> list[float]:
    """The numbers of an array.

    Raises:
        CannotPreserveError: it is no array, or holds something else.
    """
    if not isinstance(values, Array):
        raise CannotPreserveError("its file is damaged")
    listed: list[object] = list(values)
    return [number(value) for value in listed]
