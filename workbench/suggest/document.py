"""Suggestions for a whole document, rule after rule, and what a listing says of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.domain.annotations import Annotation, Kind, Status
from workbench.domain.labels import LabelSet
from workbench.domain.markings import highest
from workbench.domain.pages import PageText
from workbench.domain.terms import TermLists
from workbench.suggest.build import Suggestions
from workbench.suggest.classification import read_classification
from workbench.suggest.furniture import mark_furniture
from workbench.suggest.header import read_header
from workbench.suggest.lines import lines_of
from workbench.suggest.model import load_model
from workbench.suggest.named import mark_entities
from workbench.suggest.own_terms import apply_terms
from workbench.suggest.paragraphs import read_paragraphs

_NO_TERMS = TermLists()
_GONE = (Status.REJECTED, Status.REFUSED)


def suggest_document(
    document_id: str,
    pages: Sequence[PageText],
    labels: LabelSet,
    terms: TermLists = _NO_TERMS,
    model: str = "",
) -> list[Annotation]:
    """Paragraphs, markings, fields and entities of a document, as suggestions in reading order.

    ``pages`` are all its pages in order: numbers are decoded over the whole. The same pages give
    the same suggestions with the same ids. Labels that the set lacks are left out. ``terms`` are
    the project's own, which go before the rules. ``model`` names a statistical model that adds
    to the rules' names; empty: rules alone.

    Raises:
        UserError: the model is not installed or cannot be loaded.
    """
    out = Suggestions(document_id, labels)
    lines = lines_of(pages)
    mark_furniture(lines, out)
    read_header(lines, out)
    read_classification(lines, out)
    read_paragraphs(lines, out)
    mark_entities(pages, lines, out, load_model(model) if model else None)
    apply_terms(pages, terms, out)
    return sorted(out.found, key=lambda a: (a.order, a.kind, a.label, a.id))


def document_summary(annotations: Iterable[Annotation]) -> tuple[str, str]:
    """``(marking, date)`` of a document for a listing; empty text for what is not known.

    The marking is the highest banner, the date the day of the date-time group (ISO 8601).
    Rejected annotations do not count; an accepted date goes before a suggested one.
    """
    standing = [a for a in annotations if a.status not in _GONE]
    banners = [a.value or "" for a in standing if (a.kind, a.label) == (Kind.MARKING, "banner")]
    dates = [a for a in standing if (a.kind, a.label) == (Kind.FIELD, "dtg") and a.value]
    dates.sort(key=lambda a: (a.status is not Status.ACCEPTED, a.order))
    return highest(banners), (dates[0].value or "")[:10] if dates else ""
