"""Sources become documents: found, hashed, prepared, read page by page, suggested on.

Workers do the work; their answers come back to the session's thread, which alone writes rows.
Every page is on disk when its answer is taken up, so that whatever happens, the import goes on
where it stopped. A few calls wait or run, whatever the size of the documents.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import log
from workbench.app import arrivals, suggestions, transcripts
from workbench.app.arrivals import Arrival
from workbench.app.events import DocumentsChanged
from workbench.app.import_options import Failure, ImportResult, Options
from workbench.app.work import SessionJob
from workbench.domain.documents import Document, DocumentState, Page, PageState
from workbench.domain.errors import UnreadableFile, UserError
from workbench.domain.pages import PageText, Word

if TYPE_CHECKING:
    from workbench.app.session import Session

_log = logging.getLogger(__name__)
_FIND_S = 600.0
_HASH_S = 600.0
_ALIGN_S = 600.0
_AHEAD = 2
"""Calls that wait besides one a worker: while a page is put on disk there is other work."""


@dataclass
class _Reading:
    """A document whose pages are being read."""

    document: Document
    page_file: str
    pending: deque[Page]
    left: int
    again: bool = False


@dataclass
class Importer:
    """One import job; every method runs on the session's thread.

    ``carried`` are sources that an import which was stopped had left; they and the documents it
    had begun are no news to the person.
    """

    session: Session
    job: SessionJob
    options: Options
    sources: deque[Path] = field(default_factory=deque)
    hashed: deque[Path] = field(default_factory=deque)
    readings: deque[_Reading] = field(default_factory=deque)
    seen: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)
    imported: list[str] = field(default_factory=list)
    doubles: list[tuple[Path, str]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    failed_pages: int = 0
    pages_read: int = 0
    transcript: tuple[str, str] | None = None  # its file's name and its text
    carried: tuple[Path, ...] = ()
    went_on: bool = False
    remembered: bool = False

    def __post_init__(self) -> None:
        self.job.on_end = self.settle

    def find(self, given: Sequence[Path]) -> None:
        """Begin with finding the files under what was given."""
        self.job.tell("Looking at files…")
        self.job.submit(
            arrivals.find_sources,
            [str(path) for path in given],
            timeout_s=_FIND_S,
            then=self._on_found,
            otherwise=lambda error: self.job.end("failed", error.sentence, error=error),
            on_progress=lambda found, _: self.job.tell(f"Looking at files… {found:,}"),
        )

    def remember(self, given: Sequence[Path], instead_of: Sequence[str]) -> None:
        """Have the project know what was given until all of it is through."""
        self.remembered = True
        self.session.repository.remember_import(
            self.job.id,
            [str(path) for path in given],
            self.options.ocr,
            self.options.language,
            instead_of=instead_of,
        )

    def go_on_with(self, documents: Sequence[Document]) -> None:
        """Read what is left of documents whose import was stopped."""
        for document in documents:
            self.went_on = True
            self.begun.add(document.source_sha256)
            self.take_up(document)

    def _on_found(self, answer: tuple[list[str], list[tuple[str, str]]]) -> None:
        found, missing = answer
        for name, sentence in missing:
            self._fail(Path(name), UserError(sentence))
        if self.transcript and len(found) != 1:
            raise UserError(
                f"A transcript belongs to one source, and {len(found)} were given. "
                "Import that source alone."
            )
        self.sources.extend(Path(name) for name in found)
        self.job.expect(len(found))  # a page each, until more is known
        self.job.tell(f"Looking at files… {len(found):,} found")
        self.carry_on()

    def carry_on(self) -> None:
        """Keep the workers busy: pages first, then the next sources; end when all is done."""
        most = 2 * self.job.runner.workers + _AHEAD
        while not self.job.cancelled and self.job.in_flight < most:
            if not (self._submit_page() or self._submit_prepare() or self._submit_hash()):
                break
        if not self.job.in_flight and not self.job.cancelled:
            self._settle_doubles()
            self.job.end("done", self._result().summary(self.pages_read))

    def settle(self) -> None:
        """The job ends, as it may: say what was done."""
        self.job.result = self._result()
        if not self.remembered:
            return
        if self.job.state == "done":
            self.session.repository.forget_import(self.job.id)
        else:
            self.job.message += " The next import goes on where this one stopped."

    def _result(self) -> ImportResult:
        known = tuple(path for path, _ in self.doubles)
        return ImportResult(
            tuple(self.imported), known, tuple(self.failures), self.failed_pages, self.went_on
        )

    def _settle_doubles(self) -> None:
        """A copy of a source that could not be brought in could not be brought in either."""
        for double in list(self.doubles):
            path, sha256 = double
            if self.session.repository.document_by_source(sha256) is None:
                self.doubles.remove(double)
                self._fail(path, UnreadableFile(f"{path.name} is the same as a file that failed."))

    # -- a source ---------------------------------------------------------------------------

    def _submit_hash(self) -> bool:
        if not self.sources:
            return False
        path = self.sources.popleft()
        self.job.submit(
            arrivals.hash_source,
            str(path),
            timeout_s=_HASH_S,
            then=lambda sha256: self._on_hashed(path, sha256),
            otherwise=lambda error: self._on_refused(path, error),
        )
        return True

    def _on_hashed(self, path: Path, sha256: str) -> None:
        document = self.session.repository.document_by_source(sha256)
        is_new = sha256 not in self.seen
        finished = document is not None and document.state is not DocumentState.IMPORTING
        if sha256 in self.begun or (is_new and finished and self._was_left(path)):
            self.begun.discard(sha256)  # its pages are read already, or waiting to be
            self.job.expect(-1)
        elif not is_new or finished:
            self.job.expect(-1)
            self.doubles.append((path, sha256))
            if document is not None:
                self._lay_transcript(document)
            if document is not None and is_new:
                self._read_failed_again(document)
        elif document is not None:
            self.job.expect(-1)
            self.take_up(document)
        else:
            self.hashed.append(path)
        self.seen.add(sha256)
        self.carry_on()

    def _was_left(self, path: Path) -> bool:
        """Whether a source comes from an import that was stopped, not from this one's person."""
        return any(path == left or left in path.parents for left in self.carried)

    def _read_failed_again(self, document: Document) -> None:
        """A source that is given again gets another chance for its pages that failed."""
        pages = self.session.pages(document.id)
        failed = [page for page in pages if page.state is PageState.FAILED]
        if failed:
            self.take_up(document, failed)

    def _submit_prepare(self) -> bool:
        if not self.hashed:
            return False
        path = self.hashed.popleft()
        self.job.submit(
            arrivals.prepare_source,
            str(path),
            str(self.session.path),
            timeout_s=self.options.prepare_s,
            then=lambda arrival: self._on_arrived(path, arrival),
            otherwise=lambda error: self._on_refused(path, error),
        )
        return True

    def _on_arrived(self, path: Path, arrival: Arrival) -> None:
        repository = self.session.repository
        self.job.expect(-1)
        if repository.document_by_source(arrival.source_sha256) is not None:
            # The file changed between hashing and copying, into one that is here already.
            self.doubles.append((path, arrival.source_sha256))
        else:
            document = repository.add_document(
                arrival.name,
                source_sha256=arrival.source_sha256,
                page_file_sha256=arrival.page_file_sha256,
                media=arrival.media,
                page_sizes=arrival.page_sizes,
                message=arrival.note,
            )
            self.take_up(document)
            self.session.notify(DocumentsChanged(frozenset({document.id})))
        self.carry_on()

    def _on_refused(self, path: Path, error: UserError) -> None:
        self.job.expect(-1)
        self._fail(path, error)
        self.carry_on()

    def _fail(self, path: Path, error: UserError) -> None:
        sentence = error.sentence
        if path.name not in sentence:
            sentence = f"{path.name}: {sentence}"
        self.failures.append(Failure(path, sentence, int(error.exit_code)))
        self.job.failures.append(sentence)

    # -- pages ------------------------------------------------------------------------------

    def take_up(self, document: Document, pages: Sequence[Page] | None = None) -> None:
        """Read the pages of a document that wait to be read, or those given again."""
        again = pages is not None
        if pages is None:
            everything = self.session.pages(document.id)
            pages = [page for page in everything if page.state is PageState.PENDING]
        self.seen.add(document.source_sha256)
        self.job.expect(len(pages))
        page_file = str(self.session.project.page_file(document))
        reading_of = _Reading(document, page_file, deque(pages), len(pages), again)
        if pages:
            self.readings.append(reading_of)
        else:
            self._suggest(reading_of)

    def _submit_page(self) -> bool:
        if not self.readings:
            return False
        doing = self.readings[0]
        page = doing.pending.popleft()
        if not doing.pending:
            self.readings.popleft()
        self.job.submit(
            self.options.read,
            doing.page_file,
            page.number,
            self.options.ocr,
            self.options.language,
            timeout_s=self.options.page_s,
            then=lambda answer: self._on_read(doing, page, answer),
            otherwise=lambda error: self._on_unread(doing, page, error),
        )
        return True

    def _on_read(self, doing: _Reading, page: Page, answer: object) -> None:
        try:
            read, text = _checked(page, answer)
        except (TypeError, ValueError) as error:
            return self._on_unread(
                doing, page, UserError("The page's words could not be used.", str(error))
            )
        self.session.repository.put_page(read, text)
        return self._on_page(doing, page)

    def _on_unread(self, doing: _Reading, page: Page, error: UserError) -> None:
        name = doing.document.name
        sentence = error.sentence.replace(doing.page_file, name)
        sentence = sentence.replace(Path(doing.page_file).name, name)
        where = f"{name}, page {page.number}"
        if name not in sentence:
            sentence = f"{where}: {sentence}"
        elif f"page {page.number}" not in sentence.casefold():
            sentence = f"{sentence} (page {page.number})"
        with log.working_on(doing.document.id, page.number):
            _log.info("a page could not be read: %s", error.details or type(error).__name__)
        failed = replace(page, state=PageState.FAILED, message=sentence)
        self.session.repository.put_page(failed, PageText(page.number))
        self.failed_pages += 1
        self.job.failures.append(sentence)
        self._on_page(doing, page)

    def _on_page(self, doing: _Reading, page: Page) -> None:
        doing.left -= 1
        self.pages_read += 1
        document_id = doing.document.id
        self.job.advance(1, f"{doing.document.name}, page {page.number}")
        self.session.notify(
            DocumentsChanged(frozenset({document_id}), frozenset({(document_id, page.number)}))
        )
        if not doing.left and not self.job.cancelled:
            self._suggest(doing)
        self.carry_on()

    # -- a document whose pages are all read ------------------------------------------------

    def _suggest(self, doing: _Reading) -> None:
        if not self.options.suggest:
            self._finish(doing)
            return

        def then(new: suggestions.Found) -> None:
            self.job.take_steps(suggestions.keep(self.session, doing.document.id, new), finish)

        def finish() -> None:
            self._finish(doing)
            self.carry_on()

        def otherwise(error: UserError) -> None:
            self.job.failures.append(f"{doing.document.name} has no suggestions: {error.sentence}")
            finish()

        document_id = doing.document.id
        suggestions.submit(self.session, self.job, document_id, then, otherwise, new_alone=True)

    def _finish(self, doing: _Reading) -> None:
        if not doing.again:
            self.session.repository.finish_document(doing.document.id, person=self.session.person)
            self.imported.append(doing.document.id)
            self._lay_transcript(doing.document)
        self.session.notify(DocumentsChanged(frozenset({doing.document.id})))

    def _lay_transcript(self, document: Document) -> None:
        """Have the transcript that was given laid over the document's words."""
        if self.transcript is None or document.state is DocumentState.FAILED:
            return
        name, text = self.transcript
        self.transcript = None
        where, readings = transcripts.places(self.session, document.id)

        def then(aligned: transcripts.Aligned) -> None:
            try:
                changes = transcripts.corrections(self.session, document.id, where, aligned, name)
            except UserError as error:
                otherwise(error)
                return
            self.session.keep(changes)
            self.carry_on()

        def otherwise(error: UserError) -> None:
            sentence = error.sentence if name in error.sentence else f"{name}: {error.sentence}"
            self.job.failures.append(sentence)
            self.carry_on()

        self.job.submit(
            transcripts.align, readings, text, timeout_s=_ALIGN_S, then=then, otherwise=otherwise
        )


def _checked(page: Page, answer: object) -> tuple[Page, PageText]:
    """What a worker answered, looked over: another program's parser made it of a hostile file.

    Raises:
        TypeError, ValueError: it is not a page that was read.
    """
    if not isinstance(answer, tuple):
        raise TypeError("not a page and its words")
    read, words = answer
    if not isinstance(read, Page) or not all(isinstance(word, Word) for word in words):
        raise TypeError("not a page and its words")
    text = PageText(page.number, tuple(words))
    read = replace(read, document_id=page.document_id, number=page.number, state=PageState.READ)
    return read, text
