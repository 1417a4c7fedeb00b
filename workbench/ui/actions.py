"""The one table of everything a person can do: text, keys, menu, tip, and when it can be done.

Menus, tool tips and the key sheet are all drawn from :data:`ACTIONS`; nothing else in the
window gives out a key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from workbench.domain.labels import Label, LabelSet


class Mode(StrEnum):
    """What single keys mean. In Read mode none of them changes anything."""

    READ = "read"
    TAG = "tag"
    CORRECT = "correct"
    REDACT = "redact"

    @property
    def heading(self) -> str:
        """The word on the mode's button."""
        return self.value.capitalize()


class Fact(StrEnum):
    """Something that is so at the moment, on which actions depend."""

    PROJECT = "project"
    DOCUMENT = "document"
    SELECTION = "selection"
    WORDS = "words"
    WORD = "word"
    ANNOTATION = "annotation"
    REGION = "region"
    SUGGESTION = "suggestion"
    REDACTION = "redaction"
    HITS = "hits"
    FAILED = "failed"
    UNDO = "undo"
    REDO = "redo"
    JOB = "job"


ALL_MODES = frozenset(Mode)
TAG = frozenset({Mode.TAG})
CORRECT = frozenset({Mode.CORRECT})
REDACT = frozenset({Mode.REDACT})
MARKING = frozenset({Mode.TAG, Mode.REDACT})


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. ``section`` groups it in its menu (a line between sections) and on the sheet.

    It can be done in the ``modes`` given and only when every fact of ``needs`` holds. The first
    of ``keys`` is the one shown. ``checkable`` actions keep a tick.
    """

    id: str
    text: str
    menu: str
    section: str
    keys: tuple[str, ...]
    tip: str
    needs: frozenset[Fact] = frozenset()
    modes: frozenset[Mode] = ALL_MODES
    checkable: bool = False


def _do(
    id_: str,
    text: str,
    where: str,
    keys: str,
    tip: str,
    *needs: Fact,
    modes: frozenset[Mode] = ALL_MODES,
    checkable: bool = False,
) -> ActionSpec:
    """A row of the table; ``where`` is ``menu/section``, ``keys`` are parted by blanks."""
    menu, section = where.split("/")
    return ActionSpec(
        id_, text, menu, section, tuple(keys.split()), tip, frozenset(needs), modes, checkable
    )


MENUS = ("File", "Edit", "View", "Document", "Annotate", "Redact", "Review", "Help")

_P, _D = Fact.PROJECT, Fact.DOCUMENT

# fmt: off
ACTIONS: tuple[ActionSpec, ...] = (
    # File
    _do("new", "New project…", "File/Project", "Ctrl+N", "Make an empty project"),
    _do("open", "Open project…", "File/Project", "Ctrl+O", "Open a project folder"),
    _do("sample", "Open the sample project", "File/Project", "Ctrl+Shift+O",
        "Make a project of fictional papers to try things on, and open it"),
    _do("import", "Import files…", "File/Import", "Ctrl+I", "Bring in scans and texts", _P),
    _do("import_folder", "Import folder…", "File/Import", "Ctrl+Shift+I",
        "Bring in everything in a folder", _P),
    _do("resume", "Resume unfinished imports", "File/Import", "F5",
        "Go on with documents whose import was interrupted", _P),
    _do("forget_import", "Forget unfinished imports…", "File/Import", "Ctrl+F5",
        "Give up what an import that was stopped had left", _P),
    _do("cancel", "Stop the running work", "File/Import", "Ctrl+.", "Cancel the job", Fact.JOB),
    _do("settings", "Settings…", "File/Program", "Ctrl+,", "Name, looks, text size, reading"),
    _do("close", "Close project", "File/Program", "Ctrl+W", "Back to the start page", _P),
    _do("quit", "Quit", "File/Program", "Ctrl+Q", "Leave; everything is already on disk"),
    # Edit
    _do("undo", "Undo", "Edit/History", "Ctrl+Z", "Take back the last change", Fact.UNDO),
    _do("redo", "Redo", "Edit/History", "Ctrl+Shift+Z Ctrl+Y", "Make the change again", Fact.REDO),
    _do("journal", "Journal…", "Edit/History", "Ctrl+H",
        "Who did what and when in this project", _P),
    _do("copy", "Copy text", "Edit/Selection", "Ctrl+C", "Copy the selected words", Fact.WORDS),
    _do("menu_here", "Menu for this place", "Edit/Selection", "Shift+F10 Menu",
        "What can be done with the word, row or page that is chosen", _P),
    _do("find", "Search project", "Edit/Search", "Ctrl+F /", "Find words in all documents", _P),
    _do("next_hit", "Next result", "Edit/Search", "F3", "Go to the next place found", Fact.HITS),
    _do("previous_hit", "Previous result", "Edit/Search", "Shift+F3",
        "Go to the place found before", Fact.HITS),
    # View
    _do("mode_read", "Read", "View/Mode", "Alt+1", "Keys change nothing", _P, checkable=True),
    _do("mode_tag", "Tag", "View/Mode", "Alt+2", "Keys put labels on", _P, checkable=True),
    _do("mode_correct", "Correct", "View/Mode", "Alt+3", "Keys go by doubts", _P, checkable=True),
    _do("mode_redact", "Redact", "View/Mode", "Alt+4", "Keys redact words", _P, checkable=True),
    _do("zoom_in", "Zoom in", "View/Zoom", "Ctrl++ Ctrl+=", "Make the page larger", _D),
    _do("zoom_out", "Zoom out", "View/Zoom", "Ctrl+-", "Make the page smaller", _D),
    _do("zoom_full", "Actual size", "View/Zoom", "Ctrl+0", "Show the page in its own size", _D),
    _do("fit_width", "Fit width", "View/Zoom", "Ctrl+9", "Fit the page's width", _D),
    _do("fit_page", "Fit page", "View/Zoom", "Ctrl+8", "Show the whole page", _D),
    _do("rotate_right", "Rotate right", "View/Zoom", "Ctrl+R", "Turn the page for the eye", _D),
    _do("rotate_left", "Rotate left", "View/Zoom", "Ctrl+Shift+R", "Turn it the other way", _D),
    _do("text_larger", "Larger text", "View/Text", "Ctrl+]", "Enlarge the text beside the page"),
    _do("text_smaller", "Smaller text", "View/Text", "Ctrl+[", "Make it smaller"),
    _do("fit_text", "Fit text", "View/Text", "Ctrl+7",
        "Make the text beside the page as small as its pane needs", _P, checkable=True),
    _do("next_pane", "Next pane", "View/Panes", "F6", "Move to the next pane", _P),
    _do("previous_pane", "Previous pane", "View/Panes", "Shift+F6", "Move back a pane", _P),
    _do("pane_documents", "Documents", "View/Panes", "Ctrl+1", "Move to the documents", _P),
    _do("pane_page", "Page", "View/Panes", "Ctrl+2", "Move to the page", _D),
    _do("pane_text", "Text", "View/Panes", "Ctrl+3", "Move to the text", _D),
    _do("pane_inspector", "Inspector", "View/Panes", "Ctrl+4", "Move to the inspector", _P),
    _do("tab_annotations", "Annotations", "View/Inspector", "F7", "Show what is tagged", _P),
    _do("tab_suggestions", "Suggestions", "View/Inspector", "F8", "Show what is suggested", _P),
    _do("tab_findings", "Findings", "View/Inspector", "F10", "Show what does not agree", _P),
    _do("tab_redactions", "Redactions", "View/Inspector", "F9", "Show what is redacted", _P),
    _do("tab_leaks", "Leaks", "View/Inspector", "Ctrl+F9", "Show what tells the redacted", _P),
    _do("tab_fields", "Header fields", "View/Inspector", "F12", "Show the header's fields", _P),
    _do("stack_views", "Text under or beside the page", "View/Window", "Ctrl+6",
        "Stand page and text one above the other, or side by side", _D),
    _do("reset_panes", "Put panes back", "View/Window", "Ctrl+Alt+0", "Panes where they began", _P),
    _do("full_screen", "Full screen", "View/Window", "F11", "Fill the screen", checkable=True),
    # Document
    _do("next_page", "Next page", "Document/Page", "Alt+PgDown", "Turn the page", _D),
    _do("previous_page", "Previous page", "Document/Page", "Alt+PgUp", "Turn it back", _D),
    _do("first_page", "First page", "Document/Page", "Alt+Home", "Go to page 1", _D),
    _do("last_page", "Last page", "Document/Page", "Alt+End", "Go to the last page", _D),
    _do("go_to_page", "Go to page…", "Document/Page", "Ctrl+G", "Go to a page by number", _D),
    _do("next_document", "Next document", "Document/Document", "Alt+Shift+PgDown",
        "Open the next document of the list", _D),
    _do("previous_document", "Previous document", "Document/Document", "Alt+Shift+PgUp",
        "Open the document before", _D),
    _do("read_again", "Read failed pages again", "Document/Reading", "Shift+F5",
        "Have another try at the pages of this document that could not be read", Fact.FAILED),
    _do("title", "Title…", "Document/Care", "Ctrl+T",
        "What this document is called in the window", _D),
    _do("remove", "Remove from the project…", "Document/Care", "Ctrl+Shift+Del",
        "Take this document and all work on it out, for good", _D),
    # Annotate; the labels stand here too, from the label set
    _do("next_suggestion", "Next suggestion", "Annotate/Suggestions", "J",
        "Go to the next suggestion", _D, modes=TAG),
    _do("previous_suggestion", "Previous suggestion", "Annotate/Suggestions", "K",
        "Go to the suggestion before", _D, modes=TAG),
    _do("accept", "Accept suggestion", "Annotate/Suggestions", "V",
        "Take it over and go to the next", Fact.SUGGESTION, modes=TAG),
    _do("reject", "Reject suggestion", "Annotate/Suggestions", "R",
        "Turn it down and go to the next", Fact.SUGGESTION, modes=TAG),
    _do("accept_page", "Accept all of the page", "Annotate/Suggestions", "Shift+V",
        "Take over every suggestion of the page, as one step", _D, modes=TAG),
    _do("add_field", "Header field…", "Annotate/Annotation", "Q",
        "Say which field of the header the selected words are", _D, modes=TAG),
    _do("region", "Draw a region", "Annotate/Region", "W",
        "Put a box where there are no words: a stamp, a signature", _D, modes=MARKING),
    _do("reshape", "Move or resize the region", "Annotate/Region", "Shift+W",
        "Move and resize the chosen region with the arrows", Fact.REGION, modes=MARKING),
    _do("at_cursor", "Choose annotation here", "Annotate/Annotation", "I",
        "Choose what holds the word, and select it; again for what lies around it", Fact.WORD,
        modes=MARKING),
    _do("edit", "Edit annotation", "Annotate/Annotation", "E",
        "Change its label, value and note in the inspector", Fact.ANNOTATION, modes=MARKING),
    _do("delete", "Delete annotation", "Annotate/Annotation", "Del",
        "Delete what is chosen", Fact.ANNOTATION, modes=MARKING),
    _do("accept_all", "Accept all of a kind…", "Annotate/Project", "Ctrl+Shift+V",
        "Take over all of a kind on the page, in the document or the project, as one step", _P),
    _do("entities", "Entities…", "Annotate/Project", "Ctrl+Shift+E",
        "Mentions joined under entries: gone through, merged, parted, redacted everywhere", _P),
    _do("own_terms", "Own terms…", "Annotate/Project", "Ctrl+Shift+T",
        "Terms this project suggests always or never; what was judged often is offered", _P),
    # Redact
    _do("redact", "Redact the selection…", "Redact/Redact", "R",
        "Propose to cut the selected words or region, with a code", Fact.SELECTION, modes=REDACT),
    _do("everywhere", "Redact everywhere…", "Redact/Redact", "P",
        "Propose every place that says the same, from a list", _D, modes=REDACT),
    _do("withhold_page", "Withhold the page…", "Redact/Redact", "Shift+P",
        "A sheet with the code goes out in the page's place", _D, modes=REDACT),
    _do("withhold_document", "Withhold the document…", "Redact/Redact", "Shift+D",
        "One sheet with the code goes out in the document's place", _D, modes=REDACT),
    _do("code", "Set code…", "Redact/Decide", "C",
        "Choose the reason for the chosen redaction", Fact.REDACTION, modes=REDACT),
    _do("approve", "Approve", "Redact/Decide", "A",
        "Approve the chosen redaction and go to the next", Fact.REDACTION, modes=REDACT),
    _do("refuse", "Refuse", "Redact/Decide", "X",
        "Refuse the chosen redaction: the words stay open", Fact.REDACTION, modes=REDACT),
    _do("refuse_note", "Refuse with a note…", "Redact/Decide", "Shift+X",
        "Refuse the chosen redaction and say why", Fact.REDACTION, modes=REDACT),
    _do("approve_listed", "Approve all shown", "Redact/Decide", "Shift+A",
        "Approve every undecided redaction of the list, as one step", _D, modes=REDACT),
    _do("widen", "Widen the box", "Redact/Decide", "B",
        "So that its width tells nothing: to whole inches, the line, the paragraph; again: back",
        Fact.REDACTION, modes=REDACT),
    _do("next_leak", "Next leak", "Redact/Leaks", "L",
        "Go to the next thing that still tells what is redacted", _D, modes=REDACT),
    _do("previous_leak", "Previous leak", "Redact/Leaks", "Shift+L",
        "Go to the leak before", _D, modes=REDACT),
    _do("redact_leak", "Redact that place", "Redact/Leaks", "K",
        "Propose to cut the chosen leak with the code of what it gives away", _D, modes=REDACT),
    _do("set_aside", "Set aside…", "Redact/Leaks", "S",
        "Say why the chosen leak may stand", _D, modes=REDACT),
    _do("reviewed", "Page looked through", "Redact/Leaks", "M",
        "Mark the page as looked through for what must be cut; again: not yet", _D, modes=REDACT),
    _do("next_redaction", "Next redaction", "Redact/Go", "N",
        "Go to the next redaction", _D, modes=REDACT),
    _do("previous_redaction", "Previous redaction", "Redact/Go", "Shift+N",
        "Go to the redaction before", _D, modes=REDACT),
    _do("decide_many", "Decide on many…", "Redact/Project", "Ctrl+Shift+A",
        "Approve or refuse all of a code on the page, in the document or the project", _D),
    _do("two_people", "Two people decide", "Redact/Project", "Ctrl+Alt+2",
        "Who proposes a redaction does not decide on it, in this project", _P, checkable=True),
    _do("own_codes", "Own codes…", "Redact/Project", "Ctrl+Shift+K",
        "Reasons that this project has beside those of the law", _P),
    _do("release", "Release copies…", "Redact/Release", "Ctrl+E",
        "Make redacted copies, each proved clean before it gets its name", _P),
    _do("verify", "Check a copy…", "Redact/Release", "Ctrl+Shift+P",
        "Prove or refute that a PDF, made with whatever tool, tells nothing it should not", _P),
    # Review
    _do("next_doubt", "Next doubt", "Review/Doubts", "N",
        "Go to the next word the reading is unsure of", _D, modes=CORRECT),
    _do("previous_doubt", "Previous doubt", "Review/Doubts", "Shift+N",
        "Go to the doubt before", _D, modes=CORRECT),
    _do("fix", "Fix the word…", "Review/Word", "F",
        "Type the right reading; the scan's own is kept beside it", Fact.WORD, modes=CORRECT),
    _do("confirm", "Confirm the word", "Review/Word", "C",
        "The reading is right; go to the next doubt", Fact.WORD, modes=CORRECT),
    _do("restore", "Back to the scan's reading", "Review/Word", "O",
        "Drop the correction of the word", Fact.WORD, modes=CORRECT),
    _do("next_finding", "Next finding", "Review/Findings", "F4", "Go to the next finding", _D),
    _do("previous_finding", "Previous finding", "Review/Findings", "Shift+F4",
        "Go to the finding before", _D),
    _do("finding_aside", "Set the finding aside…", "Review/Findings", "Ctrl+F10",
        "Say why the chosen finding may stand; it comes back if what it judges changes", _D),
    _do("finding_back", "Bring the finding back", "Review/Findings", "Ctrl+Shift+F10",
        "List a finding again that was set aside", _D),
    # Help
    _do("keys", "Keys…", "Help/Help", "? F1", "Every key on one sheet"),
    _do("log", "Show the log…", "Help/Help", "Ctrl+Shift+L", "What the program noted down"),
    _do("about", "About…", "Help/Help", "Shift+F1", "Version and licence"),
)
# fmt: on

VIEW_KEYS: tuple[tuple[str, str], ...] = (
    ("Arrows", "Move the cursor by words and lines"),
    ("Shift+Arrows", "Select more or less"),
    ("Ctrl+Arrows", "Move by five words or lines"),
    ("Home, End", "Move to the line's first or last word"),
    ("Ctrl+Home, Ctrl+End", "Move to the document's first or last word"),
    ("PgUp, PgDn", "Scroll by a screen"),
    ("Ctrl+PgUp, Ctrl+PgDn", "Turn the page"),
    ("Enter, F2", "Fix the word at the cursor, in Correct mode"),
    ("Tab, Shift+Tab", "While fixing: keep it and go to the next doubt, or the one before"),
    ("Esc", "Drop the selection, the region or the tool; from a panel, back to the text"),
    ("Del, in recent projects", "Take the project off the list"),
    ("Space and drag", "Move the page under the hand"),
    ("Ctrl and drag", "Draw a region without choosing the tool"),
    ("Arrows, at a region", "Move it; Shift resizes, Ctrl is fine"),
    ("Enter, at a region", "Put it down, for a label's key or R"),
)
"""Keys page and text answer themselves, for the key sheet."""

MODE_OF = {f"mode_{mode.value}": mode for mode in Mode}


def label_action_id(label: Label) -> str:
    """The action that tags with a label."""
    return f"tag:{label.kind.value}:{label.name}"


def label_specs(labels: LabelSet) -> tuple[ActionSpec, ...]:
    """An action for each label. A key the table already uses in Tag mode is not given out."""
    taken = {key.upper() for spec in ACTIONS if Mode.TAG in spec.modes for key in spec.keys}
    return tuple(
        ActionSpec(
            label_action_id(label),
            label.title,
            "Annotate",
            f"Tag as {label.kind.value}",
            (label.key.upper(),) if label.key and label.key.upper() not in taken else (),
            f"Tag the selection as {label.title.lower()}",
            frozenset({Fact.DOCUMENT}),
            TAG,
        )
        for label in labels.labels
    )


def key_conflicts(specs: Iterable[ActionSpec]) -> list[str]:
    """Keys that two actions share in one mode, as sentences; empty when all is well."""
    problems = []
    specs = tuple(specs)
    for mode in Mode:
        seen: dict[str, str] = {}
        for spec in specs:
            if mode not in spec.modes:
                continue
            for key in spec.keys:
                normal = QKeySequence(key).toString()
                if not normal:
                    problems.append(f"{spec.id}: {key} is no key")
                elif normal in seen:
                    problems.append(f"{mode.heading}: {normal} is {seen[normal]} and {spec.id}")
                seen[normal] = spec.id
    return problems


def tip_with_key(spec: ActionSpec) -> str:
    """What it does, its key, and the modes it belongs to where that matters."""
    text = spec.tip
    if spec.keys:
        text += f" ({shown_key(spec.keys[0])})"
    if spec.modes != ALL_MODES:
        names = " and ".join(mode.heading for mode in Mode if mode in spec.modes)
        text += f", in {names} mode"
    return text


def mode_heading(modes: frozenset[Mode]) -> str:
    """What stands above actions of some modes in a menu, else they are grey without a reason."""
    if modes == ALL_MODES:
        return ""
    keys = {MODE_OF[spec.id]: spec.keys[0] for spec in ACTIONS if spec.id in MODE_OF}
    return " or ".join(
        f"{mode.heading} mode ({shown_key(keys[mode])})" for mode in Mode if mode in modes
    )


def shown_key(key: str) -> str:
    """A key as this machine writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
