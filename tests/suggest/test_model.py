"""A statistical model beside the rules: chosen by name, never needed, and said to be one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.suggest.test_suggest import labels, typed
from workbench.domain.errors import UserError
from workbench.suggest import suggest_document
from workbench.suggest.build import Suggestions
from workbench.suggest.entities.mention import Mention
from workbench.suggest.lines import lines_of
from workbench.suggest.model import in_small_letters, load_model
from workbench.suggest.named import mark_entities


class Telltale:
    """A model that calls every word of one kind a place."""

    name = "telltale"

    def names(self, text: str) -> Iterator[Mention]:
        """Where the words stand."""
        for word in ("Norway", "herring"):
            start = text.find(word)
            if start >= 0:
                yield Mention(start, start + len(word), "PLACE", f"model:{self.name}", 0.5)


def test_model_adds_where_the_rules_found_nothing_and_says_that_it_did() -> None:
    page = typed("The boats of Norway brought no herring home.")
    out = Suggestions("d", labels())
    mark_entities([page], lines_of([page]), out, Telltale())
    said = {
        page.text[span[0] : span[1]]: (a.label, a.origin)
        for a in out.found
        if (span := a.targets[0].span(page)) is not None
    }
    assert said["Norway"][0] == "COUNTRY"
    assert said["herring"] == ("PLACE", "model:telltale")


def test_model_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="no_such_model"):
        load_model("no_such_model")
    with pytest.raises(UserError, match="no_such_model"):
        suggest_document("d", [typed("Nothing.")], labels(), model="no_such_model")


def test_capitals_are_shown_in_small_letters_without_moving_a_sign() -> None:
    text = "FM AMEMBASSY OSLO\nMr Trevanion said no.\nISTANBUL: ÉTAT DE SIÈGE"
    small = in_small_letters(text)
    assert small == "Fm Amembassy Oslo\nMr Trevanion said no.\nIstanbul: État De Siège"
    assert len(small) == len(text)
