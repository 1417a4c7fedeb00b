"""The catalogue of our own copies: tags, metadata, page numbers, and nothing that says more.

Written from what a copy may hold, not from what the writer writes, and shares no code with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

_CATALOGUE = {
    "Type", "Pages", "Lang", "MarkInfo", "StructTreeRoot", "OutputIntents", "Metadata",
    "PageLabels",
}  # fmt: skip
_TREE = {"Type", "K", "ParentTree", "ParentTreeNextKey"}
_ELEMENT = {"Type", "S", "P", "Pg", "K"}
_ROLES = {"/Document", "/P", "/H1", "/BlockQuote"}
_INTENT = {"Type", "S", "OutputConditionIdentifier", "DestOutputProfile"}
_PROFILE = {"N", "Filter", "Length"}
_MOST_PROFILE_BYTES = 4096
_LABEL = {"S", "St", "P"}
_PREFIX = re.compile(r"[A-Za-z]{0,3}[-. ]?[0-9]{0,3}[-. ]?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_PRODUCER = r"Archive Workbench \d+\.\d+[\w.+-]*"
_METADATA = re.compile(
    r"<\?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"\?>\s*"
    r"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\s*"
    r"<rdf:RDF xmlns:rdf=\"http://www\.w3\.org/1999/02/22-rdf-syntax-ns#\">\s*"
    r"<rdf:Description xmlns:pdf=\"http://ns\.adobe\.com/pdf/1\.3/\" "
    r"xmlns:pdfaid=\"http://www\.aiim\.org/pdfa/ns/id/\" rdf:about=\"\">\s*"
    rf"<pdf:Producer>{_PRODUCER}</pdf:Producer>\s*"
    r"(?:<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>U</pdfaid:conformance>\s*)?"
    r"</rdf:Description>\s*</rdf:RDF>\s*</x:xmpmeta>\s*<\?xpacket end=\"w\"\?>\s*"
)

Reach = Callable[[pikepdf.Object], None]


def is_producer(text: str) -> bool:
    """Whether a text is the producer line of one of our own copies and nothing else."""
    return re.fullmatch(_PRODUCER, text) is not None


def is_metadata(data: bytes) -> bool:
    """Whether a stream is the metadata of one of our own copies and nothing else."""
    if not data.startswith(b"<?xpacket"):
        return False  # images are asked for too: they need not be decoded
    return _METADATA.fullmatch(data.decode("utf-8", "replace")) is not None


def oddities(root: pikepdf.Object, reach: Reach) -> Iterator[str]:
    """What of a catalogue is not on the list; ``reach`` is told every object it accounts for."""
    yield from extra("the catalogue", root, _CATALOGUE)
    if not _LANGUAGE.fullmatch(str(root.get("/Lang", "en"))):
        yield "a language that is no language tag"
    if dict(root.get("/MarkInfo", Dictionary(Marked=True))) != {"/Marked": True}:
        yield "marks of its own in the catalogue"
    yield from _tree(root.get("/StructTreeRoot"), reach)
    yield from _intents(root.get("/OutputIntents"), reach)
    metadata = root.get("/Metadata")
    if metadata is not None:
        reach(metadata)
        if not isinstance(metadata, Stream) or not is_metadata(metadata.read_bytes()):
            yield "metadata that is not this program's"
    yield from _labels(root.get("/PageLabels"))


def extra(where: str, holder: pikepdf.Object, allowed: set[str]) -> Iterator[str]:
    """Entries of a dictionary or stream that are not allowed there."""
    # The key's own name may be the secret, so it is counted and not said.
    unknown = [key for key in holder.keys() if key.removeprefix("/") not in allowed]  # noqa: SIM118
    if unknown:
        yield f"{len(unknown)} unknown entries in {where}"


def _tree(root: pikepdf.Object | None, reach: Reach) -> Iterator[str]:
    if root is None:
        return
    reach(root)
    yield from extra("the structure tree", root, _TREE)
    waiting = [root.K]
    while waiting:
        element = waiting.pop()
        reach(element)
        yield from extra("a structure element", element, _ELEMENT)
        if str(element.get("/S", "")) not in _ROLES:
            yield "a structure element of an unknown role"
        kids = element.get("/K", Array())
        listed: list[object] = list(kids) if isinstance(kids, Array) else [kids]
        for kid in listed:
            if isinstance(kid, Dictionary):
                waiting.append(kid)
            elif not isinstance(kid, int):
                yield "a structure element that holds something else than marked content"
    parents = root.get("/ParentTree", Dictionary())
    reach(parents)
    yield from extra("the structure tree", parents, {"Nums"})
    numbers: list[object] = list(parents.get("/Nums", Array()))
    for owners in numbers:
        if isinstance(owners, Array):
            reach(owners)
            if not all(
                isinstance(owner, Dictionary) and owner.get("/Type") == Name.StructElem
                for owner in owners
            ):
                yield "a structure tree that refers to something else"
        elif not isinstance(owners, int):
            yield "a structure tree that refers to something else"


def _intents(intents: pikepdf.Object | None, reach: Reach) -> Iterator[str]:
    if intents is None:
        return
    for intent in intents:
        yield from extra("an output intent", intent, _INTENT)
        if str(intent.get("/OutputConditionIdentifier", "")) != "sRGB":
            yield "an output intent of an unknown name"
        profile = intent.get("/DestOutputProfile")
        if not isinstance(profile, Stream):
            yield "an output intent without a profile"
            continue
        reach(profile)
        yield from extra("a colour profile", profile, _PROFILE)
        data = profile.read_bytes()
        if len(data) > _MOST_PROFILE_BYTES or data[36:40] != b"acsp":
            yield "a colour profile that is none"


def _labels(labels: pikepdf.Object | None) -> Iterator[str]:
    if labels is None:
        return
    yield from extra("page labels", labels, {"Nums"})
    for label in labels.get("/Nums", Array()):
        if not isinstance(label, Dictionary):
            continue
        yield from extra("page labels", label, _LABEL)
        if not _PREFIX.fullmatch(str(label.get("/P", ""))):
            yield "a page label with words"
