"""Annotations as JSON lines: the contract of ``workbench export --format jsonl``.

One annotation a line. Offsets count code points of the document's text file (NFC, ``\\n``
between lines, ``\\f`` between pages); boxes are page points of the unrotated page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from workbench.domain.annotations import Annotation, spans_of
from workbench.domain.pages import DocumentText


def record(annotation: Annotation, document_name: str, text: DocumentText) -> dict[str, Any]:
    """One annotation as the contract writes it.

    A region (a stamp, a signature) has no words: ``text`` is empty, ``start`` and ``end`` are
    null. An annotation of several parts spans them all and lists them in ``attributes.parts``.
    """
    spans = spans_of(annotation, text)
    start, end = (spans[0][0], max(e for _, e in spans)) if spans else (None, None)
    attributes = dict(annotation.attributes)
    if len(spans) > 1:
        attributes["parts"] = [list(span) for span in spans]
    pages = []
    for number in annotation.pages:
        boxes = [
            box.as_list()
            for target in annotation.targets
            if target.page == number
            for box in target.boxes(text.page(number))
        ]
        pages.append({"number": number, "boxes_pt": boxes})
    return {
        "document": document_name,
        "id": annotation.id,
        "kind": str(annotation.kind),
        "label": annotation.label,
        "value": annotation.value,
        "text": text.text[start:end] if spans else "",
        "start": start,
        "end": end,
        "pages": pages,
        "status": str(annotation.status),
        "origin": annotation.origin,
        "score": annotation.score,
        "author": annotation.author,
        "attributes": attributes,
    }


def lines(
    annotations: Iterable[Annotation], document_name: str, text: DocumentText
) -> Iterator[str]:
    """The annotations of one document, a line each, in the order a reader meets them."""
    for annotation in sorted(annotations, key=lambda a: (a.order, a.id)):
        yield json.dumps(record(annotation, document_name, text), ensure_ascii=False) + "\n"
