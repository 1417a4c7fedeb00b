"""Letters of a line as a reader's eye takes them: marks of layout off, damage measured."""

from __future__ import annotations

import re
from collections.abc import Sequence

PREFIX = r"[#>*•·=\-\s'‘’“”«»\"`.,~_|]*"
"""A pattern for what layout models and specks put before a line."""

_LAYOUT = re.compile(r"</?u>|\*{2,}")
_ALIKE = str.maketrans(
    dict.fromkeys("\t\r\u00a0\u1680\u202f\u205f\u3000\u200b\u2060\ufeff", " ")
    | dict.fromkeys(map(chr, range(0x2000, 0x200B)), " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)
_TAG = re.compile(r"</?(?:b|i|em|strong|center|span|p|div|br)(?: [^<>]{0,80})?/?>", re.I)
_BEFORE = re.compile(r"(?:\s|[#>*•·|]|-(?=\s)|</?u>)*")
_AFTER = " \n*|"
_LAID_OUT = frozenset(" \n*|>")
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


def flat(text: str) -> str:
    """A text with blanks and dashes of every kind written alike and tags of layout blanked.

    Sign for sign, so that places in it are places in the text.
    """
    alike = text.translate(_ALIKE)
    return _TAG.sub(lambda tag: " " * len(tag[0]), alike) if "<" in alike else alike


def without_layout(text: str) -> str:
    """A line, what layout models put around it blanked: ``## a``, ``- a``, ``**a**``, ``| a |``.

    Sign for sign, so that places in it are places in the text.
    """
    flattened = flat(text)
    before = _BEFORE.match(flattened)
    begin = before.end() if before else 0
    end = len(flattened)
    while end > begin:
        if flattened[end - 1] in _AFTER:
            end -= 1
        elif flattened.endswith("</u>", begin, end):
            end -= 4
        else:
            break
    return " " * begin + flattened[begin:end].ljust(len(text) - begin)


def squeezed(text: str) -> tuple[str, Sequence[int]]:
    """A text without layout and with one blank between words, and where each sign of it stands."""
    if text.isascii() and text[:1].isalnum() and text[-1] not in _LAID_OUT:
        plain = " ".join(text.split())
        if plain == text and "<" not in text:
            return text, range(len(text))
    words = list(re.finditer(r"\S+", without_layout(text)))
    places: list[int] = []
    for word in words:
        places += ([word.start() - 1] if places else []) + list(range(*word.span()))
    return " ".join(word[0] for word in words), places


def spaced(words: str) -> str:
    """A pattern for words whose letters may stand apart (``C O N F``, ``SE CRE T``)."""
    parts = words.replace("-", " ").split()
    return r"[ ._\-]{0,4}".join(r"[ ._\-]{0,2}".join(map(_letter, word)) for word in parts)


def bare(line: str) -> str:
    """A line without a layout model's marks before it, and without underlining or bold."""
    return re.sub(rf"^{PREFIX}", "", _LAYOUT.sub("", line)).rstrip()


def _letter(sign: str) -> str:
    return f"[{_ACCENTED[sign]}]" if sign in _ACCENTED else re.escape(sign)
