"""Cases of our own beside the vectors: ``(family letter, line, what must be read)``.

All are invented from the rules, none is taken from a paper.
"""

from __future__ import annotations

from typing import Any

from tests.domain.grammar_cases import dated, headers, levels, texts

CASES: list[tuple[str, Any, Any]] = [
    (letter, line, expect)
    for part in (levels, dated, headers, texts)
    for letter, cases in part.CASES.items()
    for line, expect in cases
]
