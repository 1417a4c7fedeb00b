"""Regular expressions over texts, for workers: which are any, what they match, what is sure."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from workbench.app.matching import Place
from workbench.domain.errors import UserError

MATCHES_MOST = 20_000


def pattern_of(written: str) -> str:
    """A regular expression as the texts are written.

    Raises:
        UserError: it is none; the sentence says where.
    """
    pattern = unicodedata.normalize("NFC", written)
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise UserError(f"“{pattern}” is not a regular expression: {error}.") from error
    return pattern


def spans_in(pattern: str, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Spans of a regular expression in each text. For workers: patterns can run away.

    Raises:
        UserError: more matches than anyone can look through.
    """
    compiled = re.compile(pattern, re.MULTILINE)
    found = []
    total = 0
    for text in texts:
        spans = [m.span() for m in compiled.finditer(text) if m.end() > m.start()]
        total += len(spans)
        if total > MATCHES_MOST:
            raise too_many(pattern)
        found.append(spans)
    return found


def too_many(pattern: str) -> UserError:
    """What is said of a pattern that matches more often than anyone can look through."""
    return UserError(f"“{pattern}” matches more than {MATCHES_MOST} times. Make it narrower.")


def literal_in(pattern: str) -> str:
    """The longest run of letters that stands in whatever a regular expression matches.

    Small letters; empty where none is sure. Only plain expressions are looked into: with
    alternatives, groups or sets, anything may be left out.
    """
    if any(sign in pattern for sign in "|([{") or re.search(r"\\[xuUN0-9]", pattern):
        return ""
    bare = re.sub(r"\\.", " ", pattern)
    runs = re.findall(r"[A-Za-z0-9]+(?![A-Za-z0-9])[*?]?", bare)
    sure = [run[:-2] if run[-1] in "*?" else run for run in runs]
    return max(sure, key=len, default="").lower()


def places_of(
    spans: Iterable[tuple[int, int]], starts: Sequence[int], ends: Sequence[int]
) -> Iterator[Place]:
    """The words that spans of the text touch; a span between words touches none."""
    for start, end in spans:
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
        if first <= last:
            yield first, last
