"""The truth of a sample: words and boxes, annotations, redactions, as JSON, JSONL and text."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from paper import Box
from sheets import Note

from workbench.domain.annotations import Target
from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText, PageText, Word


@dataclass
class ProofPage:
    """What stands on one page as scanned: size and boxes in points, after the skew."""

    width_pt: float
    height_pt: float
    skew_degrees: float
    words: list[Word] = field(default_factory=list)
    hand_marks: list[tuple[str, Box]] = field(default_factory=list)
    stamped_from: int = 0
    """Index of the first word that is stamped, not typed."""


@dataclass
class Proof:
    """A sample's pages and true annotations."""

    document: str
    pages: list[ProofPage]
    notes: list[Note]
    boxed: bool = True
    """False for plain text, which has no page until the program typesets it."""

    @property
    def text(self) -> DocumentText:
        """The document's text as the program would make it from the true words."""
        return DocumentText.of(PageText(n, tuple(p.words)) for n, p in enumerate(self.pages, 1))

    def entries(self) -> list[dict[str, Any]]:
        """The annotations in the form of ``export --format jsonl``, in order of the text."""
        text = self.text
        found = [self._entry(text, index, note) for index, note in enumerate(self.notes)]
        return sorted(found, key=lambda e: (e["start"], -e["end"], e["kind"], e["label"]))

    def _entry(self, text: DocumentText, index: int, note: Note) -> dict[str, Any]:
        spans, pages = [], []
        for number, (first, last, first_char, last_char) in sorted(note.parts.items()):
            target = Target(number, first, last, first_char, last_char)
            page = text.page(number)
            span = target.span(page)
            if span is None:
                raise ValueError(f"{self.document}: {note.label} holds no words")
            base = text.page_starts[number - 1]
            spans.append([base + span[0], base + span[1]])
            boxes = [r.as_list() for r in target.boxes(page)] if self.boxed else []
            pages.append({"number": number, "boxes_pt": boxes})
        start, end = spans[0][0], spans[-1][1]
        attributes: dict[str, Any] = dict(note.attributes)
        if len(spans) > 1:
            attributes["parts"] = spans
        return {
            "document": self.document,
            "id": str(uuid5(NAMESPACE_URL, f"sample:{self.document}:{index}")),
            "kind": note.kind,
            "label": note.label,
            "value": note.value or _stamped(note, text.text[start:end]),
            "text": text.text[start:end],
            "start": start,
            "end": end,
            "pages": pages,
            "status": "proposed" if note.kind == "redaction" else "accepted",
            "origin": "person",
            "score": None,
            "author": "samples",
            "attributes": attributes,
        }

    def as_json(self) -> str:
        """Pages with words and boxes, and the redactions by page and box."""
        pages = [
            {
                "number": number,
                "width_pt": round(page.width_pt, 2),
                "height_pt": round(page.height_pt, 2),
                "skew_degrees": page.skew_degrees,
                "stamped_from": page.stamped_from,
                "words": [
                    [w.ocr_reading, *(w.rect_pt.as_list() if self.boxed else [0, 0, 0, 0]), w.line]
                    for w in page.words
                ],
                "hand_marks": [
                    {"kind": kind, "box_pt": Rect(*box).as_list()} for kind, box in page.hand_marks
                ],
            }
            for number, page in enumerate(self.pages, 1)
        ]
        redactions = [
            {
                "page": number,
                "code": entry["label"],
                "text": self._text_of(number, first, last),
                "words": [first, last],
                "boxes_pt": [
                    word.rect_pt.as_list()
                    for word in self.pages[number - 1].words[first : last + 1]
                    if self.boxed
                ],
            }
            for note, entry in sorted(
                ((n, self._entry(self.text, i, n)) for i, n in enumerate(self.notes)),
                key=lambda pair: pair[1]["start"],
            )
            if note.kind == "redaction"
            for number, (first, last, _, _) in sorted(note.parts.items())
        ]
        head = {
            "document": self.document,
            "notice": "Specimen: invented people, events and papers.",
            "redactions": redactions,
        }
        lines = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
        body = ",\n".join(_page_json(page) for page in pages)
        return f'{lines},\n "pages": [\n{body}\n ]\n}}\n'

    def _text_of(self, number: int, first: int, last: int) -> str:
        page = self.text.page(number)
        start, end = page.span_of(first, last)
        return page.text[start:end]

    def as_jsonl(self) -> str:
        """One annotation a line."""
        return "".join(json.dumps(e, ensure_ascii=False) + "\n" for e in self.entries())


def _stamped(note: Note, text: str) -> str | None:
    return " ".join(text.split()) if note.label == "stamp" else None


def _page_json(page: dict[str, Any]) -> str:
    """A page with one word a line, so that differences can be read."""
    words = ",\n   ".join(json.dumps(word, ensure_ascii=False) for word in page.pop("words"))
    head = json.dumps(page, ensure_ascii=False).removesuffix("}")
    return f'  {head}, "words": [\n   {words}\n  ]}}'


def true_word(text: str, box: Box, line: int) -> Word:
    """A true word; its reading is NFC as the program stores it."""
    return Word(unicodedata.normalize("NFC", text), Rect(*(round(v, 2) for v in box)), line)
