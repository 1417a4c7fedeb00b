"""What entity rules know beforehand: ordinary words, names, states, places, bodies.

The lists lie in ``resources/gazetteers``; their sources and licences stand in its README.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from workbench import files

Phrase = tuple[str, ...]

_BEFORE_STEMS = ("re", "un", "non", "anti", "pre", "over", "under", "counter", "inter", "sub")
_AFTER_STEMS = ("ness", "less", "ment", "able", "like", "wise", "ism", "ship", "ization", "ed")
_OF_CITIES = ("ers", "ites")
_OF_DOCTRINES = ("ism", "isms", "ists", "istic", "ology", "ians")
_STEM = 5
"""So many letters a stem has at least: shorter ones are in too many names."""
_SHORTENED = ("s", "t", "re", "ve", "ll", "d", "m")
"""What follows the apostrophe of "they've", "hadn't" and of a possessive."""

_FOLDED = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "đ": "d", "’": "'", "æ": "ae", "ð": "d"})


def folded(text: str) -> str:
    """Lower case, without accents, with straight apostrophes: how the lists spell."""
    if text.isascii():
        return text.lower()
    lowered = text.lower().translate(_FOLDED)
    decomposed = unicodedata.normalize("NFD", lowered)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def phrase_of(text: str) -> Phrase:
    """The parts of a name as tokens have them: hyphens and full stops divide, as blanks do."""
    return tuple(folded(text).replace("-", " ").replace(".", " ").replace(",", " ").split())


@dataclass(frozen=True, slots=True)
class Phrases:
    """Names of several tokens, looked up from their first; each has a value."""

    by_first: Mapping[str, tuple[tuple[Phrase, str], ...]]

    @classmethod
    def of(cls, named: Iterable[tuple[str, str]]) -> Phrases:
        """From ``(name, value)`` pairs; the longest name is tried first."""
        found: dict[str, dict[Phrase, str]] = {}
        for name, value in named:
            phrase = phrase_of(name)
            if phrase:
                found.setdefault(phrase[0], {}).setdefault(phrase, value)
        return cls(
            {
                first: tuple(sorted(phrases.items(), key=lambda item: -len(item[0])))
                for first, phrases in found.items()
            }
        )

    def at(self, tokens: Sequence[str], index: int) -> tuple[int, str] | None:
        """``(length, value)`` of the longest name that begins at a token, or None."""
        for phrase, value in self.by_first.get(tokens[index], ()):
            if tuple(tokens[index : index + len(phrase)]) == phrase:
                return len(phrase), value
        return None

    def single(self) -> Iterator[str]:
        """The names of one token."""
        return (p[0] for group in self.by_first.values() for p, _ in group if len(p) == 1)


@dataclass(frozen=True)
class Lexicon:
    """All the lists, folded (see :func:`folded`)."""

    words: frozenset[str]
    surnames: frozenset[str]
    given: frozenset[str]
    sure_given: frozenset[str]
    """Given names that are words as well, but hardly ever meant as such."""
    statesmen: frozenset[str]
    """Surnames known from the affairs of states."""
    name_words: frozenset[str]
    """Common surnames that are words as well."""
    titles: Phrases
    loose_titles: frozenset[Phrase]
    speech: frozenset[str]
    plain_verbs: frozenset[str]
    before: frozenset[str]
    particles: frozenset[str]
    telegraphese: frozenset[str]
    countries: Phrases
    wary_countries: frozenset[str]
    places: Phrases
    wary_places: frozenset[str]
    towns: frozenset[str]
    """Smaller towns whose names are no words and no surnames: places where a place may stand."""
    acronyms: Phrases
    spelled: Mapping[str, str]
    """What acronyms of the lists stand for, where they stand for one thing in all papers."""
    bodies: Phrases
    body_heads: frozenset[str]
    body_openers: Phrases
    firms: frozenset[str]
    agreements: Phrases
    agreement_heads: frozenset[str]
    agreement_openers: Phrases
    weapons: Phrases
    events: Phrases
    event_heads: frozenset[str]
    named: frozenset[str]
    """Single tokens that name a state or a place."""
    title_words: frozenset[str]

    def is_ordinary(self, word: str) -> bool:
        """Whether a folded token is a word of the language or of telegrams, not a name."""
        if word in self.words or word in self.telegraphese:
            return True
        if "'" in word:
            stem, _, end = word.partition("'")
            if end in _SHORTENED:
                return end != "s" or self.is_ordinary(stem)
        if "-" in word:
            return all(not part or self.is_ordinary(part) for part in word.split("-"))
        return word not in self.surnames and _is_derived(word)


def _lines(name: str) -> frozenset[str]:
    return frozenset(files.resource(f"gazetteers/{name}").read_text(encoding="utf-8").split("\n"))


def _toml(name: str) -> dict[str, object]:
    return tomllib.loads(files.resource(f"gazetteers/{name}").read_text(encoding="utf-8"))


def _states() -> Iterator[tuple[str, str]]:
    """What ISO 3166 calls the states of today and of yesterday."""
    import pycountry

    for state in pycountry.countries:
        short = getattr(state, "common_name", state.name).split(",")[0].split("(")[0].strip()
        yield short, short
        official = getattr(state, "official_name", None)
        if official:
            yield official, short
    for state in pycountry.historic_countries:
        short = state.name.split(",")[0].split("(")[0].strip()
        yield short, short


def _provinces(known: frozenset[str]) -> Iterator[str]:
    """What ISO 3166-2 calls the parts of states, where one word says it that is not ``known``."""
    import pycountry

    for part in pycountry.subdivisions:
        phrase = phrase_of(part.name)
        if len(phrase) == 1 and len(phrase[0]) > _STEM and phrase[0] not in known:
            yield part.name


@cache
def cues(name: str) -> frozenset[str]:
    """A list of ``cues.toml``: words that tell what stands beside them."""
    return frozenset(_listed(_toml("cues.toml"), name))


def _listed(table: Mapping[str, object], name: str) -> list[str]:
    values = table[name]
    assert isinstance(values, list)
    return [str(value) for value in values]


def _section(table: Mapping[str, object], name: str) -> Mapping[str, object]:
    section = table[name]
    assert isinstance(section, dict)
    return section


@cache
def lexicon() -> Lexicon:
    """The lists, read once in a process (about 0.2 s)."""
    titles, terms = _toml("titles.toml"), _toml("terms.toml")
    bodies, places, countries = (
        _toml("organisations.toml"),
        _toml("places.toml"),
        _toml("countries.toml"),
    )
    own = _section(countries, "names")
    states = [(name, name) for name in own]
    states += [(other, name) for name in own for other in _listed(own, name)]
    states += list(_states())
    cities = {name for name in _lines("cities.txt") if name}
    placed = _listed(_section(places, "regions"), "names")
    placed += _listed(_section(places, "cities"), "names")
    wary_places = frozenset(_listed(_section(places, "wary"), "names"))
    words = _lines("words.txt") - frozenset(_listed(titles, "hardly_words"))
    state_names = Phrases.of(states)
    surnames = _lines("surnames.txt") | _lines("statesmen.txt")
    placed += _provinces(words | surnames)
    place_names = Phrases.of((name, name) for name in (*placed, *sorted(cities)))
    titles_named = Phrases.of((t, t) for t in _listed(titles, "titles"))
    given = (_lines("given_names.txt") | set(_listed(titles, "given"))) - set(
        _listed(titles, "not_given")
    )
    spelled = {short: str(full) for short, full in _section(bodies, "spelled").items()}
    unlisted = {folded(name) for name in placed}
    return Lexicon(
        words=words,
        surnames=surnames,
        given=frozenset(given),
        sure_given=frozenset(_listed(titles, "sure_given")),
        statesmen=_lines("statesmen.txt") - {""},
        name_words=frozenset(_listed(titles, "name_words")),
        titles=titles_named,
        loose_titles=frozenset(phrase_of(t) for t in _listed(titles, "loose")),
        speech=frozenset(_listed(titles, "speech")),
        plain_verbs=frozenset(_listed(titles, "plain")),
        before=frozenset(_listed(titles, "before")),
        particles=frozenset(_listed(titles, "particles")),
        telegraphese=frozenset(_listed(titles, "telegraphese")),
        countries=state_names,
        wary_countries=frozenset(_listed(_section(countries, "wary"), "names")),
        places=place_names,
        wary_places=wary_places | ({c for c in cities if c in words} - unlisted),
        towns=_lines("towns.txt"),
        acronyms=Phrases.of((a, a) for a in _listed(bodies, "acronyms")),
        spelled=spelled,
        bodies=Phrases.of((n, spelled.get(n, n)) for n in _listed(bodies, "names")),
        body_heads=frozenset(_listed(bodies, "heads")),
        body_openers=Phrases.of((o, o) for o in _listed(bodies, "openers")),
        firms=frozenset(_listed(bodies, "firms")),
        agreements=Phrases.of((n, n) for n in _listed(terms, "agreements")),
        agreement_heads=frozenset(_listed(terms, "agreement_heads")),
        agreement_openers=Phrases.of((o, o) for o in _listed(terms, "agreement_openers")),
        weapons=Phrases.of((n, n) for n in _listed(terms, "weapons")),
        events=Phrases.of((n, n) for n in _listed(terms, "events")),
        event_heads=frozenset(_listed(terms, "event_heads")),
        named=frozenset((*state_names.single(), *place_names.single())),
        title_words=frozenset(titles_named.single()),
    )


@lru_cache(maxsize=50_000)
def _is_derived(word: str) -> bool:
    """Whether a token is a word of the language with a syllable put before or behind it.

    Doctrines, those who hold them, and the people of a city are no names of persons either.
    """
    known = lexicon()
    if len(word) > _STEM and word.endswith(_OF_DOCTRINES):
        return True
    if any(word.endswith(end) and word.removesuffix(end) in known.named for end in _OF_CITIES):
        return True
    stems = [word.removeprefix(start) for start in _BEFORE_STEMS if word.startswith(start)]
    stems += [word.removesuffix(end) for end in _AFTER_STEMS if word.endswith(end)]
    return any(len(stem) >= _STEM and stem in known.words for stem in stems)
