"""Paragraph numbers, decoded as one sequence over a whole document, not label by label.

A pilcrow is read as 1 (``11.`` is paragraph 1, ``110.`` is 10), as LaTeX, or dropped; labels get
lost. One label alone says little; the sequence decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_OPENS = re.compile(
    r"^[#>*•·\-\s'‘’“”\"`.,~_]*(?P<raw>(?:[¶\ufffd]|<u>|</u>|\$?\\underline\{\\P\}|\$?\\P)*\s?\d[\dOolI]{0,2}"
    r"(?:</u>)?[\dOo]{0,2}\}?\$?"
    r"|(?:[¶\ufffd]|<u>)*[lI|](?=\.))"
    r"(?:(?P<stop>\s?[.,)]{1,2}|A[.)](?=\s))(?:\*\*)?(?=\s+\S|\(|$|[A-Z][A-Za-z])"
    r"|\s+(?=\((?:C|S|U|TS|SBU|LOU)(?:/[^()]*)?\)))"
)
_PILCROW_LIKE = re.compile(r"[qTgfJ]")
_ZERO, _ONE = re.compile(r"(?<=\d)[Oo]"), re.compile(r"(?<=\d)[lI]")
_MARKUP = re.compile(r"<u>|</u>|\*\*|\$|\\underline|[{}\[\]¶\ufffd\s]|\\P")
_BULLET = re.compile(r"^\s*(?:[#>*•-]+\s+)+")
_PILCROW = re.compile(r"[¶\ufffd]|\\P")
_ONE_UNDERLINED = re.compile(r"<u>\s*1\s*</u>\s*\d")


def number_token(line: str) -> tuple[str, int] | None:
    """``(raw, end)`` when a line opens like a numbered paragraph; ``end`` is past its stop.

    ``6A.`` opens paragraph 6 where its text begins with a lettered part. A comma read for the
    stop is kept in ``raw``, as it makes the number less sure.
    """
    found = _OPENS.match(line)
    if found is None:
        return None
    doubtful = "," if (found["stop"] or "").strip() == "," else ""
    return found["raw"] + doubtful, found.end()


def readings_of_number(raw: str) -> list[tuple[int, float]]:
    """What a paragraph number may be, each with the cost of reading it so.

    A pilcrow is often read as 1, so ``11`` may be 1 and ``110`` may be 10.
    """
    plain = _MARKUP.sub("", _BULLET.sub("", raw)).lstrip(".)( ").rstrip(".)( :-")
    extra = 0.8 if plain.endswith(",") else 0.0
    plain = _ONE.sub("1", _ZERO.sub("0", plain))
    plain = plain.removesuffix(",")
    if plain in ("l", "I", "|"):
        return [(1, 0.5)]
    if len(plain) > 5:
        return []
    if _PILCROW_LIKE.match(plain) and plain[1:].isascii() and plain[1:].isdecimal():
        rest = int(plain[1:])
        return [(rest, 0.9 + extra)] if rest and plain[1] != "0" else []
    if not plain.isascii() or not plain.isdecimal() or int(plain) == 0 or len(plain) > 4:
        return []
    said = _PILCROW.search(raw) is not None  # a pilcrow that stands was not read as 1
    if said or len(plain) < 2 or plain[0] != "1" or plain[1] == "0":
        return [(int(plain), extra)]
    if _ONE_UNDERLINED.search(raw):
        return [(int(plain), _WHOLE + extra), (int(plain[1:]), _UNDERLINED + extra)]
    return [(int(plain), extra), (int(plain[1:]), _MISREAD + extra)]


_MISREAD, _AGAIN = 0.6, 0.15
"""What it costs to read a pilcrow out of a 1, and again when the label before had one too."""
_LATE_PILCROW = 1.2
"""What it costs when such a reading begins a sequence past 1: 12, 13 alone may be an excerpt."""
_MANY = 100
"""Few papers have so many paragraphs: ``110`` is rather 10 than the start of an excerpt."""
_UNDERLINED, _WHOLE = 0.3, 2.4
"""The same where the 1 alone is underlined, as a pilcrow is (``<u>1</u>8``), and 18 for it."""
_DROP, _RESTART, _GAP, _LATE_START, _PRUNE = 2.5, 3.5, 0.3, 2.0, 60

_State = tuple[int, bool]
_Step = tuple[float, _State, int | None]


def decode_numbers(tokens: Sequence[str]) -> list[int | None]:
    """Paragraph numbers as one sequence, over misreadings; None where a token is no number of it.

    The cheapest path wins: numbers rise by one, a gap costs a little (a label was lost), a new
    start at 1 costs more, leaving a token out most. An empty token is a paragraph whose label is
    known to be lost, and accounts for one number.
    """
    costs: dict[_State, float] = {(0, False): 0.0}
    trails: list[dict[_State, tuple[_State, int | None]]] = []
    unlabelled = 0
    for token in tokens:
        if not token:
            unlabelled += 1
            trails.append({state: (state, None) for state in costs})
            continue
        best: dict[_State, _Step] = {}
        readings = readings_of_number(token)
        for state, cost in costs.items():
            _keep(best, state, cost + _DROP, state, None)
            for number, misread in readings:
                step = _step_cost(state[0], number, unlabelled)
                if step is None:
                    continue
                pilcrow = misread >= _MISREAD
                known = _MISREAD - _AGAIN if pilcrow and state[1] else 0.0
                late = not state[0] and number > 1 + unlabelled and readings[0][0] < _MANY
                if pilcrow and late and not token.endswith(","):
                    step += _LATE_PILCROW
                _keep(best, (number, pilcrow), cost + misread - known + step, state, number)
        unlabelled = 0
        ranked = sorted(best.items(), key=lambda item: (item[1][0], item[0]))[:_PRUNE]
        trails.append({state: (before, chosen) for state, (_, before, chosen) in ranked})
        costs = {state: cost for state, (cost, _, _) in ranked}
    decoded: list[int | None] = []
    state = min(costs, key=lambda s: (costs[s], s))
    for trail in reversed(trails):
        state, chosen = trail[state]
        decoded.append(chosen)
    return decoded[::-1]


def _keep(
    best: dict[_State, _Step], state: _State, cost: float, before: _State, chosen: int | None
) -> None:
    if state not in best or cost < best[state][0]:
        best[state] = (cost, before, chosen)


def _step_cost(last: int, number: int, unlabelled: int) -> float | None:
    """Cost of one number after another; None when it cannot follow."""
    if number > last:
        gap = max(0, number - last - 1 - unlabelled)
        return min(gap * _GAP, _LATE_START) if last == 0 else gap * _GAP if gap <= 12 else None
    return _RESTART if number == 1 else None


@dataclass(frozen=True, slots=True)
class NumberSequence:
    """What a document's paragraph labels say together.

    ``numbers`` answers each token; ``lost`` are the numbers inside the sequence that no label
    bears; ``sure`` is whether the decoding may be applied without asking (one sequence, no more
    than a quarter of it lost).
    """

    numbers: tuple[int | None, ...]
    lost: tuple[int, ...]
    sure: bool


_MOST_LOST = 0.25


def _may_be_label(token: str) -> bool:
    """Whether a token left out of the sequence is a label at all, and no year at a line's start."""
    plain = _MARKUP.sub("", token)
    return 0 < len(plain) <= 3 and not plain.endswith(",")


def read_sequence(tokens: Sequence[str]) -> NumberSequence:
    """Decode labels and say which are lost between the first and the last of each run.

    Nothing is lost before the first: the first paragraph of many papers bears no number, and
    one that begins later is an excerpt.
    """
    numbers = tuple(decode_numbers(tokens))
    kept = [number for number in numbers if number is not None]
    lost, _ = lost_numbers(kept)
    strays = sum(n is None and _may_be_label(t) for t, n in zip(tokens, numbers, strict=True))
    sure = not strays and is_sure_sequence(kept)
    return NumberSequence(numbers, lost, sure)


def lost_numbers(kept: Sequence[int]) -> tuple[tuple[int, ...], int]:
    """Numbers that no label bears inside each run, and how often the numbers start anew."""
    lost: list[int] = []
    restarts = last = 0
    for number in kept:
        if number <= last:
            restarts += 1
            last = 0
        if last:
            lost += range(last + 1, number)
        last = number
    return tuple(lost), restarts


def is_sure_sequence(kept: Sequence[int]) -> bool:
    """Whether numbers make one sequence of which no more than a quarter is lost."""
    lost, restarts = lost_numbers(kept)
    return bool(kept) and not restarts and len(lost) <= _MOST_LOST * (len(kept) + len(lost))
