"""Letters of a line as a reader's eye takes them: marks of layout off, damage measured."""

from __future__ import annotations

import re

PREFIX = r"[#>*•·\-\s'‘’“”\"`.,~_|]*"
"""A pattern for what layout models and specks put before a line."""

_LAYOUT = re.compile(r"</?u>|\*{2,}")
_ACCENTED = {"E": "EÉÈÊ", "U": "UÜ", "A": "AÀÂ", "O": "OÖ", "С": "СC", "О": "ОO", "Е": "ЕEЁ"}


def distance(a: str, b: str, limit: int) -> int:
    """Edit distance, or ``limit + 1`` as soon as it must exceed the limit."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    previous = list(range(len(b) + 1))
    for row, sign in enumerate(a, 1):
        current = [row]
        for column, other in enumerate(b, 1):
            current.append(
                min(
                    previous[column] + 1,
                    current[-1] + 1,
                    previous[column - 1] + (sign != other),
                )
            )
        if min(current) > limit:
            return limit + 1
        previous = current
    return min(previous[-1], limit + 1)


def one_apart(one: str, other: str) -> bool:
    """Whether two words differ by one letter changed, put in or left out."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    at = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if at is None:
        return True
    if len(one) == len(other):
        return one[at + 1 :] == other[at + 1 :]
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[at + 1 :] == shorter[at:]


def spaced(words: str) -> str:
    """A pattern for words whose letters may stand apart (``C O N F``, ``SE CRE T``)."""
    parts = words.replace("-", " ").split()
    return r"[ ._\-]{0,4}".join(r"[ ._\-]{0,2}".join(map(_letter, word)) for word in parts)


def bare(line: str) -> str:
    """A line without a layout model's marks before it, and without underlining or bold."""
    return re.sub(rf"^{PREFIX}", "", _LAYOUT.sub("", line)).rstrip()


def _letter(sign: str) -> str:
    return f"[{_ACCENTED[sign]}]" if sign in _ACCENTED else re.escape(sign)
