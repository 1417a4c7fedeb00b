"""Distribution lines of 1966 to 1979: offices with their copies, and the total they add up to.

``ORIGIN PA-02 INFO OCT-01 ... /089 R``: a sum that does not come out points at misread digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from workbench.domain.letters import flat


@dataclass(frozen=True, slots=True)
class Distribution:
    """Offices with their copies, the sum of the copies, and the stated total (None when lost).

    ``repaired`` lists offices whose number was mended, which is done only where the sum then
    agrees with the total. Offsets of ``spans`` hold each office with its number.
    """

    copies: tuple[tuple[str, int], ...]
    total: int
    stated: int | None
    repaired: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def agrees(self) -> bool | None:
        """Whether the copies add up to the stated total; None when no total is stated."""
        return None if self.stated is None else self.total == self.stated


_DIGIT = r"[\dOo@QlIiBGSZ]"
_OFFICE = re.compile(
    r"(?<![A-Z0-9/-])(?!(?:ACTION|INFO|ORIGIN|PAGE|COPY|OF)\b)"
    r"(?P<office>[A-Z][A-Z/]{0,6}?)(?:\s?[-=]\s{0,3}|\s{1,3})"
    rf"(?P<copies>\d{_DIGIT}|{_DIGIT}\d|[Oo@Q]{{2}}|(?<=[A-Z]-)\d)"
    r"(?![A-Za-z0-9])"
)
_TOTAL = re.compile(
    r"(?:/\s*(?P<slashed>[\dOo@lI]{2}\d|\d{2}(?=\s*[RW]\b))|(?<![\dA-Z-])(?P<plain>\d{3}))\s*(?P<sign>[RW])?(?![\dA-Za-z])"
)
_OPENS = re.compile(r"\b(?:ACTION|INFO|ORIGIN)\b[\s:]*")
_SMALL = re.compile(r"\W*(?:action|info|origin)\s", re.I)
_OFFICE_LETTERS = 5
_FEWEST = 3
"""A list with no total needs so many offices to be one, unless it follows its keyword."""
_VALUES = {"O": "0", "o": "0", "@": "0", "Q": "0", "l": "1", "I": "1", "i": "1", "Z": "2"}
_DOUBTFUL = {"B": ("0", "8"), "G": ("0", "6"), "S": ("5",), "8": ("0", "8")}
_MOST_TRIALS = 4096


def read_distribution(text: str) -> Distribution | None:
    """The distribution of a line or of lines joined; None where no office bears a number."""
    text = flat(text)
    if _SMALL.match(text) and not _OPENS.search(text) and len(text.upper()) == len(text):
        text = text.upper()  # as copies for the web have it
    total = None
    for total in _TOTAL.finditer(text):
        if total["slashed"]:
            break
    body = text[: total.start()] if total else text
    found = list(_OFFICE.finditer(body))
    if not found or not _is_list(body, found, total is not None):
        return None
    stated = _figures(total["slashed"] or total["plain"]) if total else None
    numbers = [_plain(match["copies"]) for match in found]
    mended: list[int] = []
    if stated is not None and sum(numbers) != stated:
        numbers, mended = _mend([match["copies"] for match in found], numbers, stated)
    offices = [match["office"] for match in found]
    return Distribution(
        tuple(zip(offices, numbers, strict=True)),
        sum(numbers),
        stated,
        tuple(offices[place] for place in mended),
        tuple(match.span() for match in found),
    )


def _is_list(body: str, found: list[re.Match[str]], summed: bool) -> bool:
    """Whether offices make a list: they follow its keyword at once, or are most of the text.

    "ACTION REQUESTED BY 12 MAY", "INFO MOSCOW 12" and prose with days of months are none.
    """
    opened = any(key.end() == found[0].start() for key in _OPENS.finditer(body))
    if not summed and len(found) < _FEWEST:
        first = found[0]
        marked = len(first["office"]) <= _OFFICE_LETTERS and "-" in first[0]
        return opened and (len(found) > 1 or marked)
    held = sum(len(office[0]) for office in found)
    return opened or 2 * held >= len(body.strip())


def _figures(digits: str) -> int:
    return int("".join(_VALUES.get(digit, digit) for digit in digits))


def _plain(digits: str) -> int:
    """Two digits with the common misreadings of figures undone."""
    return int(
        "".join(_VALUES.get(d, _DOUBTFUL.get(d, (d,))[0] if not d.isdigit() else d) for d in digits)
    )


def _readings(digits: str) -> list[int]:
    """What two signs may stand for; a slashed zero is read as 8, B, G or @."""
    signs = [_DOUBTFUL.get(sign, (_VALUES.get(sign, sign),)) for sign in digits]
    return sorted(
        {int("".join(chosen)) for chosen in product(*signs)}, key=lambda n: n != _plain(digits)
    )


def _mend(written: list[str], numbers: list[int], stated: int) -> tuple[list[int], list[int]]:
    """Other readings of doubtful figures, when exactly one choice makes the sum agree."""
    doubtful = [n for n, digits in enumerate(written) if len(_readings(digits)) > 1]
    options = [_readings(written[n]) for n in doubtful]
    trials = 1
    for option in options:
        trials *= len(option)
    if not doubtful or trials > _MOST_TRIALS:
        return numbers, []
    fixed = sum(numbers) - sum(numbers[n] for n in doubtful)
    fits = [choice for choice in product(*options) if fixed + sum(choice) == stated]
    if len(fits) != 1:
        return numbers, []
    mended = list(numbers)
    for place, number in zip(doubtful, fits[0], strict=True):
        mended[place] = number
    return mended, [n for n in doubtful if mended[n] != numbers[n]]
