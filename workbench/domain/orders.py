"""The executive orders on classification: when each governed, and what retired with which.

Source: DOMAIN.md 1.1 and 2. Dates of force decide; between signature and force both the old and
the new order are met with and neither is called wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Order:
    """An executive order: number, the day it was signed, first and last day in force."""

    number: str
    signed: date
    first: date
    last: date | None


ORDERS = (
    Order("10290", date(1951, 9, 24), date(1951, 10, 27), date(1953, 12, 14)),
    Order("10501", date(1953, 11, 5), date(1953, 12, 15), date(1972, 5, 31)),
    Order("11652", date(1972, 3, 8), date(1972, 6, 1), date(1978, 11, 30)),
    Order("12065", date(1978, 6, 28), date(1978, 12, 1), date(1982, 7, 31)),
    Order("12356", date(1982, 4, 2), date(1982, 8, 1), date(1995, 10, 13)),
    Order("12958", date(1995, 4, 17), date(1995, 10, 14), date(2010, 6, 26)),
    Order("13526", date(2009, 12, 29), date(2010, 6, 27), None),
)

EO_LINES_FROM = date(1973, 3, 1)
"""From this day the E.O. line is compulsory on American cables."""
PORTIONS_ASKED_FROM = date(1972, 6, 1)
"""From this day some American papers mark their paragraphs; who began must go on."""
PORTIONS_FROM = date(1982, 8, 1)
"""From this day every portion of a classified American paper must be marked."""
AUTHORITY_FROM = date(1995, 10, 14)
"""From this day a classified American paper names who classified it."""
X_CODES_RETIRED = date(2003, 9, 22)
"""X1 to X8 and MR may no longer be used; the reasons' section is 1.4 instead of 1.5."""
SECTION_1_4_FROM = date(2003, 3, 25)
OADR_RETIRED = date(1995, 10, 14)
RESTRICTED_ABOLISHED = date(1953, 12, 15)

_DAMAGED = {"16652": "11652", "1295": "12958", "12536": "12356"}
_DIGITS = str.maketrans("IlO", "110")


def order_of(number: str) -> Order | None:
    """The order of a number as written; dropped and swapped digits are forgiven."""
    plain = number.strip().translate(_DIGITS)
    plain = _DAMAGED.get(plain, plain)
    exact = next((order for order in ORDERS if order.number == plain), None)
    if exact is not None or not 4 <= len(plain) <= 5:
        return exact
    near = [o for o in ORDERS if _one_digit_away(plain, o.number) or _swapped(plain, o.number)]
    return near[0] if len(near) == 1 else None


def _one_digit_away(seen: str, number: str) -> bool:
    if len(seen) == len(number):
        return sum(a != b for a, b in zip(seen, number, strict=True)) == 1
    return len(seen) == 4 and any(number[:n] + number[n + 1 :] == seen for n in range(5))


def _swapped(seen: str, number: str) -> bool:
    """Whether two neighbouring digits have changed places."""
    return any(seen == number[:n] + number[n + 1] + number[n] + number[n + 2 :] for n in range(4))


def in_force(order: Order, day: date) -> bool:
    """Whether an order could be cited on a day: from its signature to its last day in force."""
    return order.signed <= day and (order.last is None or day <= order.last)
