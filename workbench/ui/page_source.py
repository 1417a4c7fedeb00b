"""Where the views get a document's pages from: texts, annotations and pictures of the paper."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtGui import QImage

from workbench.domain.annotations import Annotation
from workbench.domain.documents import Page
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText

OnImage = Callable[[QImage | None], None]

Value = TypeVar("Value")


class PageSource(Protocol):
    """One document, as the two views need it. All calls come from the GUI thread."""

    @property
    def label(self) -> str:
        """The document's name for people."""

    def pages(self) -> Sequence[Page]:
        """All pages, numbered 1, 2, 3 ...; cheap."""

    def page(self, number: int) -> Page:
        """One page of the listing, read anew."""

    def page_text(self, number: int) -> PageText:
        """One page's words, corrections merged in."""

    def annotations(self, number: int) -> Sequence[Annotation]:
        """Annotations that touch a page, of any status."""

    def request_image(
        self, number: int, scale: float, clip_pt: Rect | None, on_image: OnImage
    ) -> None:
        """Render the unrotated page, or a part, at ``scale`` pixels a point.

        Answers later, on the GUI thread, exactly once; with None where the page could not be
        rendered or a newer request took its place.
        """


class Recent(Generic[Value]):
    """The last few pages' values: a small least-recently-used cache."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[int, Value] = OrderedDict()

    def get(self, page: int, make: Callable[[int], Value]) -> Value:
        """The value of a page, made when it is not at hand."""
        if page in self._values:
            self._values.move_to_end(page)
            return self._values[page]
        value = make(page)
        self._values[page] = value
        while len(self._values) > self._size:
            self._values.popitem(last=False)
        return value

    def values(self) -> list[Value]:
        """Everything at hand."""
        return list(self._values.values())

    def __contains__(self, page: int) -> bool:
        return page in self._values

    def __len__(self) -> int:
        return len(self._values)

    def forget(self, pages: Collection[int] | None = None) -> None:
        """Drop some pages, or all."""
        if pages is None:
            self._values.clear()
            return
        for page in pages:
            self._values.pop(page, None)
