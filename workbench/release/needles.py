"""What must not be found in a finished file, and how texts are compared when looking for it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from workbench.domain.geometry import Rect
from workbench.release.plan import DocumentPlan

SHORTEST = 3
"""Letters and digits a term needs to be looked for by text; shorter ones by place alone."""

LOOSE = 5
"""From this length on a term is found anywhere, also inside and across words."""

_NO_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}
_BLANKS = re.compile(r"\s+")


def fold(text: str) -> str:
    """Letters and digits alone: no case, accents, spaces, hyphens, line breaks, signs."""
    if text.isascii():
        return text.lower().translate(_NO_SIGNS)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(filter(str.isalnum, plain))


def tokens(text: str) -> Counter[str]:
    """How often each word occurs, folded; a word broken by a hyphen at a line end is one."""
    joined = re.sub(r"[-\u00ad\u2010\ufffe]\s*[\r\n]+", "", text)
    return Counter(word for word in map(fold, _BLANKS.split(joined)) if word)


class Text:
    """A text prepared for counting."""

    def __init__(self, text: str) -> None:
        self.compact = fold(text)
        self._text = text
        self._tokens: Counter[str] | None = None

    def count(self, term: str) -> int:
        """How often a folded term stands in it: long ones anywhere, short ones as a word."""
        if term not in self.compact:
            return 0
        if len(term) >= LOOSE:
            return self.compact.count(term)
        if self._tokens is None:
            self._tokens = tokens(self._text)
        return self._tokens[term]


@dataclass(frozen=True, slots=True)
class Needle:
    """A folded term, as it is written, where it was cut, and whether OCR is to look for it."""

    term: str
    written: str
    page: int | None = None
    box_pt: Rect | None = None
    for_ocr: bool = True


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

    def on_page(self, page: int, text: str, *, by_ocr: bool = False) -> Iterator[Needle]:
        """Terms that stand in a page's text more often than they may."""
        found = Text(text)
        kept = self._kept.get(page)
        if kept is not None and kept.compact == found.compact:
            return
        for needle in self.needles:
            if by_ocr and not needle.for_ocr:
                continue
            count = found.count(needle.term)
            if count and count > (kept.count(needle.term) if kept else 0):
                yield needle

    def off_page(self, text: str, *, structural: bool = False) -> Iterator[Needle]:
        """Terms in a text that is no page's: titles, names, metadata.

        ``structural`` is for places where the format's own words stand: a term that is part
        of one of them is not looked for there.
        """
        found = Text(text)
        if not found.compact:
            return
        for needle in self.needles:
            if needle.term in self._kept_anywhere or (structural and _is_of_format(needle.term)):
                continue
            if found.count(needle.term):
                yield needle

    def in_bytes(self, data: bytes) -> Iterator[Needle]:
        """Long terms in bytes that are no text, in one-byte and both two-byte encodings."""
        lower = data.lower()
        for needle in self.needles:
            if len(needle.term) < LOOSE or needle.term in self._kept_anywhere:
                continue
            if _is_of_format(needle.term):
                continue
            for written in {needle.written.lower(), needle.term}:
                if any(_encoded(written, codec) in lower for codec in _CODECS):
                    yield needle
                    break


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
    xmpmeta rdf description xmlns xpacket begindocument http www w3 org ns adobe com
"""
_FORMAT_WORDS = frozenset(_FORMAT_TEXT.split())

_CODECS = ("utf-8", "latin-1", "utf-16-be", "utf-16-le")


def _encoded(text: str, codec: str) -> bytes:
    return text.encode(codec, "replace")


def needles_of_plan(plan: DocumentPlan) -> Needles:
    """Every phrase that was cut and every word of it, with what the plan keeps."""
    needles: dict[str, Needle] = {}
    for secret in plan.secrets:
        box = secret.boxes_pt[0]
        for phrase in secret.readings:
            words = phrase.split()
            few = len(words) <= 4
            for written in [phrase, *words]:
                term = fold(written)
                if len(term) < SHORTEST:
                    continue
                # A word of a long passage is no secret by itself, and OCR that reads a kept
                # word better than the first reading did would cry wolf.
                for_ocr = written == phrase or (few and len(term) >= LOOSE)
                # The same word may be part of a passage here and a secret of its own there.
                if term not in needles or (for_ocr and not needles[term].for_ocr):
                    needles[term] = Needle(term, written, secret.page, box, for_ocr)
    kept = {page.number: " ".join(word.reading for word in page.words_kept) for page in plan.pages}
    return Needles(needles.values(), kept)


def needles_of_terms(terms: Sequence[str]) -> Needles:
    """Terms that may stand nowhere; those without a letter or digit are left out."""
    return Needles((Needle(fold(t), t.strip()) for t in terms if fold(t)), {})
