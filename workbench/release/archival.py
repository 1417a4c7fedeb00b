"""What makes a copy a file to keep and to be read aloud: PDF/A's marks, and tags in order.

All of it is made here; of the source only the numbering of the pages is taken over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

import workbench
from workbench.domain.errors import BugError
from workbench.release import srgb
from workbench.release.passages import QUOTE, mark_of

Tagged = tuple[str, Sequence[int]]
"""A passage: its role, and the numbers of its pieces of marked content on its page."""

PRODUCER = f"Archive Workbench {workbench.__version__}"

_XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" '
    'rdf:about=""><pdf:Producer>{producer}</pdf:Producer>{claim}{title}</rdf:Description></rdf:RDF>'
    '</x:xmpmeta><?xpacket end="w"?>'
)
_CLAIM = "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>"
_TITLE = (
    '<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Alt><rdf:li xml:lang="x-default">'
    "{title}</rdf:li></rdf:Alt></dc:title>"
)
_NUMBERINGS = {"/D", "/R", "/r", "/A", "/a"}
_PLAIN_PREFIX = re.compile(r"[A-Za-z]{0,3}[-. ]?[0-9]{0,3}[-. ]?")
_MOST_LABELS = 5_000
_DEEPEST_TREE = 30


class Structure:
    """The tags of one copy: a document of passages, each with its pieces of marked content."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = self._element("Document", self._root)
        self._quote: pikepdf.Object | None = None  # open while its paragraphs follow one another
        self._parents: list[tuple[int, pikepdf.Object]] = []

    def add(self, page: pikepdf.Object, passages: Sequence[Tagged]) -> None:
        """Tag a page; ``passages`` list its marked content, numbered 0, 1, 2 …, as it reads."""
        owners: dict[int, pikepdf.Object] = {}
        for role, pieces in passages:
            if role != QUOTE:
                self._quote = None
            elif self._quote is None:
                self._quote = self._kid(QUOTE, self._document)
            element = self._kid(
                mark_of(role), self._document if self._quote is None else self._quote
            )
            element.Pg = page
            element.K = pieces[0] if len(pieces) == 1 else Array(list(pieces))
            owners.update(dict.fromkeys(pieces, element))
        if sorted(owners) != list(range(len(owners))):
            raise BugError("marked content is not numbered without gaps")
        page.Tabs = Name.S
        if owners:
            page.StructParents = len(self._parents)
            key = len(self._parents)
            self._parents.append((key, Array([owners[number] for number in range(len(owners))])))

    def _element(self, role: str, parent: pikepdf.Object) -> pikepdf.Object:
        return self._pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), P=parent, K=Array())
        )

    def _kid(self, role: str, parent: pikepdf.Object) -> pikepdf.Object:
        element = self._element(role, parent)
        parent.K.append(element)
        return element

    def finish(self) -> pikepdf.Object:
        """The tree's root, complete."""
        numbers = Array()
        for key, owners in self._parents:
            numbers.append(key)
            numbers.append(self._pdf.make_indirect(owners))
        self._root.K = self._document
        self._root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=numbers))
        self._root.ParentTreeNextKey = len(self._parents)
        return self._root


def finish_catalogue(
    pdf: pikepdf.Pdf,
    structure: Structure,
    labels: Sequence[tuple[int, Dictionary]],
    language: str,
    *,
    claims_archival: bool,
) -> None:
    """Write the catalogue of a copy whose pages are all there.

    ``claims_archival`` says in the metadata that the copy is PDF/A-2u.
    """
    root = pdf.Root
    root.Lang = String(language)
    root.MarkInfo = Dictionary(Marked=True)
    root.StructTreeRoot = structure.finish()
    describe(pdf, claims_archival=claims_archival)
    if labels:
        numbers = Array()
        for index, label in labels:
            numbers.append(index)
            numbers.append(label)
        root.PageLabels = Dictionary(Nums=numbers)


def describe(pdf: pikepdf.Pdf, *, claims_archival: bool, title: str = "") -> None:
    """Write what a file says of itself, and the colours it means: nothing else is left of either.

    ``claims_archival`` says in the metadata that it is PDF/A-2u. Copies have no ``title``.
    """
    root = pdf.Root
    profile = pdf.make_stream(srgb.profile(), N=3)
    root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String(srgb.NAME),
                DestOutputProfile=profile,
            )
        ]
    )
    xmp = _XMP.format(
        producer=PRODUCER,
        claim=_CLAIM if claims_archival else "",
        title=_TITLE.format(title=escape(title)) if title else "",
    )
    if title:
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.Metadata = pdf.make_stream(xmp.encode("utf-8"), Type=Name.Metadata, Subtype=Name.XML)
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    pdf.docinfo[Name.Producer] = String(PRODUCER)


def page_labels(
    source: pikepdf.Pdf, pages: int, secrets: Iterable[str]
) -> list[tuple[int, Dictionary]]:
    """How the source numbers its pages: page index and style, start and plain prefixes.

    A prefix stays only where it is three letters and three digits at most and holds nothing
    that is redacted; words in labels are left behind.
    """
    hidden = [folded for folded in map(_folded, secrets) if folded]
    kept: dict[int, Dictionary] = {}
    for index, label in _numbers(source.Root.get("/PageLabels"), 0):
        if not 0 <= index < pages or len(kept) >= _MOST_LABELS:
            continue
        fresh = Dictionary()
        style = label.get("/S")
        if isinstance(style, Name) and str(style) in _NUMBERINGS:
            fresh.S = Name(str(style))
        start = label.get("/St", 1)
        if isinstance(start, int) and 1 < start < 1_000_000:
            fresh.St = start
        prefix = label.get("/P")
        if isinstance(prefix, String) and _PLAIN_PREFIX.fullmatch(str(prefix)):
            folded = _folded(str(prefix))
            if not any(secret in folded for secret in hidden):
                fresh.P = String(str(prefix))
        kept[index] = fresh
    if not kept:
        return []
    kept.setdefault(0, Dictionary(S=Name.D))
    return sorted(kept.items())


def _numbers(node: object, depth: int) -> Iterable[tuple[int, pikepdf.Object]]:
    if not isinstance(node, Dictionary) or depth > _DEEPEST_TREE:
        return
    numbers = node.get("/Nums")
    if isinstance(numbers, Array):
        listed: list[object] = list(numbers)
        for index, label in zip(listed[::2], listed[1::2], strict=False):
            if isinstance(index, int) and isinstance(label, Dictionary):
                yield index, label
    kids = node.get("/Kids")
    if isinstance(kids, Array):
        for kid in kids:
            yield from _numbers(kid, depth + 1)


def _folded(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
