"""What the page view and the text view share: document, selection, hover, layers, theme.

It stands between the views as a selection model does: each writes what its person did and
watches for what happened elsewhere, so the two are linked without knowing each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from workbench.domain.annotations import Annotation, Kind, Status, Target
from workbench.domain.documents import Page
from workbench.domain.geometry import Rect
from workbench.domain.labels import Label, LabelSet
from workbench.domain.pages import PageText
from workbench.ui.page_pixmaps import PagePixmaps
from workbench.ui.page_source import PageSource, Recent
from workbench.ui.theme import Theme, light
from workbench.ui.turns import Turns

PAGES_KEPT = 24
"""Pages whose words and annotations stay at hand: what is seen, its neighbours, some more."""


class WordRef(NamedTuple):
    """A word of the document: page from 1, word from 0."""

    page: int
    word: int


@dataclass(frozen=True, slots=True)
class Selection:
    """A run of words from an anchor to the cursor, either way round, perhaps over pages."""

    anchor: WordRef
    cursor: WordRef

    @property
    def first(self) -> WordRef:
        """The earlier end."""
        return min(self.anchor, self.cursor)

    @property
    def last(self) -> WordRef:
        """The later end."""
        return max(self.anchor, self.cursor)

    @property
    def is_single(self) -> bool:
        """Whether it is just the word at the cursor."""
        return self.anchor == self.cursor

    @property
    def pages(self) -> range:
        """Numbers of the pages it runs over."""
        return range(self.first.page, self.last.page + 1)

    def words_on(self, page: int, word_count: int) -> range:
        """Indices of the selected words on a page of ``word_count`` words."""
        if page not in self.pages:
            return range(0)
        start = self.first.word if page == self.first.page else 0
        stop = self.last.word + 1 if page == self.last.page else word_count
        return range(start, min(stop, word_count))

    def targets(self, word_count_of: Callable[[int], int]) -> tuple[Target, ...]:
        """One target for each page it holds words of."""
        runs = ((page, self.words_on(page, word_count_of(page))) for page in self.pages)
        return tuple(Target(page, run[0], run[-1]) for page, run in runs if run)


class Layer(Enum):
    """What can be shown or hidden over the words."""

    PARAGRAPHS = auto()
    MARKINGS = auto()
    ENTITIES = auto()
    FIELDS = auto()
    REDACTIONS = auto()
    NOTES = auto()
    SUGGESTIONS = auto()
    DOUBTS = auto()


_LAYER_OF = {
    Kind.PARAGRAPH: Layer.PARAGRAPHS,
    Kind.MARKING: Layer.MARKINGS,
    Kind.ENTITY: Layer.ENTITIES,
    Kind.FIELD: Layer.FIELDS,
    Kind.REDACTION: Layer.REDACTIONS,
    Kind.NOTE: Layer.NOTES,
}


class ViewState(QObject):
    """The shared state of the two views. Setters that change nothing signal nothing."""

    source_changed = Signal()
    contents_changed = Signal(object)
    selection_changed = Signal(object, object)
    hover_changed = Signal(object)
    annotation_selected = Signal(str, object)
    region_changed = Signal(object)
    region_drawn = Signal(int, object)
    current_page_changed = Signal(int)
    page_requested = Signal(int, object)
    region_requested = Signal(object)
    correction_committed = Signal(int, int, str)
    next_doubt_requested = Signal(bool)
    edit_requested = Signal()
    layers_changed = Signal()
    hits_changed = Signal(object)
    theme_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source: PageSource | None = None
        self.pictures = PagePixmaps(self)
        self.turns = Turns(self)
        self.pages: Sequence[Page] = ()
        self.selection: Selection | None = None
        self.hover: WordRef | None = None
        self.selected_annotation = ""
        self.region: tuple[int, Rect] | None = None
        self.current_page = 0
        self.theme: Theme = light()
        self.labels: LabelSet | None = None
        self._labels: dict[tuple[Kind, str], Label] = {}
        self._shapes: dict[tuple[Kind, str], int] = {}
        self._hidden_layers: set[Layer] = set()
        self._hits: dict[int, list[tuple[int, int]]] = {}
        self._texts: Recent[PageText] = Recent(PAGES_KEPT)
        self._annotations: Recent[tuple[Annotation, ...]] = Recent(PAGES_KEPT)

    # Contents

    def set_source(self, source: PageSource | None) -> None:
        """Show another document, or none. Selection, region, hits and hover go."""
        self.source = source
        self.pages = tuple(source.pages()) if source is not None else ()
        self.pictures.set_source(source)
        self._texts.forget()
        self._annotations.forget()
        self.set_hover(None)
        self.select_annotation("")
        self.clear_region()
        self.clear_selection()
        self.set_hits(())
        self.source_changed.emit()
        self.current_page = 0
        self.set_current_page(1 if self.pages else 0)

    @property
    def page_count(self) -> int:
        """How many pages the document has; 0 without one."""
        return len(self.pages)

    def text(self, page: int) -> PageText:
        """A page's words; kept at hand for the pages last asked for."""
        return self._texts.get(page, self._read_text)

    def annotations(self, page: int) -> tuple[Annotation, ...]:
        """Annotations that touch a page; kept at hand like :meth:`text`."""
        return self._annotations.get(page, self._read_annotations)

    def annotation(self, annotation_id: str) -> Annotation | None:
        """An annotation of the pages at hand, or None."""
        for kept in self._annotations.values():
            for annotation in kept:
                if annotation.id == annotation_id:
                    return annotation
        return None

    def visible_annotations(self, page: int) -> list[Annotation]:
        """Those of a page that the layers show; rejected suggestions never are."""
        return [a for a in self.annotations(page) if self._is_visible(a)]

    def refresh(self, pages: Collection[int] | None = None, *, words: bool = True) -> None:
        """Read pages again, or all, after their data changed; the views repaint just those.

        Without ``words`` only annotations changed: the words at hand stay.
        """
        if self.source is None:
            return
        if pages is None:
            self.pages = tuple(self.source.pages())
            numbers = frozenset(range(1, self.page_count + 1))
        else:
            numbers = frozenset(n for n in pages if 1 <= n <= self.page_count)
            listed = list(self.pages)
            for number in numbers:  # a long document's whole listing takes too long for an edit
                listed[number - 1] = self.source.page(number)
            self.pages = tuple(listed)
        if words or pages is None:
            self._texts.forget(numbers)
        self._annotations.forget(numbers)
        self._mend_selection(numbers)
        self.contents_changed.emit(numbers)

    def _read_text(self, page: int) -> PageText:
        if self.source is None or not 1 <= page <= self.page_count:
            return PageText(page)
        return self.source.page_text(page)

    def _read_annotations(self, page: int) -> tuple[Annotation, ...]:
        if self.source is None or not 1 <= page <= self.page_count:
            return ()
        return tuple(self.source.annotations(page))

    def _is_visible(self, annotation: Annotation) -> bool:
        if annotation.status == Status.REJECTED:
            return False
        if annotation.status == Status.SUGGESTED and Layer.SUGGESTIONS in self._hidden_layers:
            return False
        return _LAYER_OF[annotation.kind] not in self._hidden_layers

    def _mend_selection(self, pages: frozenset[int]) -> None:
        """A page read anew may have fewer words than the selection counts on."""
        selection = self.selection
        if selection is None:
            return
        for end in (selection.anchor, selection.cursor):
            if end.page in pages and end.word >= len(self.text(end.page).words):
                self.clear_selection()
                return

    # Selection

    def select(self, selection: Selection | None, initiator: object = None) -> None:
        """Select words; the view that did it passes itself, the other brings them into sight."""
        if selection == self.selection:
            return
        self._set_selection(selection, initiator)

    def select_words(self, page: int, first: int, last: int, initiator: object = None) -> None:
        """Select a run of words of one page, both ends included."""
        self.select(Selection(WordRef(page, first), WordRef(page, last)), initiator)

    def clear_selection(self) -> None:
        """Select nothing."""
        self.select(None)

    def show_word(self, page: int, word: int) -> None:
        """Select a word and bring it into sight in both views, also when it was selected."""
        self._set_selection(Selection(WordRef(page, word), WordRef(page, word)), None)

    def show_words(self, page: int, first: int, last: int) -> None:
        """Select a run of words of one page and bring its beginning into sight in both views."""
        self._set_selection(Selection(WordRef(page, last), WordRef(page, first)), None)

    def _set_selection(self, selection: Selection | None, initiator: object) -> None:
        self.selection = selection
        if selection is not None:
            self.clear_region()
        self.selection_changed.emit(selection, initiator)
        if selection is not None:
            self.set_current_page(selection.cursor.page)

    def selected_targets(self) -> tuple[Target, ...]:
        """What an edit would work on: the region if one stands, else the selected words."""
        if self.region is not None:
            page, rect = self.region
            return (Target(page, rects_pt=(rect,)),)
        if self.selection is None:
            return ()
        return self.selection.targets(lambda page: len(self.text(page).words))

    def selected_text(self) -> str:
        """The selected words as they read; empty for a region or nothing."""
        parts = []
        for target in self.selected_targets():
            text = self.text(target.page)
            span = target.span(text)
            if span is not None:
                parts.append(text.text[span[0] : span[1]])
        return "\n".join(parts)

    def select_annotation(
        self, annotation_id: str, initiator: object = None, reveal: bool = False
    ) -> None:
        """Mark one annotation as the selected one ("" is none).

        With ``reveal`` its words are selected too, if its page is at hand; to bring any
        annotation into sight use :meth:`show_annotation`.
        """
        if annotation_id == self.selected_annotation:
            return
        self.selected_annotation = annotation_id
        self.annotation_selected.emit(annotation_id, initiator)
        annotation = self.annotation(annotation_id) if reveal else None
        if annotation is not None:
            self._reveal(annotation, initiator)

    def show_annotation(self, annotation: Annotation, initiator: object = None) -> None:
        """Select an annotation and its words, and bring it into sight; any page's will do."""
        self.select_annotation(annotation.id, initiator)
        self._reveal(annotation, initiator)

    def _reveal(self, annotation: Annotation, initiator: object) -> None:
        worded = sorted(
            (t.page, t.words[0], t.words[-1]) for t in annotation.targets if len(t.words)
        )
        if worded:
            first, last = worded[0], worded[-1]
            if len(worded) > 1 and first[0] == last[0]:
                last = first  # parts of one page: what lies between them is not its own
            # The cursor goes to the beginning, for that is what should come into sight.
            ends = Selection(WordRef(last[0], last[2]), WordRef(first[0], first[1]))
            self._set_selection(ends, initiator)
        else:
            self.page_requested.emit(annotation.pages[0], initiator)
            self.region_requested.emit(annotation)

    def set_region(self, page: int, rect_pt: Rect) -> None:
        """Let a region stand on a page, as the target of the next edit."""
        if self.region != (page, rect_pt):
            self.region = (page, rect_pt)
            self.region_changed.emit(self.region)

    def clear_region(self) -> None:
        """Take the standing region away."""
        if self.region is not None:
            self.region = None
            self.region_changed.emit(None)

    def set_hover(self, ref: WordRef | None) -> None:
        """Say which word the mouse is over, in whichever view."""
        if ref != self.hover:
            self.hover = ref
            self.hover_changed.emit(ref)

    # Where we are

    def set_current_page(self, page: int) -> None:
        """A view says which page its person is looking at."""
        if page != self.current_page:
            self.current_page = page
            self.current_page_changed.emit(page)

    def go_to_page(self, page: int) -> None:
        """Bring a page to the top in both views; a cursor left on another page lets go.

        Otherwise the next key would act on, or lead back to, a place out of sight.
        """
        if not self.page_count:
            return
        number = max(1, min(page, self.page_count))
        chosen = self.annotation(self.selected_annotation)
        if self.selected_annotation and (chosen is None or number not in chosen.pages):
            self.select_annotation("")
        if self.selection is not None and number not in self.selection.pages:
            self.clear_selection()
        self.page_requested.emit(number, None)

    # Looks

    def set_labels(self, labels: LabelSet) -> None:
        """Take titles and colours from a label set."""
        self.labels = labels
        self._labels = {(label.kind, label.name): label for label in labels.labels}
        self._shapes = {
            (label.kind, label.name): shape
            for kind in Kind
            for shape, label in enumerate(labels.of_kind(kind))
        }
        self.layers_changed.emit()

    def label_of(self, annotation: Annotation) -> Label | None:
        """The label set's entry for an annotation, or None."""
        return self._labels.get((annotation.kind, annotation.label))

    def shape_of(self, annotation: Annotation) -> int:
        """Number of the small shape that tells an annotation's label without its colour."""
        return self._shapes.get((annotation.kind, annotation.label), 0)

    def set_layer(self, layer: Layer, shown: bool) -> None:
        """Show or hide a layer in both views."""
        if shown == (layer not in self._hidden_layers):
            return
        (self._hidden_layers.discard if shown else self._hidden_layers.add)(layer)
        self.layers_changed.emit()

    def layer_shown(self, layer: Layer) -> bool:
        """Whether a layer is shown."""
        return layer not in self._hidden_layers

    def set_hits(self, hits: Sequence[tuple[int, int, int]]) -> None:
        """Mark search hits: page, first and last word of each."""
        found: dict[int, list[tuple[int, int]]] = {}
        for page, first, last in hits:
            found.setdefault(page, []).append((first, last))
        before, self._hits = self._hits, found
        changed = frozenset(
            page for page in before.keys() | found if before.get(page) != found.get(page)
        )
        if changed:
            self.hits_changed.emit(changed)

    def hits_on(self, page: int) -> Sequence[tuple[int, int]]:
        """First and last word of each search hit on a page."""
        return self._hits.get(page, ())

    def set_theme(self, theme: Theme) -> None:
        """Take another theme."""
        if theme != self.theme:
            self.theme = theme
            self.theme_changed.emit()
