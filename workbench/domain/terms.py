"""A project's own lists of terms: what is always suggested, and what never again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_ENDS = re.compile(r"^\W+|(?:['’]s)?\W*$", re.I)


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A term as it is written, and the label of entities it is meant for."""

    text: str
    label: str

    @property
    def key(self) -> tuple[str, str]:
        """What makes two terms the same: capitals, blanks and signs at the ends do not count."""
        return folded_term(self.text), self.label


@dataclass(frozen=True, slots=True)
class TermLists:
    """``accept`` are suggested wherever they stand, ``stop`` nowhere under their label."""

    accept: tuple[Term, ...] = ()
    stop: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.accept or self.stop)

    def with_term(self, term: Term, *, accept: bool) -> TermLists:
        """The lists with a term on one of them, and no longer on the other."""
        rest = self.without(term)
        if accept:
            return TermLists(tuple(sorted((*rest.accept, term))), rest.stop)
        return TermLists(rest.accept, tuple(sorted((*rest.stop, term))))

    def without(self, term: Term) -> TermLists:
        """The lists with a term on neither."""
        return TermLists(
            tuple(one for one in self.accept if one.key != term.key),
            tuple(one for one in self.stop if one.key != term.key),
        )


def folded_term(text: str) -> str:
    """A term as it is compared: small letters, single blanks, no signs or ’s at its ends."""
    return _ENDS.sub("", " ".join(text.split())).casefold()


def find_term(term: Term, text: str) -> Iterator[tuple[int, int]]:
    """Where a term stands in a text as whole words, however its capitals and line ends fall."""
    words = folded_term(term.text).split()
    if not words:
        return
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    for found in re.finditer(pattern, text, re.I):
        yield found.span()


def write_terms(lists: TermLists) -> str:
    """The lists as JSON."""
    return json.dumps(
        {name: [[t.text, t.label] for t in getattr(lists, name)] for name in ("accept", "stop")},
        ensure_ascii=False,
    )


def parse_terms(text: str) -> TermLists:
    """The lists of :func:`write_terms`.

    Raises:
        ValueError, KeyError, TypeError: the text is none it wrote.
    """
    data = json.loads(text)
    accept, stop = (
        tuple(Term(str(term), str(label)) for term, label in data[name])
        for name in ("accept", "stop")
    )
    return TermLists(accept, stop)
