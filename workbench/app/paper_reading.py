"""A document's annotations and pages, read as the paper that findings are computed from.

What a person rejected is not there; what they changed counts as they left it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from workbench.domain.annotations import Annotation, Kind, Status
from workbench.domain.dates import parse_iso_date
from workbench.domain.declassification import DeclassificationLine, read_declassification
from workbench.domain.distribution import Distribution, read_distribution
from workbench.domain.furniture import furniture
from workbench.domain.numbering import is_sure_sequence, lost_numbers
from workbench.domain.orders import order_of
from workbench.domain.pages import PageText
from workbench.domain.paper import Caption, Mark, Paper, Paragraph, Place
from workbench.domain.paper_kinds import PaperKind, paper_kind
from workbench.domain.portions import parse_portion
from workbench.domain.reasons import parse_reason
from workbench.domain.review_history import ReviewStep, read_review_history
from workbench.domain.routing import FormatLines, read_format_lines
from workbench.domain.stamps import Stamp, parse_stamp

if TYPE_CHECKING:
    from workbench.app.reader import Reader

STANDING = (Status.SUGGESTED, Status.ACCEPTED)
KINDS = (Kind.PARAGRAPH, Kind.MARKING, Kind.FIELD)
"""What is asked of a document's annotations; rejected ones too, for what they deny."""

_HEADER_LINES = 60
_NEAR = 4
_AT_THE_HEAD = 24
"""A portion mark stands so near its paragraph's first letter, after the number."""
_ROUTED = re.compile(r"(?:ACTION|ORIGIN|INFO) +[A-Z/]+[- ]\d")
_ORIGIN_LINE = re.compile(r"^DE\s+[A-Z]{4,8}\s*#\d.*$", re.M)


class PaperReader:
    """Reads a paper page by page; :meth:`paper` gives what was read so far."""

    def __init__(self) -> None:
        self._standing: list[tuple[Annotation, Place, str]] = []
        self._denied: set[Place] = set()
        self._stamps: list[tuple[Stamp, Place]] = []
        self._excisions: list[tuple[str, Place]] = []
        self._history: tuple[tuple[ReviewStep, ...], Place] | None = None
        self._first: PageText | None = None
        self._pages: dict[int, PageText] = {}

    def add(self, page: PageText, annotations: Iterable[Annotation]) -> None:
        """Take a page and the annotations that begin on it."""
        if self._first is None:
            self._first = page
        for annotation in annotations:
            target = annotation.targets[0]
            span = target.span(page) if target.page == page.number else None
            if span is None:
                continue
            place = Place(page.number, *span)
            if annotation.status not in STANDING:
                self._denied.add(place)
                continue
            self._standing.append((annotation, place, page.text[span[0] : span[1]]))
            if annotation.label in ("eo", "declassify_on"):
                self._pages[page.number] = page
            if (annotation.kind, annotation.label) == (Kind.MARKING, "stamp"):
                self._stamp(annotation, page.text[span[0] : span[1]], place)
        if self._history is None and "<" in page.text:
            steps = tuple(read_review_history(page.text))
            if steps:
                place = Place(page.number, steps[0].start, steps[-1].end)
                self._history = (steps, place)

    def _stamp(self, annotation: Annotation, text: str, place: Place) -> None:
        if annotation.attributes.get("excision"):
            codes = str(annotation.attributes["excision"])
            self._excisions += [(code, place) for code in re.split(r"[,;\s]+", codes) if code]
            return
        whole = " ".join(text.split())
        for line in (whole, *text.split("\n")):
            stamp = parse_stamp(line)
            if stamp is not None:
                self._stamps.append((stamp, place))
                return

    def paper(self) -> Paper:
        """The paper as read."""
        self._standing.sort(key=lambda one: one[1])
        fields = self._fields()
        made = self.made
        header = self._header()
        numbered = tuple(self._paragraphs())
        numbers = [paragraph.number for paragraph in numbered]
        kind = self.kind
        reason = fields.get("reason")
        cited = parse_reason(f"Reason: {reason[0].value}") if reason else None
        authority = next(
            (p for a, p, _ in self._marked("authority")),
            fields["classified_by"][1] if "classified_by" in fields else None,
        )
        declassification = self._declassification(fields, made)
        captions = tuple(Caption(a.value or text, p) for a, p, text in self._marked("caveat"))
        banners = tuple(self._banners())
        return Paper(
            system=kind.system,
            kind=kind.name,
            period=kind.period,
            made=made,
            banners=banners,
            subject=self._subject(fields),
            paragraphs=numbered,
            lost=lost_numbers(numbers)[0],
            lost_sure=is_sure_sequence(numbers),
            captions=captions,
            declassification=declassification,
            authority=authority,
            reason=(cited, reason[1]) if cited and reason else None,
            format_lines=self._format_lines(header),
            distribution=self._distribution(header),
            stamps=tuple(self._stamps),
            excision_codes=tuple(self._excisions),
            review=self._history,
            forms=tuple(_forms(fields, banners, captions, declassification, made)),
        )

    @property
    def made(self) -> date | None:
        """The paper's own day, where it is known; an accepted date goes before a suggested one."""
        dates = [a for a, _, _ in self._standing if (a.kind, a.label) == (Kind.FIELD, "dtg")]
        dates.sort(key=lambda a: a.status is not Status.ACCEPTED)
        return next((day for a in dates if (day := parse_iso_date((a.value or "")[:10]))), None)

    def _marked(self, label: str) -> Iterator[tuple[Annotation, Place, str]]:
        for annotation, place, text in self._standing:
            if (annotation.kind, annotation.label) == (Kind.MARKING, label):
                yield annotation, place, text

    def _fields(self) -> dict[str, tuple[Annotation, Place, str]]:
        """The first field of each label, an accepted one before a suggested one."""
        found: dict[str, tuple[Annotation, Place, str]] = {}
        for one in self._standing:
            annotation = one[0]
            if annotation.kind is Kind.FIELD:
                held = found.get(annotation.label)
                accepted = annotation.status is Status.ACCEPTED
                if held is None or (accepted and held[0].status is not Status.ACCEPTED):
                    found[annotation.label] = one
        return found

    def _banners(self) -> Iterator[Mark]:
        for annotation, place, text in self._marked("banner"):
            guessed = annotation.origin.endswith("misread")
            sure = annotation.status is Status.ACCEPTED or not guessed
            yield Mark(annotation.value or text, place, sure=sure)

    def _portions(self) -> dict[int, list[tuple[Mark, Place]]]:
        found: dict[int, list[tuple[Mark, Place]]] = {}
        for annotation, place, text in self._marked("portion"):
            written = str(annotation.attributes.get("mark") or annotation.value or text.strip("()"))
            read = parse_portion(text)
            mark = Mark(written, place, entire=read is not None and read.entire)
            found.setdefault(place.page, []).append((mark, place))
        return found

    def _paragraphs(self) -> Iterator[Paragraph]:
        portions = self._portions()
        for annotation, place, _ in self._standing:
            if (annotation.kind, annotation.label) != (Kind.PARAGRAPH, "numbered"):
                continue
            number = str(annotation.attributes.get("number") or "")
            if not number.isdecimal():
                continue
            near = [
                mark
                for mark, at in portions.get(place.page, ())
                if place.start <= at.start < min(place.end, place.start + _AT_THE_HEAD)
            ]
            mark = near[0] if near else self._said(annotation, place)
            yield Paragraph(int(number), mark, place)

    def _said(self, annotation: Annotation, place: Place) -> Mark | None:
        """The portion a paragraph's own attribute names, unless a person denied the mark there."""
        portion = str(annotation.attributes.get("portion") or "")
        denied = any(
            p.page == place.page and place.start <= p.start < place.start + _AT_THE_HEAD
            for p in self._denied
        )
        return Mark(portion, place) if portion and not denied else None

    def _subject(self, fields: dict[str, tuple[Annotation, Place, str]]) -> Mark | None:
        if "subject" not in fields:
            return None
        subject = fields["subject"][1]
        for mark, place in self._portions().get(subject.page, ()):
            before = 0 <= subject.start - place.end <= _NEAR
            after = 0 <= place.start - subject.end <= _NEAR
            if before or after:
                return mark
        return None

    def _declassification(
        self, fields: dict[str, tuple[Annotation, Place, str]], made: date | None
    ) -> tuple[DeclassificationLine, Place] | None:
        order, until = fields.get("eo"), fields.get("declassify_on")
        first = order or until
        if first is None:
            return None
        place = first[1]
        text = self._pages[place.page].text
        last = until[1].end if until and until[1].page == place.page else place.end
        end = text.find("\n", max(place.end, last))
        place = Place(place.page, place.start, max(place.end, last))
        line = read_declassification(
            text[place.start : end if end >= 0 else len(text)], made.year if made else None
        )
        stated = (until[0].value or "") if until else ""
        if until is not None and stated and (line is None or line.value != stated):
            day = parse_iso_date(stated)
            said = f"E.O. {order[0].value if order else ''}: DECL: {stated}"
            read = read_declassification(said, made.year if made else None)
            line = read or line
            if line is not None and day is not None:
                line = replace(line, kind="DATE", date=stated)
        return (line, place) if line is not None else None

    def _header(self) -> str:
        """The first page's text up to the first numbered paragraph."""
        page = self._first
        if page is None:
            return ""
        starts = [
            place.start
            for annotation, place, _ in self._standing
            if annotation.label == "numbered" and place.page == page.number
        ]
        text = page.text[: min(starts, default=len(page.text))]
        return "\n".join(text.split("\n")[:_HEADER_LINES])

    @property
    def kind(self) -> PaperKind:
        """What kind of paper it is, as read so far."""
        fields = self._fields()
        sender = (fields["from"][0].value or "") if "from" in fields else ""
        return paper_kind(self._header(), fields.keys(), sender, self.made)

    def _format_lines(self, header: str) -> tuple[FormatLines, Place] | None:
        origin = _ORIGIN_LINE.search(header)
        if origin is None or self._first is None:
            return None
        return read_format_lines(header), Place(self._first.number, *origin.span())

    def _distribution(self, header: str) -> tuple[Distribution, Place] | None:
        """The offices and their copies, where every one of them was read."""
        if self._first is None:
            return None
        held: list[str] = []
        start = end = offset = 0
        for line in header.split("\n"):
            if _ROUTED.match(line.strip()) or held:
                if furniture(line) is None:
                    start = offset if not held else start
                    end = offset + len(line)
                    held.append(line)
                if _total(held):
                    break
            offset += len(line) + 1
        read = read_distribution(" ".join(held)) if held and _total(held) else None
        if read is None or read.stated is None or not _is_whole(" ".join(held), read.spans):
            return None
        return read, Place(self._first.number, start, end)


def kind_of(session: Reader, document_id: str, fields: Iterable[Annotation]) -> PaperKind:
    """What kind of paper a document is: by its first page and its header fields.

    ``fields`` are annotations of the document, its fields among them.
    """
    reader = PaperReader()
    held = {1}
    held.update(a.pages[0] for a in fields if a.kind is Kind.FIELD and a.status in STANDING)
    for number in sorted(held):
        kinds = KINDS if number == 1 else (Kind.FIELD,)
        here = session.annotations(document_id, pages={number}, kinds=kinds)
        reader.add(session.page_text(document_id, number), here)
    return reader.kind


def _forms(
    fields: Mapping[str, tuple[Annotation, Place, str]],
    banners: Iterable[Mark],
    captions: Iterable[Caption],
    line: tuple[DeclassificationLine, Place] | None,
    made: date | None,
) -> Iterator[tuple[str, Place]]:
    """What a paper shows of its time, each trait where it first stands."""
    order = order_of(line[0].order or "") if line is not None else None
    # Who declassified a paper typed its header anew, with an E.O. line and TAGS of their own day.
    anew = order is not None and made is not None and made < order.signed
    for label in ("telno",) if anew else ("tags", "telno"):
        if label in fields:
            yield label, fields[label][1]
    sipdis = [caption.place for caption in captions if caption.word == "SIPDIS"]
    lou = [mark.place for mark in banners if mark.sure and mark.written == "LIMITED OFFICIAL USE"]
    group = [line[1]] if line is not None and (line[0].kind or "").startswith("GROUP") else []
    for name, places in (("sipdis", sipdis), ("lou", lou), ("group", group)):
        if places:
            yield name, places[0]


def _total(lines: Sequence[str]) -> bool:
    return bool(lines) and re.search(r"/\s*\d{3}\s*[RW]?\s*$", lines[-1]) is not None


def _is_whole(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether nothing in a distribution was left unread: a sum with a part lost says nothing."""
    rest = list(text)
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    left = re.sub(r"\b(?:ACTION|ORIGIN|INFO)\b|/\s*\d{3}\s*[RW]?\s*$", "", "".join(rest))
    return not any(letter.isalnum() for letter in left)
