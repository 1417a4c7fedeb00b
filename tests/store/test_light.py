"""Words taken lightly from their rows are the words of the page, sign for sign."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.app.patterns import places_in
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText, Word, clean_reading
from workbench.store.light import LightPage, StoredPage
from workbench.store.rows import words_from_json, words_to_json

_readings = st.lists(
    st.one_of(st.text('ab",\\[] é-', max_size=5), st.just("")).map(clean_reading), max_size=12
)


@settings(max_examples=200, deadline=None)
@given(
    readings=_readings,
    breaks=st.integers(1, 4),
    corrected=st.dictionaries(st.integers(0, 11), st.sampled_from(["", "ab", 'a","b']), max_size=3),
)
def test_a_page_taken_lightly_says_what_the_page_says(
    readings: list[str], breaks: int, corrected: dict[int, str]
) -> None:
    written = words_to_json(
        [
            Word(reading, Rect(n * 10, n // breaks, n * 10 + 9, n // breaks + 1), n // breaks)
            for n, reading in enumerate(readings)
        ]
    )
    corrected = {word: r for word, r in corrected.items() if word < len(readings)}
    page = PageText(1, words_from_json(written, corrected))
    light = LightPage(StoredPage("d", 1, written, json.dumps(corrected)))
    assert light.readings == [word.reading for word in page.words]
    assert light.line_numbers == page.line_of_word
    for first in range(len(readings)):
        for last in range(first, len(readings)):
            assert light.rects_of(first, last) == page.rects_of(first, last)
            assert light.line_ends(first, last + 1) == [
                at == page.lines[page.line_of_word[at]].last for at in range(first, last + 1)
            ]
    spans = [(at, at + 2) for at in range(len(page.text)) if page.text.startswith("ab", at)]
    words = [page.words_between(*span) for span in spans]
    found = {target.words for targets in places_in("ab", [light]) for target in targets}
    assert {tuple(range(a, b + 1)) for a, b in filter(None, words)} <= {tuple(w) for w in found}
