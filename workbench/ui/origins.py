"""What made a suggestion, in plain words."""

from __future__ import annotations

_RULES = {
    "acronym": "a known abbreviation",
    "address": "words in an address line",
    "agreement": "a known agreement",
    "authority": "a line that says who classified it, and why",
    "banner": "a level alone in its line",
    "banner-misread": "a level alone in its line, letters mended",
    "beside": "a name beside one that is known",
    "body": "running text between other parts",
    "capitals": "a surname in capitals",
    "caption": "a word of handling in the header",
    "cited": "a message cited by post and number",
    "committee-number": "a committee or body by its number",
    "context": "the words around it",
    "date": "a day, month or year",
    "defined": "an abbreviation explained in the text",
    "distribution": "who gets copies",
    "document": "words that name a document",
    "event": "words that name an event",
    "firm": "a name that ends as a firm's",
    "furniture": "what stands on the page and is no text",
    "given-name": "a known given name before a surname",
    "government": "a government named by its country",
    "greeting": "whom a letter greets",
    "head": "a word that heads a name",
    "heading": "a short line before a paragraph",
    "letter-date": "a date alone at the head of a letter",
    "letter-reference": "a letter's own reference",
    "memo-address": "a memorandum's address line",
    "memo-date": "a memorandum's date line",
    "ministry": "a ministry by its name",
    "misread-name": "a known name, letters mended",
    "month": "a month and a year",
    "named-before": "a name met earlier in this paper",
    "numbered": "a number that goes on from the one before",
    "office-symbol": "an office by its symbol",
    "opener": "a name that opens a sentence",
    "own-house": "the mission that writes, named as its own",
    "own-list": "this project's own list of terms",
    "place": "a place of the list of places",
    "place-context": "a word that goes before places",
    "place-word": "a word such as lake, port or river",
    "portion": "a level in brackets at the head of a paragraph",
    "post": "a post by its name",
    "short-form": "the short form of a name met earlier",
    "signature": "who signs",
    "signed-date": "a date beside a signature",
    "stamp": "what an office stamps on a copy",
    "stamp-beside": "words beside a stamp",
    "state": "a country of the list of countries",
    "subparagraph": "a letter or dash that opens an item",
    "tags-line": "a tag of the TAGS line",
    "title": "a title before a name",
    "weapon": "a known weapon or system",
    "weapon-number": "a weapon or system by its number",
    "year": "a year alone",
}
_HEADER = "header-"
_LINES = {
    "classification": "banner",
    "dtg": "date and time",
    "dtg-mended": "date and time (letters mended)",
    "eo": "E.O.",
    "marking": "banner",
    "mrn": "number",
    "ref": "reference",
    "tags": "TAGS",
    "telno": "TELNO",
    "uk": "British",
}
"""Lines of a header whose rule is not called what people call them."""


def origin_words(origin: str) -> str:
    """``a title before a name`` for ``rule:title``; a model or an unknown rule by its name."""
    kind, _, name = origin.partition(":")
    if kind == "rule" and name in _RULES:
        return _RULES[name]
    if kind == "rule" and name.startswith(_HEADER):
        line = name.removeprefix(_HEADER)
        return f"the header's {_LINES.get(line, line.replace('-', ' '))} line"
    if kind == "rule":
        return f"the rule “{name}”"
    if kind == "model":
        return f"the model {name}"
    return "a person"
