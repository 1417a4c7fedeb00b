"""What must not be found in a finished file, and what may stand there all the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from workbench.domain.geometry import Rect
from workbench.domain.pages import Word
from workbench.release.folding import Edges, Halves, divided, fold, shapes, tokens
from workbench.release.plan import DocumentPlan, Secret

SHORTEST = 3
"""Letters and digits a term needs to be looked for by text; shorter ones by place alone."""

LOOSE = 5
"""From this length on a term is found anywhere, also inside and across words, and misread."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\U00020000-\U0003ffff]{2}"
)
"""Scripts that put no spaces between words: two of their signs are found anywhere."""


def is_loose(term: str) -> bool:
    """Whether a folded term is found also inside and across words."""
    return len(term) >= LOOSE or _UNSPACED.match(term) is not None


NEAR = 7
"""From this length on OCR may slip over one sign of a term, and it is found."""

TURNED = 6
"""From this length on a term is found that stands backwards."""

_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Scripts that old programs store backwards, so that even short words are looked for so."""


class Text:
    """A text prepared for counting."""

    def __init__(self, text: str) -> None:
        self.compact = fold(text)
        self._text = text

    @cached_property
    def tokens(self) -> Counter[str]:
        """How often each word occurs."""
        return tokens(self._text)

    @cached_property
    def shapes(self) -> tuple[str, str]:
        """The text with signs that look alike made one, also over the gaps between words or not."""
        apart = "".join([_shape_of(word) for word in self._text.split()])
        return shapes(self.compact), apart

    @cached_property
    def word_shapes(self) -> Counter[str]:
        """How often each word occurs, signs that look alike made one."""
        found: Counter[str] = Counter()
        for word, count in self.tokens.items():
            found[shapes(word)] += count
        return found

    @cached_property
    def edges(self) -> Edges:
        """Where its lines begin and end next to a page turn."""
        return Edges.of(self._text)

    @cached_property
    def halves(self) -> Halves:
        """Words that hyphens divide, wherever their other halves stand."""
        return Halves.of(self._text)

    def count(self, term: str) -> int:
        """How often a folded term stands in it: long ones anywhere, short ones as a word."""
        if is_loose(term):
            return self.compact.count(term)
        return self.tokens[term]

    def count_turned(self, term: str) -> int:
        """How often a folded term stands in it backwards, as programs set it from the right."""
        if len(term) >= TURNED:
            return self.compact.count(term[::-1])
        return self.tokens[term[::-1]] if _FROM_THE_RIGHT.match(term) else 0

    def count_near(self, shape: str) -> int:
        """How many of its words are one slip away from a long term: a sign more, less, or other."""
        return sum(
            count
            for word, count in self.word_shapes.items()
            if abs(len(word) - len(shape)) <= 1
            and Levenshtein.distance(word, shape, score_cutoff=1) <= 1
        )

    def count_alike(self, shape: str) -> int:
        """How often something stands in it that may be a misreading of a long term."""
        return max(text.count(shape) for text in self.shapes) if shape else 0


_NOTHING = Text("")


@dataclass(frozen=True, slots=True)
class Needle:
    """A folded term, as it is written, where it was cut, and whether OCR is to look for it.

    ``label`` names it in a report without a word of it; ``shape`` is its form with signs that
    look alike made one, empty for short terms: those are not looked for misread.
    """

    term: str
    written: str
    label: str = ""
    page: int | None = None
    box_pt: Rect | None = None
    for_ocr: bool = True
    shape: str = ""


@lru_cache(maxsize=20_000)  # the words of a document's pages are mostly the same
def _shape_of(word: str) -> str:
    return shapes(fold(word))


class Needles:
    """All terms of one verification, with what may still stand on each page.

    ``kept`` maps page numbers to the text that stays there; a term may occur on a page as
    often as it does in that text, and off the pages only if it stays somewhere.
    """

    def __init__(self, needles: Iterable[Needle], kept: Mapping[int, str]) -> None:
        self.needles = tuple({needle.term: needle for needle in needles}.values())
        self._kept = {number: Text(text) for number, text in kept.items()}
        everything = Text("\x00 ".join(kept.values()))
        self._kept_anywhere = {n.term for n in self.needles if everything.count(n.term)}
        self._alike_anywhere = {n.term: everything.count_alike(n.shape) for n in self.needles}

    def on_page(self, page: int, text: str, *, by_ocr: bool = False) -> Iterator[Needle]:
        """Terms that stand in a page's text more often than they may, also misread."""
        found = Text(text)
        kept = self._kept.get(page)
        if kept is not None and kept.compact == found.compact:
            return
        for needle in self.needles:
            if by_ocr and not needle.for_ocr:
                continue
            if self._is_more(needle, found, kept, by_ocr=by_ocr):
                yield needle

    def _is_more(self, needle: Needle, found: Text, kept: Text | None, *, by_ocr: bool) -> bool:
        kept = kept or _NOTHING
        if found.count(needle.term) > kept.count(needle.term):
            return True
        if found.count_alike(needle.shape) > kept.count_alike(needle.shape):
            return True
        if found.count_turned(needle.term) > kept.count_turned(needle.term):
            return True
        if len(needle.term) >= LOOSE and (
            found.halves.count(needle.term) > kept.halves.count(needle.term)
        ):
            return True
        if not by_ocr or len(needle.shape) < NEAR:
            return False
        return found.count_near(needle.shape) > kept.count_near(needle.shape)

    def whole_on_page(self, page: int, text: str) -> Iterator[Needle]:
        """Terms that stand in a text put in an order of its own, and may not.

        Its lines may run over columns, so that short terms count as whole words alone.
        """
        found, kept = Text(text), self._kept.get(page, _NOTHING)
        for needle in self.needles:
            term = needle.term
            count = found.count if len(term) >= NEAR else found.tokens.__getitem__
            if count(term) > max(kept.tokens[term], kept.count(term)) or (
                found.count_turned(term) > kept.count_turned(term)
            ):
                yield needle

    def over_turn(self, page: int, text: str, following: str) -> Iterator[Needle]:
        """Terms that stand divided over a page and the next, and may not."""
        earlier, later = Text(text).edges, Text(following).edges
        kept = [self._kept.get(number) for number in (page, page + 1)]
        for needle in self.needles:
            if len(needle.term) < LOOSE or not divided(earlier, later, needle.term):
                continue
            if kept[0] and kept[1] and divided(kept[0].edges, kept[1].edges, needle.term):
                continue
            yield needle

    def off_page(
        self,
        text: str,
        *,
        structural: bool = False,
        by_ocr: bool = False,
        shown: bool = False,
    ) -> Iterator[Needle]:
        """Terms in a text that is no page's: titles, names, metadata.

        ``structural`` is for places where the format's own words stand: a term that is part
        of one of them is not looked for there, nor are misreadings. ``shown`` is for what may be
        a page's content: what is alike to a term on the pages (``work 5``, where it is ``works``)
        is so in it.
        """
        found = Text(text)
        if not found.compact:
            return
        for needle in self.needles:
            if needle.term in self._kept_anywhere or (structural and _is_of_format(needle.term)):
                continue
            if structural:
                if found.count(needle.term) or found.count_turned(needle.term):
                    yield needle
            elif self._is_more(needle, found, None, by_ocr=by_ocr) and not (
                shown and self._is_alike_alone(needle, found)
            ):
                yield needle

    def _is_alike_alone(self, needle: Needle, found: Text) -> bool:
        """Whether a text has no more than forms that are alike, as often as the pages have."""
        without = replace(needle, shape="")
        return not self._is_more(without, found, None, by_ocr=False) and (
            found.count_alike(needle.shape) <= self._alike_anywhere[needle.term]
        )

    def in_bytes(self, data: bytes) -> Iterator[Needle]:
        """Long terms in bytes that are no text, in one-byte and both two-byte encodings."""
        lower = data.lower()
        for needle in self.needles:
            if not is_loose(needle.term) or needle.term in self._kept_anywhere:
                continue
            if _is_of_format(needle.term):
                continue
            if any(written in lower for written in _all_encoded(needle)):
                yield needle

    def may_stay_anywhere(self, needle: Needle) -> bool:
        """Whether a term stays on some page, so that it is no secret off the pages."""
        return needle.term in self._kept_anywhere


@cache
def _is_of_format(term: str) -> bool:
    return any(term in word for word in _FORMAT_WORDS)


_FORMAT_TEXT = """
    type size root info id index filter length decodeparms catalog pages page kids count parent
    lang mediabox cropbox rotate resources contents xobject font subtype image form width height
    colorspace devicegray devicergb devicecmyk bitspercomponent ccittfaxdecode dctdecode
    flatedecode blackis1 columns rows predictor colors type3 fontbbox fontmatrix firstchar
    lastchar widths charprocs encoding differences tounicode cidinit procset findresource begin
    begincmap cidsysteminfo registry adobe ordering ucs supplement cmapname identity cmaptype
    begincodespacerange endcodespacerange beginbfrange endbfrange endcmap currentdict
    defineresource producer archiveworkbench objstm xref startxref trailer endstream endobj
    first extends annots annotation outlines title author subject keywords creator creationdate
    moddate metadata procset extgstate pattern shading basefont truetype fontdescriptor
    xmpmeta rdf description xmlns xpacket begindocument http www w3 org ns adobe com about syntax
    bmc bdc emc mcid mcr span artifact document sect paragraph figure struct structelem structparent
    structparents structtreeroot parenttree parenttreenextkey nums limits names rolemap classmap
    markinfo marked suspects pagelabels viewerpreferences displaydoctitle direction outputintents
    outputintent gtspdfa1 outputconditionidentifier outputcondition destoutputprofile iccbased srgb
    calrgb indexed separation devicen extgstate function domain range bounds encode decode matte
    smask imagemask interpolate intent pdfaid part conformance pdfuaid xmptk creatortool
    instanceid documentid rdfli rdfalt rdfseq rdfbag alt seq bag li xdefault type0 type1
    cidfonttype0 cidfonttype2 descendantfonts cidtogidmap fontfile fontfile2 fontfile3 fontname
    fontfamily fontweight flags italicangle ascent descent capheight stemv avgwidth maxwidth
    missingwidth charset length1 length2 length3 winansiencoding macromanencoding identity
    endobject artbox bleedbox trimbox userunit tabs scn gs bi ei id tj td tm tf tr tz tc tw ts tl
    zero one two three four five six seven eight nine space dollar percent ampersand plus comma
    hyphen period slash colon semicolon less equal greater question at underscore grave bar bullet
    section degree currency sterling yen cent copyright registered trademark dagger minus multiply
    divide fraction acute ring
    calgray whitepoint blackpoint gamma coords functiontype shadingtype bitspersample patterntype
    painttype tilingtype xstep ystep baseencoding standardencoding xheight colortransform normal
    compatible screen overlay darken lighten colordodge colorburn hardlight softlight exclusion
    saturation luminosity group cyan magenta yellow
"""
_FORMAT_WORDS = frozenset(_FORMAT_TEXT.split())

_CODECS = ("utf-8", "latin-1", "utf-16-be", "utf-16-le")


@cache
def _all_encoded(needle: Needle) -> tuple[bytes, ...]:
    found: dict[bytes, None] = {}
    said = needle.written
    for written in (said, said.lower(), said.upper(), needle.term):
        for codec in _CODECS:
            with suppress(UnicodeEncodeError):  # it cannot stand in that coding
                # The bytes they are looked for in are lowered, whatever letters they are of.
                found[written.encode(codec).lower()] = None
    return tuple(found)


def _shape(term: str) -> str:
    return shapes(term) if len(term) >= LOOSE else ""


def needles_of_plan(plan: DocumentPlan) -> Needles:
    """Every phrase that was cut and every word of it, with what the plan keeps."""
    needles: dict[str, Needle] = {}
    for number, secret in enumerate(plan.secrets, start=1):
        label = f"redaction {number}, page {secret.page}"
        for phrase in (*secret.readings, *_over_turns(plan.secrets, number - 1)):
            words = phrase.split()
            few = len(words) <= 4
            for written in [phrase, *words]:
                term = fold(written)
                if len(term) < SHORTEST and not is_loose(term):
                    continue
                # A word of a long passage is no secret by itself, and OCR that reads a kept
                # word better than the first reading did would cry wolf.
                for_ocr = written == phrase or (few and len(term) >= LOOSE)
                # The same word may be part of a passage here and a secret of its own there.
                if term not in needles or (for_ocr and not needles[term].for_ocr):
                    needles[term] = Needle(
                        term, written, label, secret.page, secret.boxes_pt[0], for_ocr, _shape(term)
                    )
    kept = {page.number: text_of_words(page.words_kept) for page in plan.pages}
    return Needles(needles.values(), kept)


def _over_turns(secrets: Sequence[Secret], at: int) -> Iterator[str]:
    """A word whose halves one redaction cuts on two pages, put together."""
    following = secrets[at + 1] if at + 1 < len(secrets) else None
    one = secrets[at]
    if (
        following is None
        or following.annotation_id != one.annotation_id
        or following.page != one.page + 1
    ):
        return
    for first in one.readings:
        for second in following.readings:
            yield first.split()[-1].rstrip("-\u00ad\u2010") + second.split()[0]


_KINDS = """
    cable copy despatch document draft file letter memo memorandum minute minutes note page paper
    record report scan summary telegram
"""
_KINDS_OF_PAPER = frozenset(_KINDS.split())


def told_by_name(needles: Needles, stem: str) -> Iterator[Needle]:
    """Terms that the name of a file says, but for the kinds of paper.

    A page that is withheld whole says such words, and tells nothing by them.
    """
    return (n for n in needles.off_page(stem) if n.term not in _KINDS_OF_PAPER)


def told_by_line(plan: DocumentPlan, line: str) -> bool:
    """Whether a line that is printed on the copy says what is cut, by a redaction of its own.

    Single words of a long passage are none, nor those of a page that is withheld whole.
    """
    sheets = {page.withheld.annotation_id for page in plan.pages if page.withheld is not None}
    cut = tuple(secret for secret in plan.secrets if secret.annotation_id not in sheets)
    needles = needles_of_plan(replace(plan, pages=(), secrets=cut))
    return any(needle.for_ocr for needle in needles.off_page(line))


def text_of_words(words: Sequence[Word]) -> str:
    """Words as a text: a space between two, a line end between lines."""
    lines = groupby(words, key=lambda word: word.line)
    return "\n".join(" ".join(word.reading for word in line) for _, line in lines)


def needles_of_terms(terms: Sequence[str]) -> Needles:
    """Terms that may stand nowhere; those without a letter or digit are left out."""
    folded = ((number, term, fold(term)) for number, term in enumerate(terms, start=1))
    return Needles(
        (
            Needle(term, written.strip(), f"term {number}", shape=_shape(term))
            for number, written, term in folded
            if term
        ),
        {},
    )
