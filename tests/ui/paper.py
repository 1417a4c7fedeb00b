"""Invented pages in memory for the views: words on lines, annotations, drawn pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.documents import Page, PageState
from workbench.domain.geometry import Rect
from workbench.domain.labels import LabelSet, parse_label_set
from workbench.domain.pages import PageText, Word
from workbench.files import resource
from workbench.ui.page_source import OnImage

WIDTH, HEIGHT = 595.0, 842.0
CHAR, LINE = 6.0, 14.0
LEFT, TOP = 72.0, 72.0

LINES = [
    "CONFIDENTIAL",
    "PAGE 01  VALORA 00217  01 OF 03  121430Z",
    "ACTION EUR-08",
    "INFO OCT-01 ISO-00 SS-14 NSC-05 /028 W",
    "R 121410Z MAR 74",
    "FM AMEMBASSY VALORA",
    "TO SECSTATE WASHDC 4471",
    "SUBJECT: CALL ON FOREIGN MINISTER ILDERAN OF TARNOVIA",
    "1. (C) SUMMARY. FOREIGN MINISTER ILDERAN RECEIVED AMBASSADOR",
    "HARTWELL MARCH 11 AND SPOKE WITH UNUSUAL FRANKNESS ABOUT",
    "THE BORDER TALKS AT LAKE SERENO. END SUMMARY.",
    "2. (C) ILDERAN SAID THE GOVERNMENT OF TARNOVIA WOULD NOT SIGN",
    "THE SERENO PROTOCOL BEFORE THE ELECTIONS IN MAY. HE HAD",
    "TOLD THE SOUTHERN DELEGATION AS MUCH ON MARCH 4.",
    "3. (U) A COMMUNIQUE IS EXPECTED NEXT WEEK.",
    "HARTWELL",
]


def words_of(lines: Sequence[str], doubtful: Sequence[str] = ()) -> tuple[Word, ...]:
    """Words in a fixed pitch, one line of text a line of the page."""
    words = []
    for number, line in enumerate(lines):
        at = 0
        for part in line.split(" "):
            if part:
                x, y = LEFT + at * CHAR, TOP + number * LINE
                rect = Rect(x, y, x + len(part) * CHAR, y + 10)
                confidence = 41.0 if part in doubtful else 95.0
                words.append(Word(part, rect, number, number // 4, confidence))
            at += len(part) + 1
    return tuple(words)


def dense_lines(words: int = 1000, per_line: int = 16) -> list[str]:
    """A page of short words, for measuring."""
    names = ("REPORT", "OF", "THE", "NORTHERN", "TALKS", "AT", "SERENO", "WITH")
    run = [names[i % len(names)] for i in range(words)]
    return [" ".join(run[i : i + per_line]) for i in range(0, words, per_line)]


def label_set() -> LabelSet:
    """The label set that ships."""
    toml = resource("labels", "diplomatic.toml").read_text(encoding="utf-8")
    return parse_label_set("diplomatic", toml)


class PaperPages:
    """A real page source that keeps its pages in memory and draws their pictures itself.

    With ``held`` pictures wait until :meth:`deliver`, as a slow renderer's would.
    """

    def __init__(
        self,
        count: int = 3,
        lines: Sequence[str] = LINES,
        *,
        rotation: int = 0,
        doubtful: Sequence[str] = ("SERENO",),
        held: bool = False,
    ) -> None:
        self.label = "cable.pdf"
        self.held = held
        self.rotation = rotation
        self.words = words_of(lines, doubtful)
        self.line_count = len(lines)
        self.count = count
        self.corrections: dict[tuple[int, int], str] = {}
        self.notes: list[Annotation] = []
        self.waiting: list[Callable[[], None]] = []
        self.texts_read = 0
        self.requests: list[tuple[int, float, Rect | None]] = []
        self._drawn: dict[tuple[float, Rect | None], QImage] = {}

    def pages(self) -> Sequence[Page]:
        return [self.page(number) for number in range(1, self.count + 1)]

    def page(self, number: int) -> Page:
        return Page(
            "d",
            number,
            WIDTH,
            HEIGHT,
            rotation=self.rotation,
            state=PageState.READ,
            line_count=self.line_count,
            word_count=len(self.words),
            doubt_count=1,
        )

    def page_text(self, number: int) -> PageText:
        self.texts_read += 1
        text = PageText(number, self.words)
        for (page, word), reading in self.corrections.items():
            if page == number:
                text = text.with_correction(word, reading)
        return text

    def annotations(self, number: int) -> Sequence[Annotation]:
        return [note for note in self.notes if number in note.pages]

    def request_image(
        self, number: int, scale: float, clip_pt: Rect | None, on_image: OnImage
    ) -> None:
        self.requests.append((number, scale, clip_pt))

        def answer() -> None:
            on_image(self.draw(scale, clip_pt))

        if self.held:
            self.waiting.append(answer)
        else:
            answer()

    def deliver(self) -> None:
        """Answer what has waited, and what is asked for thereby."""
        while self.waiting:
            self.waiting.pop(0)()

    def draw(self, scale: float, clip_pt: Rect | None) -> QImage:
        if (scale, clip_pt) in self._drawn:
            return self._drawn[scale, clip_pt]
        part = clip_pt or Rect(0, 0, WIDTH, HEIGHT)
        size = round(part.width * scale), round(part.height * scale)
        image = QImage(*size, QImage.Format.Format_RGB32)
        image.fill(QColor("#fdfcf7"))
        painter = QPainter(image)
        painter.scale(scale, scale)
        painter.translate(-part.x0, -part.y0)
        font = QFont("DejaVu Sans Mono")
        font.setPixelSize(10)
        painter.setFont(font)
        painter.setPen(QColor("#222222"))
        for word in self.words:
            r = word.rect_pt
            box = QRectF(r.x0, r.y0 - 2, r.width + 6, r.height + 4)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), word.ocr_reading)
        painter.end()
        if len(self._drawn) < 8:
            self._drawn[scale, clip_pt] = image
        return image

    def annotate(
        self,
        kind: Kind,
        label: str,
        first: int,
        last: int,
        *,
        page: int = 1,
        status: Status = Status.ACCEPTED,
        **more: object,
    ) -> Annotation:
        """Add an annotation on words of a page."""
        targets = (Target(page, first, last),)
        made = Annotation(
            f"a{len(self.notes)}",
            "d",
            kind,
            label,
            targets,
            status,
            **more,  # type: ignore[arg-type]
        )
        self.notes.append(made)
        return made

    def index(self, reading: str, after: int = -1) -> int:
        """Index of the first word that reads so, past ``after``."""
        return next(
            i for i, word in enumerate(self.words) if i > after and word.ocr_reading == reading
        )


def decorated(count: int = 3, **more: object) -> PaperPages:
    """Pages with annotations of every kind and status on the first."""
    pages = PaperPages(count, **more)  # type: ignore[arg-type]
    at = pages.index
    line = {n: [i for i, w in enumerate(pages.words) if w.line == n] for n in range(len(LINES))}
    note = pages.annotate
    note(Kind.MARKING, "banner", 0, 0)
    note(Kind.FIELD, "from", line[5][0], line[5][-1])
    note(Kind.PARAGRAPH, "field", line[4][0], line[7][-1])
    note(
        Kind.PARAGRAPH, "numbered", line[8][0], line[10][-1],
        attributes={"number": "1", "portion": "C"},
    )  # fmt: skip
    note(
        Kind.PARAGRAPH, "numbered", line[11][0], line[13][-1], status=Status.SUGGESTED,
        attributes={"number": "2", "portion": "C"},
    )  # fmt: skip
    note(Kind.PARAGRAPH, "signature", line[15][0], line[15][-1])
    for n in (8, 11, 14):
        note(Kind.MARKING, "portion", line[n][1], line[n][1], status=Status.SUGGESTED)
    person = at("ILDERAN", at("SUMMARY."))
    note(Kind.ENTITY, "PERSON", person, person)
    note(Kind.ENTITY, "OFFICE", person - 2, person)
    note(Kind.ENTITY, "PERSON", at("AMBASSADOR"), at("HARTWELL"), status=Status.SUGGESTED)
    note(Kind.ENTITY, "COUNTRY", at("TARNOVIA"), at("TARNOVIA"))
    lake = at("LAKE")
    note(Kind.ENTITY, "PLACE", lake, lake + 1)
    note(Kind.ENTITY, "EVENT", lake - 4, lake + 1, status=Status.SUGGESTED)
    gov = at("GOVERNMENT")
    note(Kind.REDACTION, "1.4(d)", gov, gov + 2, status=Status.PROPOSED)
    proto = at("PROTOCOL")
    note(Kind.REDACTION, "1.4(b)", proto - 1, proto + 3, status=Status.APPROVED)
    note(Kind.REDACTION, "", at("COMMUNIQUE"), at("COMMUNIQUE"), status=Status.REFUSED)
    note(Kind.NOTE, "", at("FRANKNESS"), at("FRANKNESS"), note="ask the desk")
    stamp = (Target(1, rects_pt=(Rect(400, 620, 520, 690),)),)
    pages.notes.append(Annotation("stamp", "d", Kind.MARKING, "stamp", stamp, Status.ACCEPTED))
    pages.corrections[1, at("EUR-08")] = "EUR-03"
    return pages
