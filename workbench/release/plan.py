"""What a release covers: boxes to burn, words to keep, and what must not be found afterwards.

Pure: from the document's words and its approved redactions, without looking at a pixel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workbench.domain.annotations import PAD, PADS, WITHHOLD, Annotation, Kind, Target
from workbench.domain.codes import join_codes, split_codes
from workbench.domain.documents import Document, Page
from workbench.domain.geometry import Rect
from workbench.domain.pages import DocumentText, PageText, Word
from workbench.release.padding import widened
from workbench.release.passages import in_passages, passages_on
from workbench.release.printing import laid_out
from workbench.release.prints import Paper, Print, on_box, words_of

PAD_ALONG = 0.10
"""Padding at both ends of a run of words, as a share of the line's height."""

PAD_ACROSS = 0.06
"""Padding above and below. Less than along: the next line's ink is near."""

HAIR_PT = 0.35
"""A word's box may reach this far into a redaction before the word leaves the text layer."""

_COVERED = 0.5  # share of a word's area under a drawn region that makes it one of its words
_LANGUAGES = {"eng": "en", "deu": "de", "fra": "fr", "spa": "es", "ita": "it", "rus": "ru"}


@dataclass(frozen=True, slots=True)
class PageBox:
    """A box to burn: where (page points), the code printed on it, the redaction it is for.

    ``code`` is in lines as they are printed, empty where it found no room on the box.
    ``of_words`` tells boxes laid over words from regions a person drew.
    """

    rect_pt: Rect
    code: str
    annotation_id: str
    of_words: bool


@dataclass(frozen=True, slots=True)
class Withheld:
    """A page, or with it the whole document, that goes out as a sheet: the redaction behind it."""

    annotation_id: str
    is_document: bool


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page of the copy: its size (points, unrotated), boxes, and the words that stand on it.

    ``words_kept`` are the words that stay, then those that are printed: codes that found no room
    on their box, the stamp, a sheet. ``prints`` says where those are to be drawn.
    ``words_met`` were not to be cut, but a neighbour's box reaches into them: they leave the
    text layer, while what the box leaves of their ink stays. A page that is ``withheld`` has
    nothing of the source: a white sheet with its prints. ``roles`` are those of passages (blocks
    of ``words_kept``) that are more than paragraphs.
    """

    number: int
    width_pt: float
    height_pt: float
    rotation: int
    boxes: tuple[PageBox, ...]
    words_kept: tuple[Word, ...]
    words_met: tuple[Word, ...] = ()
    prints: tuple[Print, ...] = ()
    withheld: Withheld | None = None
    roles: tuple[tuple[int, str], ...] = ()

    @property
    def words_of_source(self) -> tuple[Word, ...]:
        """The words that stay, without those that are printed on the copy."""
        return self.words_kept[: len(self.words_kept) - sum(len(p.words) for p in self.prints)]


@dataclass(frozen=True, slots=True)
class Secret:
    """What one redaction hides on one page.

    ``readings`` are phrases: the words as the engine read them and as a person corrected them.
    """

    annotation_id: str
    page: int
    boxes_pt: tuple[Rect, ...]
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """The whole copy of one document. ``language`` is a BCP 47 tag.

    ``unprinted`` are pages on which a code or the stamp found no room; the log has them.
    """

    document_id: str
    document_name: str
    source_sha256: str
    pages: tuple[PagePlan, ...]
    secrets: tuple[Secret, ...]
    language: str = "en"
    unprinted: tuple[int, ...] = ()

    @property
    def is_withheld(self) -> bool:
        """Whether the document goes out as one sheet."""
        return any(page.withheld is not None and page.withheld.is_document for page in self.pages)

    @property
    def box_count(self) -> int:
        """How many boxes are burned in all."""
        return sum(len(page.boxes) for page in self.pages)


def plan_document(
    document: Document,
    pages: Sequence[Page],
    texts: DocumentText,
    redactions: Sequence[Annotation],
    *,
    paragraphs: Sequence[Annotation] = (),
    language: str = "en",
    stamp: str = "",
) -> DocumentPlan:
    """Lay the redactions of one document over its pages.

    ``redactions`` are those to carry out (the approved ones); pages and texts run 1, 2, 3 …
    ``paragraphs`` are those that boxes over whole paragraphs and the tags of the copy follow (the
    accepted ones). ``stamp`` is a line printed on every page.

    Raises:
        ValueError: an annotation is no redaction, is another document's, or names a page
            that is not there: nothing may silently stay uncovered.
    """
    by_page: dict[int, list[tuple[Annotation, Target]]] = {}
    for annotation in redactions:
        if annotation.kind is not Kind.REDACTION or annotation.document_id != document.id:
            raise ValueError(f"not a redaction of this document: {annotation.id}")
        for target in annotation.targets:
            if not 1 <= target.page <= len(pages):
                raise ValueError(f"redaction {annotation.id} names page {target.page}")
            by_page.setdefault(target.page, []).append((annotation, target))
    planned: list[PagePlan] = []
    secrets: list[Secret] = []
    unprinted: list[int] = []
    whole = next((a for a in redactions if a.attributes.get(WITHHOLD) == "document"), None)
    for page, text in zip(pages, texts.pages, strict=True):
        laid = by_page.get(page.number, [])
        page_plan, page_secrets = _plan_page(page, text, laid, passages_on(page.number, paragraphs))
        secrets.extend(page_secrets)
        sheet = next((a for a, _ in laid if a.attributes.get(WITHHOLD) == "page"), None)
        if whole is not None and planned:
            continue  # one sheet stands for all pages
        if whole is not None:
            page_plan = _sheet(page_plan, whole, len(pages), stamp)
        elif sheet is not None:
            page_plan = _sheet(page_plan, sheet, len(pages), stamp)
        else:
            page_plan, has_room = _printed(page_plan, text, laid, stamp)
            if not has_room:
                unprinted.append(page.number)
        planned.append(page_plan)
    return DocumentPlan(
        document.id,
        document.name,
        document.source_sha256,
        tuple(in_passages(planned, texts, paragraphs)),
        tuple(secrets),
        _LANGUAGES.get(language, language),
        tuple(unprinted),
    )


def boxes_on(
    page: Page,
    text: PageText,
    redactions: Sequence[Annotation],
    paragraphs: Sequence[Annotation] = (),
) -> tuple[PageBox, ...]:
    """The boxes that redactions lay on one page; none where a sheet stands in its place.

    ``redactions`` and ``paragraphs`` are all those that touch the page.
    """
    if any(WITHHOLD in redaction.attributes for redaction in redactions):
        return ()
    laid = [(one, target) for one in redactions for target in one.targets]
    here = [(one, target) for one, target in laid if target.page == page.number]
    return _plan_page(page, text, here, passages_on(page.number, paragraphs))[0].boxes


def _sheet(page: PagePlan, redaction: Annotation, count: int, stamp: str) -> PagePlan:
    """The sheet in place of a page or of the whole document: nothing of the source is on it."""
    is_document = redaction.attributes[WITHHOLD] == "document"
    if is_document:
        pages = "1 page" if count == 1 else f"{count} pages"
        lines = [("DOCUMENT WITHHELD", 24.0), (f"This document of {pages} is withheld.", 12.0)]
    else:
        lines = [("PAGE WITHHELD", 24.0), (f"Page {page.number} of {count} is withheld.", 12.0)]
    lines.append((redaction.label, 12.0))
    paper = Paper(page.width_pt, page.height_pt, page.rotation, ())
    paper.sheet(lines)
    if stamp:
        paper.stamp(stamp)
    return replace(
        page,
        boxes=(),
        words_kept=words_of(paper.prints, 0, 0),
        words_met=(),
        prints=tuple(paper.prints),
        withheld=Withheld(redaction.id, is_document),
    )


def _printed(
    page: PagePlan, text: PageText, laid: Sequence[tuple[Annotation, Target]], stamp: str
) -> tuple[PagePlan, bool]:
    """The page with codes that fit no box, and the stamp, printed on it; whether all had room."""
    wanted = [
        (annotation.label, annotation.id)
        for annotation in {a.id: a for a, _ in laid}.values()
        if annotation.label and not _is_printed(annotation, page.boxes)
    ]
    prints, has_room = laid_out(page, [*wanted, *([(stamp, "")] if stamp else [])])
    if not prints:
        return page, has_room
    line = max((word.line for word in text.words), default=-1) + 1
    block = max((word.block for word in text.words), default=-1) + 1
    words = words_of(prints, line, block)
    return replace(page, words_kept=page.words_kept + words, prints=prints), has_room


def _plan_page(
    page: Page,
    text: PageText,
    redactions: Sequence[tuple[Annotation, Target]],
    passages: Sequence[frozenset[int]],
) -> tuple[PagePlan, list[Secret]]:
    boxes: list[PageBox] = []
    secrets: list[Secret] = []
    cut: set[int] = set()
    for annotation, target in redactions:
        if target.last_word is not None and target.last_word >= len(text.words):
            raise ValueError(f"redaction {annotation.id} names a word page {page.number} lacks")
        rects: Sequence[Rect] = target.rects_pt
        if target.words:
            rects = _word_boxes(target, text, page)
            pad = annotation.attributes.get(PAD)
            if isinstance(pad, str) and pad in PADS:
                sideways = page.rotation % 180 == 90
                rects = widened(rects, pad, target, text, passages, sideways=sideways)
        clamped = [r for r in (rect.clamped(page.width_pt, page.height_pt) for rect in rects) if r]
        if not clamped:
            raise ValueError(f"redaction {annotation.id} lies outside page {page.number}")
        boxes.extend(
            PageBox(rect, annotation.label, annotation.id, bool(target.words)) for rect in clamped
        )
        runs = [target.words] if target.words else _runs_under(target.rects_pt, text)
        cut.update(index for run in runs for index in run)
        readings = tuple(dict.fromkeys(r for run in runs for r in _phrases(text, run)))
        secrets.append(Secret(annotation.id, page.number, tuple(clamped), readings))
    kept: list[Word] = []
    met: list[Word] = []
    for index, word in enumerate(text.words):
        if index in cut:
            continue
        (met if _is_met(word.rect_pt, boxes) else kept).append(word)
    boxes = _with_codes(boxes, page)
    size = (page.width_pt, page.height_pt)
    plan = PagePlan(page.number, *size, page.rotation % 360, tuple(boxes), tuple(kept), tuple(met))
    return plan, secrets


def met_anew(page: PagePlan) -> PagePlan:
    """The plan of a page whose boxes have grown: words that they reach into stay no longer."""
    source = page.words_of_source
    met = tuple(word for word in source if _is_met(word.rect_pt, page.boxes))
    if not met:
        return page
    kept = tuple(word for word in source if word not in met) + page.words_kept[len(source) :]
    return replace(page, words_kept=kept, words_met=page.words_met + met)


def _with_codes(boxes: Sequence[PageBox], page: Page) -> list[PageBox]:
    """The boxes with their labels as they are printed on them, once where boxes share a place."""
    sideways = page.rotation % 180 == 90
    hosts: dict[PageBox, list[PageBox]] = {}
    for box in sorted(boxes, key=lambda box: -box.rect_pt.area):
        host = next((other for other in hosts if _share_under(box.rect_pt, [other.rect_pt])), box)
        hosts.setdefault(host, []).append(box)
    codes: dict[PageBox, str] = {}
    for host, guests in hosts.items():
        label = join_codes(code for guest in guests for code in split_codes(guest.code))
        wide, high = host.rect_pt.width, host.rect_pt.height
        codes[host] = on_box(*((high, wide) if sideways else (wide, high)), label) or ""
    return [replace(box, code=codes.get(box, "")) for box in boxes]


def _is_printed(annotation: Annotation, boxes: Sequence[PageBox]) -> bool:
    """Whether a redaction's codes stand on a box of its own, or on one in the same place."""
    codes = set(split_codes(annotation.label))
    own = [box.rect_pt for box in boxes if box.annotation_id == annotation.id]
    return any(
        codes <= set(split_codes(box.code))
        and any(_share_under(rect, [box.rect_pt]) for rect in own)
        for box in boxes
        if box.code
    )


def _word_boxes(target: Target, text: PageText, page: Page) -> list[Rect]:
    """One box a line over the target's words, the gaps between them too, padded for ink.

    Padding stops where the rectangle of a neighbour that is not in the target begins: ink
    beyond that is the neighbour's.
    """
    sideways = page.rotation % 180 == 90
    beside = [
        text.words[index].rect_pt
        for index in (target.words.start - 1, target.words.stop)
        if 0 <= index < len(text.words)
    ]
    boxes = []
    for rect in target.boxes(text):
        size = rect.width if sideways else rect.height
        along, across = PAD_ALONG * size, PAD_ACROSS * size
        padded = rect.inflated(across, along) if sideways else rect.inflated(along, across)
        boxes.append(_trimmed(padded, rect, beside, sideways))
    return boxes


def _trimmed(padded: Rect, rect: Rect, beside: Iterable[Rect], sideways: bool) -> Rect:
    x0, y0, x1, y1 = padded.x0, padded.y0, padded.x1, padded.y1
    for other in beside:
        if rect.intersects(other) or not padded.intersects(other):
            continue
        if sideways:
            y0, y1 = _stopped(y0, rect.y0, rect.y1, y1, other.y0, other.y1)
        else:
            x0, x1 = _stopped(x0, rect.x0, rect.x1, x1, other.x0, other.x1)
    return Rect(x0, y0, x1, y1)


def _stopped(
    low: float, inner_low: float, inner_high: float, high: float, first: float, last: float
) -> tuple[float, float]:
    """A padded interval cut where a neighbour's (``first`` to ``last``) begins or ends."""
    if last <= inner_low:
        low = max(low, last)
    if first >= inner_high:
        high = min(high, first)
    return low, high


def _is_met(rect: Rect, boxes: Iterable[PageBox]) -> bool:
    """Whether a word's rectangle reaches into a box by more than a hair in both directions."""
    for box in boxes:
        common = rect.intersection(box.rect_pt)
        if common is None:
            # A rectangle without area shares none, yet its word may stand inside the box.
            if rect.area == 0 and box.rect_pt.contains(*rect.centre):
                return True
            continue
        hair_x = min(HAIR_PT, rect.width / 2)
        hair_y = min(max(HAIR_PT, PAD_ACROSS * 3 * rect.height), rect.height / 2)
        if common.width > hair_x and common.height > hair_y:
            return True
    return False


def _runs_under(rects: Sequence[Rect], text: PageText) -> list[range]:
    """Runs of words of which a region covers the better part, line by line."""
    runs: list[range] = []
    for line in text.lines:
        start: int | None = None
        for index in range(line.first, line.last + 2):
            inside = index <= line.last and _share_under(text.words[index].rect_pt, rects)
            if inside and start is None:
                start = index
            elif not inside and start is not None:
                runs.append(range(start, index))
                start = None
    return runs


def _share_under(rect: Rect, rects: Sequence[Rect]) -> bool:
    if rect.area == 0:
        return any(r.contains(*rect.centre) for r in rects)
    commons = (rect.intersection(r) for r in rects)
    return any(c is not None and c.area >= _COVERED * rect.area for c in commons)


def _phrases(text: PageText, run: range) -> list[str]:
    """The run as the engine read it and as it reads now; empty readings give none."""
    words = [text.words[index] for index in run]
    phrases = (
        " ".join(word.ocr_reading for word in words),
        " ".join(word.reading for word in words),
    )
    return [phrase.strip() for phrase in dict.fromkeys(phrases) if phrase.strip()]
