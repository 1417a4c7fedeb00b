"""Counts and state of a project, for ``workbench info`` and the start page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.app import two_people
from workbench.domain.annotations import Kind
from workbench.domain.documents import DocumentState

if TYPE_CHECKING:
    from workbench.app.session import Session


def of(session: Session) -> dict[str, object]:
    """Everything countable, ready for JSON."""
    documents = session.repository.documents(states=tuple(DocumentState))
    journal = session.repository.journal(1)
    pages: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    redactions: Counter[str] = Counter()
    for document in documents:
        pages.update(page.state.value for page in session.pages(document.id))
        for annotation in session.annotations(document.id):
            if annotation.kind is Kind.REDACTION:
                redactions[annotation.status.value] += 1
            else:
                kinds[f"{annotation.kind.value} {annotation.status.value}"] += 1
    return {
        "name": session.name,
        "path": str(session.path),
        "person": session.person,
        "labels": session.labels.name,
        "two_people": two_people.is_asked_for(session),
        "documents": len(documents),
        "document_states": dict(sorted(Counter(d.state.value for d in documents).items())),
        "pages": sum(document.page_count for document in documents),
        "page_states": dict(sorted(pages.items())),
        "kinds": dict(sorted(Counter(d.kind for d in documents if d.kind).items())),
        "words": sum(document.word_count for document in documents),
        "doubts": sum(document.doubt_count for document in documents),
        "annotations": dict(sorted(kinds.items())),
        "redactions": dict(sorted(redactions.items())),
        "journal": journal[0].seq if journal else 0,
    }
