"""The project's own terms: suggested wherever they stand, or nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.domain.annotations import Annotation, Kind, text_of
from workbench.domain.pages import PageText
from workbench.domain.terms import TermLists, find_term, folded_term
from workbench.suggest.build import Suggestions

_RULE, _SCORE = "own-list", 0.97


def apply_terms(pages: Sequence[PageText], terms: TermLists, out: Suggestions) -> None:
    """Leave out what is on the stop list, put in what is on the other; people know best."""
    if not terms:
        return
    by_number = {page.number: page for page in pages}
    stopped = {term.key for term in terms.stop}

    def is_stopped(one: Annotation) -> bool:
        if one.kind is not Kind.ENTITY:
            return False
        return (folded_term(text_of(one, by_number.__getitem__)), one.label) in stopped

    out.found[:] = [one for one in out.found if not is_stopped(one)]
    rivals = {one.targets: one for one in out.found if one.kind is Kind.ENTITY}
    for term in terms.accept:
        for page in pages:
            for start, end in find_term(term, page.text):
                known = len(out.found)
                out.on_page(Kind.ENTITY, term.label, page, start, end, _RULE, _SCORE)
                rival = rivals.get(out.found[-1].targets) if len(out.found) > known else None
                if rival is not None:
                    out.found.remove(rival)
