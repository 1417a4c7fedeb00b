"""How well annotations agree with checked ones: precision, recall, F1, exact and overlapping.

Both sides are runs of words of the checked (gold) text, so that a misread letter or another
line break inside a word does not decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label on words ``first`` to ``last`` (both included) of a gold text."""

    document: str
    kind: str
    label: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts over one label. ``found`` of ``gold`` are hit by ``right`` of ``predicted``."""

    predicted: int
    gold: int
    right: int
    found: int

    @property
    def precision(self) -> float | None:
        """Share of what was predicted that is right; None where nothing was."""
        return self.right / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """Share of the gold that was found; None where there is none."""
        return self.found / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None where one of them is none."""
        precision, recall = self.precision, self.recall
        if precision is None or recall is None:
            return None
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One label's agreement; an empty ``label`` stands for all of the kind."""

    kind: str
    label: str
    exact: Agreement
    overlap: Agreement


def compare(gold: Sequence[Labelled], predicted: Sequence[Labelled]) -> list[Row]:
    """A row for each kind and for each label of it, kinds and labels in order of their names.

    Exact is the same label on the same words; overlap the same label on any common word.
    """
    groups: dict[tuple[str, str], tuple[list[Labelled], list[Labelled]]] = defaultdict(
        lambda: ([], [])
    )
    for side, all_of in enumerate((gold, predicted)):
        for one in dict.fromkeys(all_of):
            for label in ("", one.label):
                groups[one.kind, label][side].append(one)
    return [
        Row(kind, label, _exact(*groups[kind, label]), _overlap(*groups[kind, label]))
        for kind, label in sorted(groups)
    ]


def _exact(gold: Sequence[Labelled], predicted: Sequence[Labelled]) -> Agreement:
    common = len(set(gold) & set(predicted))
    return Agreement(len(predicted), len(gold), common, common)


def _overlap(gold: Sequence[Labelled], predicted: Sequence[Labelled]) -> Agreement:
    in_gold, in_predicted = _words(gold), _words(predicted)
    return Agreement(
        predicted=len(predicted),
        gold=len(gold),
        right=sum(any(place in in_gold for place in _places(one)) for one in predicted),
        found=sum(any(place in in_predicted for place in _places(one)) for one in gold),
    )


def _places(one: Labelled) -> Iterable[tuple[str, str, int]]:
    return ((one.document, one.label, word) for word in range(one.first, one.last + 1))


def _words(labelled: Iterable[Labelled]) -> set[tuple[str, str, int]]:
    return {place for one in labelled for place in _places(one)}
