"""How sources are read, and what an import says it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.app import settings, tasks
from workbench.domain.documents import Page
from workbench.domain.errors import UserError
from workbench.domain.pages import Word

ReadFunction = Callable[[str, int, str, str], tuple[Page, tuple[Word, ...]]]


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be brought in: the sentence, and the exit code it asks for."""

    path: Path
    sentence: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. ``known`` are sources that were in the project already.

    ``went_on`` says that it also did what an import that was stopped had left.
    """

    imported: tuple[str, ...]
    known: tuple[Path, ...]
    failures: tuple[Failure, ...]
    failed_pages: int
    went_on: bool = False

    def summary(self, pages_read: int) -> str:
        """A sentence that says it all."""
        parts = [f"{_count(len(self.imported), 'document')}, {_count(pages_read, 'page')} read"]
        if self.known:
            parts.append(f"{_count(len(self.known), 'source')} already here")
        if self.failures:
            parts.append(f"{_count(len(self.failures), 'source')} could not be read")
        if self.failed_pages:
            parts.append(f"{_count(self.failed_pages, 'page')} could not be read")
        went_on = "Went on with an import that had been stopped: " if self.went_on else ""
        return went_on + "; ".join(parts) + "."


@dataclass(frozen=True, slots=True)
class Options:
    """How to read; ``read`` is the function a worker calls for each page."""

    ocr: str = "auto"
    language: str = "eng"
    page_s: float = 120.0
    prepare_s: float = 300.0
    suggest: bool = True
    read: ReadFunction = tasks.read_page

    @classmethod
    def of_settings(cls, ocr: str | None = None, language: str | None = None) -> Options:
        """As the person has set it, unless said otherwise."""
        own = settings.load()
        return cls(
            ocr=ocr or own.text("ocr"),
            language=language or own.text("language"),
            page_s=float(own.number("page_seconds")),
            suggest=bool(own.get("suggest_on_import")),
        )

    def check(self) -> None:
        """Refuse options that no page could be read with.

        Raises:
            UserError: an unknown mode, or a language that is not installed.
        """
        if self.ocr not in ("auto", "always", "never"):
            raise UserError(f"OCR is auto, always or never, not “{self.ocr}”.")
        if self.ocr != "never":
            from workbench.engines.ocr import check_language

            check_language(self.language)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
