"""The paragraphs of a copy's text layer: those that people accepted, else blocks as they were read.

Of a paragraph that loses a word its kind is not told: it might tell what was cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.annotations import Annotation
from workbench.domain.pages import DocumentText, Word

if TYPE_CHECKING:
    from workbench.release.plan import PagePlan

PARAGRAPH, HEADING, QUOTE = "P", "H1", "BlockQuote"
"""Roles of a passage in the tags of a copy, as PDF names them. A quotation holds paragraphs."""


def in_passages(
    pages: Sequence[PagePlan], texts: DocumentText, paragraphs: Sequence[Annotation]
) -> list[PagePlan]:
    """The pages with a block number of its own for each passage, and the roles of passages.

    ``paragraphs`` are those that were accepted. Where they nest, a word is the innermost's.
    """
    if not paragraphs:
        return list(pages)
    kept = {page.number: frozenset(page.words_kept) for page in pages}
    owners: dict[tuple[int, Word], Annotation] = {}
    roles: dict[str, str] = {}
    for paragraph in sorted(paragraphs, key=_length, reverse=True):
        words = [
            (target.page, word)
            for target in paragraph.targets
            for word in texts.page(target.page).words[target.words.start : target.words.stop]
        ]
        owners.update(dict.fromkeys(words, paragraph))
        if all(word in kept.get(page, ()) for page, word in words):
            roles[paragraph.id] = _role(paragraph)
    return [_page_in_passages(page, owners, roles) for page in pages]


def passages_on(page: int, paragraphs: Sequence[Annotation]) -> list[frozenset[int]]:
    """The words of a page that each paragraph holds, by their numbers."""
    return [
        frozenset(word for target in one.targets if target.page == page for word in target.words)
        for one in paragraphs
    ]


def mark_of(role: str) -> str:
    """What marked content of a passage is called: a quotation's is a paragraph's."""
    return PARAGRAPH if role == QUOTE else role


def _page_in_passages(
    page: PagePlan, owners: dict[tuple[int, Word], Annotation], roles: dict[str, str]
) -> PagePlan:
    words: list[Word] = []
    told: list[tuple[int, str]] = []
    before: object = None
    number = -1
    for word in page.words_kept:
        owner = owners.get((page.number, word))
        key = word.block if owner is None else owner.id
        if key != before:
            before, number = key, number + 1
            role = PARAGRAPH if owner is None else roles.get(owner.id, PARAGRAPH)
            if role != PARAGRAPH:
                told.append((number, role))
        words.append(replace(word, block=number))
    return replace(page, words_kept=tuple(words), roles=tuple(told))


def _length(paragraph: Annotation) -> int:
    return sum(len(target.words) for target in paragraph.targets)


def _role(paragraph: Annotation) -> str:
    if paragraph.label == "heading":
        return HEADING
    return QUOTE if paragraph.attributes.get("part") == "quote" else PARAGRAPH
