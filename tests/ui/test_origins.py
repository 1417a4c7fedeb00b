"""What made a suggestion is said in plain words, for every rule there is."""

from __future__ import annotations

import re
from pathlib import Path

from workbench import suggest
from workbench.ui.origins import origin_words

_NAMED = re.compile(r'"([a-z]+(?:-[a-z]+)*)", 0\.\d')


def test_every_rule_has_plain_words() -> None:
    sources = Path(suggest.__file__).parent.rglob("*.py")
    rules = {name for path in sources for name in _NAMED.findall(path.read_text("utf-8"))}
    assert len(rules) > 30
    assert {name for name in rules if "“" in origin_words(f"rule:{name}")} == set()


def test_header_lines_models_and_people_are_named() -> None:
    assert origin_words("rule:header-tags") == "the header's TAGS line"
    assert origin_words("rule:header-subject") == "the header's subject line"
    assert origin_words("model:small") == "the model small"
    assert origin_words("person") == "a person"
