"""Letters that name bodies: known ones, ones the text spells out, and ones nobody could say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from workbench.suggest.entities.lexicon import Lexicon, cues
from workbench.suggest.entities.mention import Mention
from workbench.suggest.entities.names import joined, lows
from workbench.suggest.entities.tokens import Token

_LINKS = frozenset(["of", "for", "on", "and", "the", "to", "de", "des", "du", "la", "le"])
_OF_BODIES = cues("of_bodies")
_VOWELS = frozenset("aeiou")
_GATHERINGS = ("meeting", "exchange", "session", "workshop")
# Beginnings that no name has in any language the papers meet.
_UNSAID = cues("unsaid")


def find_acronyms(tokens: Sequence[Token], words: Lexicon, low: Sequence[str]) -> Iterator[Mention]:
    """Letters that name a body: listed ones, and unknown ones that stand where a body stands."""
    counts = Counter(low)
    index = 0
    while index < len(tokens):
        token = tokens[index]
        found = words.acronyms.at(low, index) if token.text.isupper() else None
        length = found[0] if found else 1
        named = tokens[index : index + length]
        if found and joined(tokens, index, length) and all(t.text.isupper() for t in named):
            if length > 1 or not (token.low in words.words and token.caps):
                after = tokens[index + length].gap if index + length < len(tokens) else ""
                dotted = length > 1 and named[-1].initial and after[:1] == "."
                known = words.spelled.get(found[1], "")
                yield Mention(token.start, named[-1].end + dotted, "ORG", "acronym", 0.85, known)
        elif token.text.isupper() and len(token.text) > 1 and _is_acronym(token, words):
            length = 1
            lone = counts[token.low] < 2 and (token.caps or not _acts(tokens, index, words))
            if lone or _in_a_number(tokens, index):
                index += 1
                continue
            yield Mention(token.start, token.end, "ORG", "capitals", 0.55)
        index += length


def _acts(tokens: Sequence[Token], index: int, words: Lexicon) -> bool:
    """Whether letters stand where a body stands: with an article, owning, speaking, with staff."""
    after = tokens[index + 1].low if index + 1 < len(tokens) else ""
    before = tokens[index - 1].low if index else ""
    return (
        before in ("the", "by", "with", "join", "joined")
        or tokens[index].possessive
        or after in words.speech
        or after in words.plain_verbs
        or after in _OF_BODIES
    )


def _in_a_number(tokens: Sequence[Token], index: int) -> bool:
    """Whether letters are part of a reference: "07872-GW-PVC", "FCS-8914"."""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    before = tokens[index - 1] if index else None
    return (before is not None and tokens[index].gap == "-" and _coded(before)) or (
        after is not None and after.gap in ("-", " ") and after.text[0].isdigit()
    )


def _coded(token: Token) -> bool:
    return token.text[0].isdigit() or (token.text.isupper() and len(token.text) < 4)


def defined_letters(tokens: Sequence[Token], words: Lexicon) -> dict[str, str]:
    """ "Middle East Economic Survey (MEES)": letters that the words before them spell.

    With the label their words tell (a body, an agreement, an event), or empty text: then they
    name a thing, and nobody.
    """
    low = lows(tokens)
    defined: dict[str, str] = {}
    for index, token in enumerate(tokens):
        if not (token.text.isupper() and 3 <= len(token.low) <= 8 and token.gap.strip() == "("):
            continue
        if index + 1 < len(tokens) and not tokens[index + 1].gap.strip().startswith(")"):
            continue
        name = spelled(token.low, low[max(0, index - 10) : index])
        if name:
            defined[token.low] = _kind_of(name, words)
    return defined


def find_defined(tokens: Sequence[Token], defined: Mapping[str, str]) -> Iterator[Mention]:
    """Every place of letters whose meaning the text spells out."""
    for token in tokens:
        label = defined.get(token.low)
        if label and token.text.isupper():
            yield Mention(token.start, token.end, label, "defined", 0.9)


def _kind_of(name: Sequence[str], words: Lexicon) -> str:
    if name[-1] in words.agreement_heads:
        return "AGREEMENT"
    if name[-1] in words.body_heads:
        return "ORG"
    if name[-1] in words.event_heads or name[-1] in _GATHERINGS:
        return "EVENT"
    return "ORG" if words.body_heads & set(name) else ""


def spelled(letters: str, words: Sequence[str]) -> list[str]:
    """The last words that spell an acronym with one to three letters each; none where none do.

    Links between them need not be spelled.
    """
    telling = [word for word in words if word not in _LINKS]
    for count in range(max(2, len(letters) // 2), min(len(letters), len(telling)) + 1):
        if _spells(letters, telling[-count:]):
            return telling[-count:]
    return []


def _spells(letters: str, words: Sequence[str]) -> bool:
    if not words or not letters:
        return not words and not letters
    return any(
        letters[:n] == words[0][:n] and _spells(letters[n:], words[1:])
        for n in range(1, min(3, len(words[0])) + 1)
    )


def _is_acronym(token: Token, words: Lexicon) -> bool:
    """Capitals that nobody could say as a word, or that stand out of small letters."""
    low = token.low
    if not token.text.isalpha() or words.is_ordinary(low) or low in words.surnames:
        return False
    if low in words.title_words:
        return False
    if low in words.named or words.countries.by_first.get(low) or set(low) <= set("ivxlcdm"):
        return False
    if not token.caps:
        return 3 <= len(low) <= 6
    doubled = low[0] == low[1] and low[0] not in "aeioul"
    return 3 <= len(low) <= 5 and (
        not _VOWELS & set(low) or doubled or low[:3] in _UNSAID or low[:2] in _UNSAID
    )
