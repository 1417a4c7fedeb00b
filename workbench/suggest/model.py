"""A statistical model of names, where a person has installed one and chosen it.

The program works without: rules and lists carry the weight. A model only adds names where no
rule read one, and each says which model made it. Nothing is downloaded and nothing is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from workbench.domain.errors import UserError
from workbench.suggest.entities.mention import Mention
from workbench.suggest.entities.tokens import in_capitals

_LABELS = {
    "PERSON": "PERSON",
    "ORG": "ORG",
    "GPE": "COUNTRY",
    "NORP": "COUNTRY",
    "LOC": "PLACE",
    "EVENT": "EVENT",
    "LAW": "AGREEMENT",
}
_SCORE = 0.5
_WORD = re.compile(r"[^\W\d_]+")


class NameModel(Protocol):
    """What finds names in a text by statistics."""

    name: str
    """How it is called where it is installed."""

    def names(self, text: str) -> Iterable[Mention]:
        """Names with their offsets in the text; ``rule`` is ``model:`` and the model's name."""


class SpacyModel:
    """A spaCy pipeline with a part that names entities."""

    def __init__(self, name: str, pipeline: Any) -> None:
        self.name = name
        self._pipeline = pipeline

    def names(self, text: str) -> Iterator[Mention]:
        """Names as the pipeline sees them; lines in capitals are shown to it in small letters."""
        for entity in self._pipeline(in_small_letters(text)).ents:
            label = _LABELS.get(entity.label_, "")
            if label and entity.text.strip():
                yield Mention(
                    entity.start_char, entity.end_char, label, f"model:{self.name}", _SCORE
                )


@cache
def load_model(name: str) -> NameModel:
    """The model of a name, loaded once in a process.

    Raises:
        UserError: spaCy or the model is not installed, or cannot be loaded.
    """
    if find_spec("spacy") is None:
        raise UserError(f"The model “{name}” needs spaCy, which is not installed.")
    spacy = import_module("spacy")
    try:
        pipeline = spacy.load(name, exclude=["parser", "lemmatizer", "attribute_ruler"])
    except (OSError, ImportError, ValueError) as error:
        raise UserError(f"The model “{name}” cannot be loaded by spaCy.", str(error)) from error
    return SpacyModel(name, pipeline)


def in_small_letters(text: str) -> str:
    """The text with its lines in capitals written as titles are, every sign in its place."""
    return "\n".join(_titled(line) if in_capitals(line) else line for line in text.split("\n"))


def _titled(line: str) -> str:
    def lowered(word: re.Match[str]) -> str:
        small = word[0][0] + word[0][1:].lower()
        return small if len(small) == len(word[0]) else word[0]

    return _WORD.sub(lowered, line)


def beside(found: Sequence[Mention], added: Iterable[Mention]) -> list[Mention]:
    """What a model adds where no rule found anything."""
    return [one for one in added if not any(one.meets(other) for other in found)]
