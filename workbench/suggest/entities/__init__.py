"""Entities: persons, bodies, states, places and the rest, by rules and lists."""

from workbench.suggest.entities.find import find_mentions
from workbench.suggest.entities.mention import Mention

__all__ = ["Mention", "find_mentions"]
