"""Leaks by meaning in documents that are about to go out, looked for a few at a time.

What keeps a document from being released (an undecided redaction, one without a code, a page
not read) is with the release; this finds what a person must see and may let pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING

from workbench.app import at_hand, hidden, spelled
from workbench.app.boxes import Boxes
from workbench.app.finding import Finder
from workbench.app.hidden import Secret
from workbench.app.matching import letters_of
from workbench.app.places import Taken, places_on, taken_of
from workbench.app.proposals import Match, Query
from workbench.app.slices import Budget
from workbench.domain import leaks
from workbench.domain.annotations import Annotation, Kind, Status
from workbench.domain.documents import Document
from workbench.domain.leaks import Leak, LeakKind
from workbench.domain.pages import PageText
from workbench.store.scanning import Listed

if TYPE_CHECKING:
    from workbench.app.session import Session

_STEP_S = 0.2
_LOOK_S = 0.001
_PAGES_MOST = 300
"""Pages of other documents looked at for one secret; who needs more redacts it everywhere."""
_NAMES_AT_ONCE = 200
_LISTED_AT_ONCE = 500
_LETTERS_TOLD = 4
"""A secret of fewer letters stands in names by chance."""
_ORDER = {kind: number for number, kind in enumerate(LeakKind)}


class Preflight:
    """The leaks of documents, found step by step; those set aside are left out.

    ``leaks`` grows; ``done`` of ``total`` steps are taken. Use it in a ``with``, or
    :meth:`close` it: workers may still be looking. Without ``documents`` all of the project
    that have redactions are looked at.
    """

    def __init__(self, session: Session, documents: Sequence[Document] | None) -> None:
        self._session = session
        self._is_whole = documents is None
        self._documents = documents or ()
        self._boxes = Boxes(session, self._add)
        self._inside: set[tuple[str, int, int]] = set()
        self._redactions: dict[str, Annotation] = {}
        self._listed: dict[str, Listed] = {}
        self._zones: dict[tuple[str, int], list[Annotation]] = {}
        self.leaks: list[Leak] = []
        self.failures = self._boxes.failures
        self.is_over = False
        self.is_waiting = False
        self.done = 0
        self.total = len(self._documents) + 1
        self._steps = self._looking()

    def close(self) -> None:
        """Stop looking."""
        self.is_over = True
        self._boxes.close()

    def step(self, seconds: float) -> None:
        """Look for so long; less when workers are waited for.

        Raises:
            UserError: the project cannot be read.
        """
        budget = Budget(seconds)
        self.is_waiting = False
        while not (self.is_over or self.is_waiting or budget.is_spent):
            if next(self._steps, self) is self:
                self.is_over = True

    def in_order(self) -> list[Leak]:
        """What was found: documents in order of the list, then pages, then kinds."""
        names = {document.id: place for place, document in enumerate(self._documents)}
        return sorted(
            self.leaks,
            key=lambda leak: (
                names.get(leak.document_id, len(names)),
                leak.document_name.casefold(),
                leak.page or 0,
                leak.targets[0].first_word or 0 if leak.targets else 0,
                _ORDER[leak.kind],
            ),
        )

    def _add(self, leak: Leak) -> None:
        if not leaks.is_set_aside(leak, self._redactions):
            self.leaks.append(leak)

    # The steps

    def _looking(self) -> Iterator[None]:
        session = self._session
        secrets: list[tuple[Document, Secret]] = []
        if self._is_whole:
            documents = yield from session.documents_in_pieces()
            self._documents = [document for document in documents if document.redaction_count]
            self.total += len(self._documents)
        names = leaks.Lengths(session.repository.entity_values())
        yield
        for first in count(0, _LISTED_AT_ONCE):
            found = session.repository.listed(first=first, most=_LISTED_AT_ONCE)
            self._listed.update((listed.id, listed) for listed in found)
            if len(found) < _LISTED_AT_ONCE:
                break
            yield
        for document in self._documents:
            hides = yield from self._one(document, names)
            secrets += [(document, secret) for secret in hides]
            self.done += 1
            yield
        self.total += len(secrets)
        terms = spelled.Terms(session.repository)
        if secrets:
            for _ in terms.load():
                yield
        yield from self._look_at_names(secrets)
        yield
        yield from self._entities()
        everywhere: set[tuple[str, bool]] = set()
        for document, secret in sorted(secrets, key=lambda pair: not pair[1].whole):
            yield from self._in_document(document, secret)
            folded = (secret.said.casefold(), secret.whole)
            if folded not in everywhere:
                everywhere.add(folded)
                yield from self._elsewhere(document, secret, terms)
            self.done += 1
        while self._boxes.is_waiting:
            self.is_waiting = True
            yield
        self.done += 1

    def _one(self, document: Document, names: leaks.Lengths) -> Generator[None, None, list[Secret]]:
        """What a document's redactions give away by themselves; what they hide is returned."""
        session = self._session
        redactions = yield from session.annotations_in_pieces(
            document, kinds=(Kind.REDACTION,), statuses=(Status.PROPOSED, Status.APPROVED)
        )
        if not redactions:
            return []
        self._redactions.update({r.id: r for r in redactions})
        text: dict[int, PageText] = {}
        for number in sorted({page for redaction in redactions for page in redaction.pages}):
            text[number] = session.page_text(document.id, number)
            yield
        for leak in at_hand.leaks_of(session, document, text, redactions, names):
            if leak is not None:
                self._add(leak)
            yield
        hides = yield from hidden.secrets_of(session, document, text, redactions)
        for leak in self._boxes.look_at(document, text, redactions):
            if leak is not None:
                self._add(leak)
            yield
        return hides

    # Names of documents

    def _look_at_names(self, secrets: Sequence[tuple[Document, Secret]]) -> Iterator[None]:
        """Names of all documents, for lists of what was released say them, and titles."""
        told: dict[str, Secret] = {}
        for _, one in secrets:
            letters = one.wanted.letters
            if one.whole and len(letters) >= _LETTERS_TOLD:
                told.setdefault(letters, one)
        if not told:
            return
        named = [(one.id, one.name, one.name, "file name") for one in self._listed.values()]
        named += [(one.id, one.name, one.title, "title") for one in self._documents if one.title]
        for place, (document_id, name, said, what) in enumerate(named):
            letters = letters_of(said)
            if secret := next((held for short, held in told.items() if short in letters), None):
                self._add(
                    Leak(
                        LeakKind.NAME,
                        document_id,
                        name,
                        None,
                        secret.redaction.id,
                        f"The {what} of {name} says what is redacted. Copies are named after it: "
                        "give the source another name, or the document another title.",
                        said=said,
                    )
                )
            if place % _NAMES_AT_ONCE == 0:
                yield

    # Where else it is said

    def _in_document(self, document: Document, secret: Secret) -> Iterator[None]:
        wanted = secret.wanted
        query = Query(text=secret.said, fuzzy=wanted.fuzzy, documents=(document.id,))
        with closing(Finder(self._session, query)) as finder:
            while not finder.is_over:
                for match in finder.step(_LOOK_S):
                    self._found(match, secret)
                yield

    def _elsewhere(
        self, document: Document, secret: Secret, terms: spelled.Terms
    ) -> Iterator[None]:
        expression = terms.expression(secret.wanted)
        yield
        store = self._session.repository
        pages: dict[str, list[int]] = defaultdict(list)
        for document_id, number in store.pages_with(expression, _PAGES_MOST):
            if document_id != document.id:
                pages[document_id].append(number)
        for document_id, numbers in pages.items():
            listed = self._listed[document_id]
            for match in places_on(store, listed, numbers, secret.wanted):
                self._found(match, secret)
            yield

    def _found(self, match: Match, secret: Secret) -> None:
        words = {(match.document_id, t.page, w) for t in match.targets for w in t.words}
        if words & self._inside or not _is_likely(match.text, secret):
            return
        self._inside |= words
        same = secret.wanted.letters in letters_of(match.text)
        kind = LeakKind.VARIANT
        if same:
            kind = LeakKind.SAME_READING if secret.whole else LeakKind.PART
        what = {
            LeakKind.SAME_READING: "What is redacted elsewhere stands open",
            LeakKind.PART: "A part of a redacted name stands open",
            LeakKind.VARIANT: "Something much like what is redacted stands open",
        }[kind]
        self._add(
            Leak(
                kind,
                match.document_id,
                match.document_name,
                match.page,
                secret.redaction.id,
                f"{what} on page {match.page} of {match.document_name}{self._zone(match)}.",
                match.targets,
                match.text,
                match.context,
            )
        )

    def _zone(self, match: Match) -> str:
        """Where on the paper that is, where a field or a paragraph tells."""
        word = match.targets[0].first_word
        if word is None:
            return ""
        around = self._around(match.document_id, match.page)
        holding = [
            a for a in around if any(t.page == match.page and word in t.words for t in a.targets)
        ]
        fields = [a.label for a in holding if a.kind is Kind.FIELD]
        if fields:
            return f", in the header field {fields[0]}"
        kinds = [a.label for a in holding if a.label in ("signature", "distribution", "furniture")]
        return f", in the {kinds[0]}" if kinds else ""

    def _around(self, document_id: str, number: int) -> list[Annotation]:
        """What tells where on a page something stands, asked once."""
        listed = self._listed.get(document_id)
        if listed is None or not listed.annotated:
            return []
        found = self._zones.get((document_id, number))
        if found is None:
            found = self._zones[document_id, number] = self._session.annotations(
                document_id,
                pages=[number],
                kinds=(Kind.FIELD, Kind.PARAGRAPH),
                statuses=(Status.SUGGESTED, Status.ACCEPTED),
            )
        return found

    def _entities(self) -> Iterator[None]:
        """Other mentions of the entities that are redacted, whatever they are called there."""
        session = self._session
        values: dict[str, Annotation] = {}
        cut: dict[str, set[tuple[int, int]]] = {}
        for redaction in self._redactions.values():
            held = {(t.page, word) for t in redaction.targets for word in t.words}
            cut.setdefault(redaction.document_id, set()).update(held)
        for document_id in cut:
            for entity in session.annotations(
                document_id, kinds=(Kind.ENTITY,), statuses=(Status.SUGGESTED, Status.ACCEPTED)
            ):
                for redaction in self._redactions.values():
                    if (
                        entity.value
                        and redaction.document_id == document_id
                        and _gives(entity, redaction)
                    ):
                        values.setdefault(entity.value, redaction)
            yield
        if not values:
            return
        taken: dict[str, Taken] = {}
        for mention in session.repository.entities_valued(values):
            yield
            document_id = mention.document_id
            if document_id not in taken:
                taken[document_id] = taken_of(session.repository, document_id)
            words = {(document_id, t.page, word) for t in mention.targets for word in t.words}
            if taken[document_id].holds(mention.targets) or not words or words & self._inside:
                continue
            self._inside |= words
            name = session.document(document_id).name
            self._add(
                Leak(
                    LeakKind.SAME_ENTITY,
                    document_id,
                    name,
                    mention.pages[0],
                    values[mention.value or ""].id,
                    f"The same {mention.label.lower()} as is redacted elsewhere stands open "
                    f"on page {mention.pages[0]} of {name}.",
                    mention.targets,
                    session.text_of(mention),
                )
            )


def look(session: Session, documents: Sequence[Document]) -> list[Leak]:
    """All leaks by meaning of documents, waited for; not for the window.

    Raises:
        UserError: the project cannot be read.
    """
    with closing(Preflight(session, documents)) as preflight:
        while not preflight.is_over:
            preflight.step(_STEP_S)
            if preflight.is_waiting:
                session.pump(_STEP_S)
        return preflight.in_order()


def _is_likely(said: str, secret: Secret) -> bool:
    """Whether a near miss is more than another word of the language.

    A name's misreading keeps its capital, or has signs in it that no word has.
    """
    if letters_of(said) == secret.wanted.letters or not secret.said[:1].isupper():
        return True
    bare = said.strip(".,;:!?()[]\"'“”‘’")
    return bare[:1].isupper() or not bare.isalpha()


def _gives(entity: Annotation, redaction: Annotation) -> bool:
    """Whether a redaction is there for an entity: it holds little else, or the entity tells."""
    held = {(t.page, word) for t in redaction.targets for word in t.words}
    words = {(t.page, word) for t in entity.targets for word in t.words}
    is_short = len(held) <= hidden.WORDS_MOST and entity.label != "DATE"
    return bool(words) and words <= held and (is_short or entity.label in hidden.TELLING)
