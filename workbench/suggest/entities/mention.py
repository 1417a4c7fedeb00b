"""A name found in a text, before it becomes a suggestion."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where something is named.

    ``start`` and ``end`` count code points of the text searched; ``label`` is an entity label
    of the set ``diplomatic``; ``rule`` is the rule that found it; ``score`` 0 to 1; ``value`` is
    the name in its usual form where that is known (a state, an ISO date).
    """

    start: int
    end: int
    label: str
    rule: str
    score: float
    value: str | None = None

    def meets(self, other: Mention) -> bool:
        """Whether the two share any character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Mention) -> bool:
        """Whether the other lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end
