"""Entities of a document, as suggestions: names are read over all its pages at once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from workbench.domain.annotations import Kind
from workbench.domain.pages import PageText
from workbench.suggest.build import Suggestions
from workbench.suggest.endings import is_dated, is_surname, is_written_name
from workbench.suggest.entities import find_mentions
from workbench.suggest.entities.lexicon import Lexicon, lexicon
from workbench.suggest.lines import TextLine, Zone

_TURN = "\f"
_ROUTED = re.compile(r"\b[A-Z]{1,5}[- ]\d\d\b")
_READ_BELOW = ("OFFICE",)


def mark_entities(pages: Sequence[PageText], lines: Sequence[TextLine], out: Suggestions) -> None:
    """Suggest every name outside what is not the paper's own text, whose names are the archive's.

    One that a page turn divides is suggested on neither page.
    """
    text = _TURN.join(_readable(pages, lines, out))
    starts = [0, *accumulate(len(page.text) + len(_TURN) for page in pages)]
    ending = [line for line in lines if line.zone in (Zone.DISTRIBUTION, Zone.SIGNATURE)]
    for mention in find_mentions(text):
        if _TURN in text[mention.start : mention.end]:
            continue
        number = bisect_right(starts, mention.start) - 1
        base = starts[number]
        if mention.label in _READ_BELOW and any(
            line.page is pages[number] and line.start <= mention.start - base < line.end
            for line in ending
        ):
            continue  # what signs and who gets copies is read by its place
        out.on_page(
            Kind.ENTITY,
            mention.label,
            pages[number],
            mention.start - base,
            mention.end - base,
            mention.rule,
            mention.score,
            mention.value,
        )
    _mark_signatures(lines, out)
    _mark_distribution(lines, out)


def _mark_signatures(lines: Sequence[TextLine], out: Suggestions) -> None:
    """Who signs: a surname in capitals, or a name with an office in the line below."""
    signed = False
    for line in lines:
        signed = signed and line.zone is Zone.SIGNATURE
        if line.zone is not Zone.SIGNATURE:
            continue
        if not signed and (is_surname(line.text) or is_written_name(line.text)):
            out.on_page(Kind.ENTITY, "PERSON", line.page, line.start, line.end, "signature", 0.85)
            signed = True
        elif signed and not is_dated(line.text):
            out.on_page(Kind.ENTITY, "OFFICE", line.page, line.start, line.end, "signature", 0.7)


_DESK = re.compile(
    r"(?<![\w/])(?:PS/(?:MR|MRS|MISS|LORD|LADY|SIR|DR)\.? [A-Z'-]+|PS(?:/[A-Z]{2,6})?(?![\w/])"
    r"|[A-Z]{3,12} D(?![\w])|PLANNING STAFF|LEGAL ADVISERS?|[A-Z]{3,5}(?![\w/]))"
)


def _mark_distribution(lines: Sequence[TextLine], out: Suggestions) -> None:
    """Departments and private offices in the columns below a British telegram."""
    words = lexicon()
    for line in lines:
        if line.zone is not Zone.DISTRIBUTION:
            continue
        for found in _DESK.finditer(line.text):
            name = found.group()
            if name.isalpha() and name != "PS" and not _is_desk(name, words):
                continue
            start = line.start + found.start()
            out.on_page(
                Kind.ENTITY, "OFFICE", line.page, start, start + len(name), "distribution", 0.75
            )


def _is_desk(name: str, words: Lexicon) -> bool:
    """Whether letters are a department's: they end in D, or are no word and no name."""
    low = name.lower()
    if name.endswith("D"):
        return low not in _NO_DESK
    known = low in words.surnames or low in words.named or low in words.title_words
    return not known and not words.is_ordinary(low) and len(set(low)) > 1


_NO_DESK = ("and", "red", "old", "end", "lord", "board", "ltd")


def _readable(pages: Sequence[PageText], lines: Sequence[TextLine], out: Suggestions) -> list[str]:
    """The pages' texts, of the same lengths, with blanks for what names nobody.

    That is furniture, stamps, levels, and the offices with their copies in a telegram's routing.
    """
    texts = {page.number: page.text for page in pages}
    for line in lines:
        if line.aside or len(_ROUTED.findall(line.text)) > 2:
            text = texts[line.page.number]
            texts[line.page.number] = text[: line.start] + " " * len(line.text) + text[line.end :]
    by_number = {page.number: page for page in pages}
    for marking in out.found:
        if (marking.kind, marking.label) != (Kind.MARKING, "banner"):
            continue
        target = marking.targets[0]
        span = target.span(by_number[target.page])
        if span is not None:
            text = texts[target.page]
            texts[target.page] = text[: span[0]] + " " * (span[1] - span[0]) + text[span[1] :]
    return [texts[page.number] for page in pages]
