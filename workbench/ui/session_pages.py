"""A document of the open project, as the two views need it."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PySide6.QtGui import QImage

from workbench.app.session import Session
from workbench.domain.annotations import Annotation
from workbench.domain.documents import Page
from workbench.domain.errors import UserError
from workbench.domain.geometry import Rect
from workbench.domain.pages import PageText
from workbench.ui.page_source import OnImage

_log = logging.getLogger(__name__)


class SessionPages:
    """The :class:`PageSource` of a document in a session; pictures come from its warm worker."""

    def __init__(self, session: Session, document_id: str) -> None:
        self.document_id = document_id
        self._session = session
        self._label = session.document(document_id).name

    @property
    def label(self) -> str:
        """The document's name."""
        return self._label

    def pages(self) -> Sequence[Page]:
        """All pages, read anew."""
        return self._session.pages(self.document_id)

    def page(self, number: int) -> Page:
        """One page of the listing, read anew."""
        return self._session.page(self.document_id, number)

    def page_text(self, number: int) -> PageText:
        """One page's words, corrections merged in."""
        return self._session.page_text(self.document_id, number)

    def annotations(self, number: int) -> Sequence[Annotation]:
        """Annotations that touch a page."""
        return self._session.annotations(self.document_id, pages=[number])

    def request_image(
        self, number: int, scale: float, clip_pt: Rect | None, on_image: OnImage
    ) -> None:
        """Have the warm worker draw the page; answered in the session's pump."""

        def on_done(info: object, pixels: bytes) -> None:
            width, height, stride = (
                getattr(info, name) for name in ("width_px", "height_px", "stride")
            )
            borrowed = QImage(pixels, width, height, stride, QImage.Format.Format_RGB888)
            # The conversion also copies: the image must not look into borrowed bytes.
            on_image(borrowed.convertToFormat(QImage.Format.Format_RGB32))

        def on_error(error: UserError) -> None:
            _log.info("page %d of %s: %s", number, self.document_id, error.sentence)
            on_image(None)

        try:
            self._session.render(
                self.document_id,
                number,
                scale,
                clip_pt=clip_pt,
                key=("view", self.document_id, number, clip_pt),
                on_done=on_done,
                on_error=on_error,
                on_dropped=lambda: on_image(None),
            )
        except UserError as error:
            on_error(error)
