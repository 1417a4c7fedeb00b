"""Label sets: the shipped one holds what the contract promises; broken ones say what is wrong."""

from __future__ import annotations

import pytest

from workbench import files
from workbench.domain.annotations import Kind
from workbench.domain.errors import UserError
from workbench.domain.labels import LabelSet, parse_label_set

ENTRY = """
[[label]]
kind = "entity"
name = "{name}"
title = "A label"
key = "{key}"
light = "#000000"
dark = "#ffffff"
"""


@pytest.fixture
def diplomatic() -> LabelSet:
    toml = files.resource("labels", "diplomatic.toml").read_text(encoding="utf-8")
    return parse_label_set("diplomatic", toml)


def test_shipped_set_has_every_label_of_the_contract_when_read(diplomatic: LabelSet) -> None:
    names = {kind: {label.name for label in diplomatic.of_kind(kind)} for kind in Kind}
    assert names[Kind.PARAGRAPH] == {
        "heading", "numbered", "subparagraph", "body", "field", "signature", "distribution",
        "furniture",
    }  # fmt: skip
    assert names[Kind.MARKING] == {"banner", "portion", "authority", "caveat", "stamp"}
    assert names[Kind.ENTITY] == {
        "PERSON", "ORG", "POST", "COUNTRY", "PLACE", "EVENT", "AGREEMENT", "WEAPON", "DOCUMENT",
        "DATE", "OFFICE", "TAG",
    }  # fmt: skip


def test_every_shipped_label_has_a_key_of_its_own_when_it_is_found(diplomatic: LabelSet) -> None:
    for label in diplomatic.labels:
        assert diplomatic.find(label.kind, label.name) is label
    keys = {label.key for label in diplomatic.labels}
    assert len(keys) == len(diplomatic.labels)
    assert "" not in keys


def test_numbered_paragraphs_carry_number_and_portion_when_labelled(diplomatic: LabelSet) -> None:
    label = diplomatic.find(Kind.PARAGRAPH, "numbered")
    assert label is not None
    assert label.attributes == ("number", "portion")


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("title = ", "not valid TOML"),
        ("title = 'x'", "'label'"),
        ("title = 'x'\n[[label]]\nkind = 'entity'", "'name'"),
        ("title = 'x'\n[[label]]\nkind = 'thing'", "thing"),
        ("label = [1]\ntitle = 'x'", "lacks or misuses"),
        ("title='x'" + ENTRY.format(name="A", key="1") * 2, "A twice"),
        (
            "title='x'" + ENTRY.format(name="A", key="1") + ENTRY.format(name="B", key="1"),
            "key 1 twice",
        ),
    ],
)
def test_label_set_is_refused_in_a_sentence_when_broken(toml: str, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint) as caught:
        parse_label_set("mine", toml)
    assert "“mine”" in caught.value.sentence
