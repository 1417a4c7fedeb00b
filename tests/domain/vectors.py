"""The grammar's vectors: what a line of the papers holds, family by family."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[1] / "data" / "vectors.json"
VECTORS: list[dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))


def family(letter: str) -> list[dict[str, Any]]:
    """All vectors of a family."""
    return [vector for vector in VECTORS if vector["fam"] == letter]
