"""What can be asked of an open project, for window and command line."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Sequence
from pathlib import Path

from workbench import files
from workbench.app import listing
from workbench.domain.annotations import Annotation, Kind, Status, text_of
from workbench.domain.codes import CodeSet, joined, parse_code_set
from workbench.domain.documents import Document, Page
from workbench.domain.errors import UserError
from workbench.domain.labels import LabelSet, parse_label_set
from workbench.domain.pages import DocumentText, PageText
from workbench.store import search
from workbench.store.project import Project
from workbench.store.search import Hit

_CODE_SETS = ("eo13526", "foia", "privacy-act", "uk")
OWN_CODES = "code_set_toml"
"""Setting of a project that holds the codes it has of its own."""
_READ_AT_ONCE = 200
"""Documents read in a few milliseconds."""
_PAGES_AT_ONCE = 20
"""Pages whose annotations are read in as many."""


class Reader:
    """The reading half of a session. Nothing here writes.

    ``person`` is who works on it: edits are made in their name.
    """

    def __init__(self, project: Project, person: str) -> None:
        self.project = project
        self.person = person
        self.repository = project.repository
        self.labels: LabelSet = _labels_of(project)
        self.codes: CodeSet = codes_of(project)

    @property
    def path(self) -> Path:
        """The project's folder."""
        return self.project.path

    @property
    def name(self) -> str:
        """The project's name, as its folder says it."""
        return self.project.path.stem

    def documents(self, first: int = 0, most: int = -1) -> list[Document]:
        """All documents with their counts; ``most`` of them (-1: all) from the ``first`` on."""
        return self.repository.documents(first=first, most=most)

    def documents_in_pieces(self) -> Generator[None, None, list[Document]]:
        """All documents, for work in slices: it pauses where another few have been read."""
        read: list[Document] = []
        while True:
            found = self.documents(len(read), _READ_AT_ONCE)
            read += found
            if len(found) < _READ_AT_ONCE:
                return read
            yield

    def document_ids(self) -> list[str]:
        """The ids of all documents, in order of their list."""
        return self.repository.document_ids()

    def document(self, id_or_name: str) -> Document:
        """One document by its id or its name.

        Raises:
            UserError: there is none, or two bear the name.
        """
        return self.repository.document(id_or_name)

    def pages(self, document_id: str) -> list[Page]:
        """The pages of a document, in order."""
        return self.repository.pages(document_id)

    def page(self, document_id: str, number: int) -> Page:
        """One page, counted from 1."""
        return self.repository.page(document_id, number)

    def page_text(self, document_id: str, number: int) -> PageText:
        """The words of one page, corrections merged in."""
        return self.repository.page_text(document_id, number)

    def document_text(self, document_id: str) -> DocumentText:
        """The words of all pages of a document."""
        return self.repository.document_text(document_id)

    def annotations(
        self,
        document_id: str,
        pages: Collection[int] | None = None,
        kinds: Collection[Kind] | None = None,
        statuses: Collection[Status] | None = None,
    ) -> list[Annotation]:
        """The annotations of a document, or those of some pages, kinds and statuses."""
        return self.repository.annotations(document_id, pages, kinds, statuses)

    def annotations_in_pieces(
        self,
        document: Document,
        kinds: Collection[Kind] | None = None,
        statuses: Collection[Status] | None = None,
    ) -> Generator[None, None, list[Annotation]]:
        """The annotations of a document, for work in slices: it pauses after every few pages."""
        found: dict[str, Annotation] = {}
        for first in range(1, document.page_count + 1, _PAGES_AT_ONCE):
            pages = range(first, first + _PAGES_AT_ONCE)
            here = self.annotations(document.id, pages, kinds, statuses)
            found.update((one.id, one) for one in here)
            if pages.stop <= document.page_count:
                yield
        return list(found.values())

    def listed(self, documents: Sequence[Document], wish: str, sort: str) -> list[Document]:
        """Documents filtered and sorted; see :func:`workbench.app.listing.listed`."""
        return listing.listed(documents, wish, sort, self.repository.field_values)

    def annotation(self, annotation_id: str) -> Annotation:
        """One annotation by its id.

        Raises:
            UserError: there is none.
        """
        return self.repository.annotation(annotation_id)

    def text_of(self, annotation: Annotation) -> str:
        """The words an annotation holds, parts on lines of their own; empty for a region."""
        return text_of(annotation, lambda n: self.page_text(annotation.document_id, n))

    def next_doubt(
        self, document_id: str, page: int, word: int, *, backwards: bool = False
    ) -> tuple[int, int] | None:
        """``(page, word)`` of the next word of low confidence, round the document's end."""
        return self.repository.next_doubt(document_id, page, word, backwards=backwards)

    def find(self, query: str, *, document_id: str | None = None, limit: int = 200) -> list[Hit]:
        """Search the readings, corrected and OCR: words, "a phrase", a beginning*."""
        return search.find(self.repository, query, document_id=document_id, limit=limit)

    def find_in_steps(self, query: str) -> Iterator[tuple[Hit, ...]]:
        """What :meth:`find` finds, in order, in steps of a few milliseconds; without a limit.

        Raises:
            UserError: the query asks for too many words at once.
        """
        return search.find_in_steps(self.repository, query)


def codes_of(project: Project) -> CodeSet:
    """All codes as one set, the project's own first: papers cross borders."""
    own = own_code_set(project)
    sets = [
        parse_code_set(name, files.resource("codes", f"{name}.toml").read_text(encoding="utf-8"))
        for name in _CODE_SETS
    ]
    return joined("+".join(_CODE_SETS), [*([own] if own.codes else []), *sets])


def own_code_set(project: Project) -> CodeSet:
    """The codes a project has of its own; empty where it has none."""
    toml = project.repository.setting(OWN_CODES)
    if toml is None:
        return CodeSet("own", "Codes of this project", ())
    return parse_code_set("own", toml)


def labels_named(name: str) -> LabelSet:
    """A label set that comes with the program.

    Raises:
        UserError: there is none of that name.
    """
    try:
        path = files.resource("labels", f"{name}.toml")
    except FileNotFoundError as error:
        raise UserError(f"There is no label set “{name}”.") from error
    return parse_label_set(name, path.read_text(encoding="utf-8"))


def _labels_of(project: Project) -> LabelSet:
    """The project's own label set where it was edited, else the shipped one it names."""
    info = project.info
    if info.label_set_toml is not None:
        return parse_label_set(info.label_set, info.label_set_toml)
    return labels_named(info.label_set)
