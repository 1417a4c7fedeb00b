"""Small dialogs: new project, import, settings, keys, about. None of them blocks the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench import __version__, files
from workbench.app import settings as app_settings
from workbench.app.settings import Setting, Settings
from workbench.domain.errors import UserError
from workbench.ui.inputs import Field, Refusal
from workbench.ui.messages import show_details

_LOG_SHOWN = 200_000
_CHOICES = {
    "system": "As the system has it",
    "light": "Light",
    "dark": "Dark",
    "auto": "Where there is no usable text",
    "always": "On every page",
    "never": "Never",
}
"""How the dialogs name what a setting may be; the rest by its own name."""


class FormDialog(QDialog):
    """A sentence, a form, a line for what is wrong, and two buttons."""

    def __init__(self, name: str, title: str, sentence: str, accept: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.setHorizontalSpacing(14)
        self.form.setVerticalSpacing(10)
        self._accept = accept
        self.problem = Refusal()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(18, 18, 18, 14)
        self.box.setSpacing(14)
        if sentence:
            text = QLabel(sentence)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setWordWrap(True)
            self.box.addWidget(text)
        self.box.addLayout(self.form)

    def add_fields(self, *rows: tuple[str, QWidget]) -> None:
        """Fields under their titles; Alt and the letter marked in a title lead to its field."""
        for title, field in rows:
            self.form.addRow(title, field)
            field.setAccessibleName(title.replace("&", ""))

    def add_row(self, title: str, field: QWidget, beside: QWidget) -> None:
        """A field with a button beside it; Alt and the letter marked in the title lead to it."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(field, 1)
        row.addWidget(beside)
        label = QLabel(title)
        label.setBuddy(field)
        self.form.addRow(label, row)
        field.setAccessibleName(title.replace("&", ""))

    def finish(self, first: QWidget) -> None:
        """Put the buttons under the form, after its fields in the order of Tab."""
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.stay = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(self._accept, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        self.box.addStretch(1)
        self.box.addWidget(self.problem)
        self.box.addWidget(buttons)
        self.go.setDefault(True)
        first.setFocus()

    def refuse(self, sentence: str) -> None:
        """Say what is wrong; the dialog stays."""
        self.problem.say(sentence)

    def _on_accepted(self) -> None:
        raise NotImplementedError


class FinalDialog(FormDialog):
    """Says what cannot be undone; Enter cancels."""

    def __init__(self, name: str, title: str, sentence: str, accept: str, parent: QWidget) -> None:
        super().__init__(name, title, sentence, accept, parent)
        self.finish(self)
        self.go.setDefault(False)
        self.go.setAutoDefault(False)
        self.stay.setDefault(True)
        self.stay.setFocus()
        self.resize(480, self.sizeHint().height())

    def _on_accepted(self) -> None:
        self.accept()


class NewProjectDialog(FormDialog):
    """Name and place of a new project.

    Signals:
        chosen: the folder to make.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget, folder: Path) -> None:
        super().__init__(
            "new_project_dialog",
            "New project",
            "A project is a folder that keeps your scans and all your work.",
            "Make project",
            parent,
        )
        self.name = Field()
        self.name.setPlaceholderText("For example: Embassy papers 1986")
        self.folder = Field(str(folder))
        browse = QPushButton("Choose…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse)
        self.form.addRow("&Name", self.name)
        self.add_row("&In folder", self.folder, browse)
        self.finish(self.name)
        self.resize(560, 220)

    def _on_browse(self) -> None:
        choose_folder(self, "Folder for the project", self.folder.text(), self.folder.setText)

    def _on_accepted(self) -> None:
        name = self.name.text().strip()
        folder = Path(self.folder.text().strip()).expanduser()
        if not name:
            self.refuse("Give the project a name.")
            self.name.setFocus()
            return
        if any(sign in name for sign in '/\\:*?"<>|'):
            self.refuse('Give the project a name without any of / \\ : * ? " < > |.')
            return
        if not folder.is_dir():
            self.refuse(f"The folder {folder} does not exist. Choose another.")
            return
        target = folder / f"{name.removesuffix('.workbench')}.workbench"
        if target.exists():
            self.refuse(f"{target.name} is there already. Choose another name.")
            return
        self.chosen.emit(target)
        self.accept()


class ImportDialog(FormDialog):
    """How to read what is brought in.

    Signals:
        chosen: OCR mode, language, and the transcript's path or None.
    """

    chosen = Signal(str, str, object)

    def __init__(self, parent: QWidget, sources: Sequence[Path], settings: Settings) -> None:
        names = ", ".join(path.name for path in sources[:3])
        more = f" and {len(sources) - 3} more" if len(sources) > 3 else ""
        super().__init__("import_dialog", "Import", f"Import {names}{more}.", "Import", parent)
        self.ocr = choice_box(app_settings.setting("ocr"), settings.text("ocr"))
        self.language = choice_box(app_settings.setting("language"), settings.text("language"))
        self.form.addRow("Read by &OCR", self.ocr)
        self.form.addRow("&Language", self.language)
        self.transcript = Field()
        self.transcript.setPlaceholderText("None: the words are read from the pages")
        if len(sources) == 1 and not sources[0].is_dir():
            browse = QPushButton("Choose…")
            browse.setAutoDefault(False)
            browse.clicked.connect(self._on_browse)
            self.add_row("&Transcript", self.transcript, browse)
        self.finish(self.ocr)
        self.resize(520, self.sizeHint().height())

    def _on_browse(self) -> None:
        dialog = choose_files(
            self, "Transcript", lambda paths: self.transcript.setText(str(paths[0]))
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)

    def _on_accepted(self) -> None:
        written = self.transcript.text().strip()
        transcript = Path(written).expanduser() if written else None
        if transcript is not None and not transcript.is_file():
            self.refuse(f"There is no file {transcript}. Choose the transcript again, or none.")
            return
        language = self.language.currentText().strip() or "eng"
        self.chosen.emit(str(self.ocr.currentData()), language, transcript)
        self.accept()


class SettingsDialog(FormDialog):
    """Drawn from the table of settings.

    Signals:
        saved: the settings as they now are.
    """

    saved = Signal(object)

    def __init__(self, parent: QWidget, settings: Settings) -> None:
        super().__init__("settings_dialog", "Settings", "", "Save", parent)
        self._settings = settings
        self.fields: dict[str, QWidget] = {}
        for setting in app_settings.TABLE:
            field = _field(setting, settings.get(setting.key))
            field.setAccessibleName(setting.title)
            field.setAccessibleDescription(setting.help)
            field.setToolTip(setting.help)
            self.fields[setting.key] = field
            both = QVBoxLayout()
            both.setSpacing(2)
            both.addWidget(field)
            if setting.help:
                hint = QLabel(setting.help)
                hint.setWordWrap(True)
                font = hint.font()
                font.setPointSizeF(font.pointSizeF() * 0.88)
                hint.setFont(font)
                hint.setEnabled(False)
                both.addWidget(hint)
            self.form.addRow(setting.title, both)
        self.finish(next(iter(self.fields.values())))
        self.resize(580, self.sizeHint().height())

    def _on_accepted(self) -> None:
        settings = self._settings
        try:
            for key, field in self.fields.items():
                settings = settings.with_value(key, _value(field))
            app_settings.save(settings)
        except UserError as error:
            self.refuse(error.sentence)
            return
        except OSError as error:
            self.refuse(f"The settings could not be kept: {error}.")
            return
        self.saved.emit(settings)
        self.accept()


def choice_box(setting: Setting, value: str) -> QComboBox:
    """What there is for a setting. Languages can be typed as well: several, joined by ``+``."""
    choices = app_settings.offered(setting)
    combo = QComboBox()
    for choice in [*choices, *([] if value in choices else [value])]:
        combo.addItem(_CHOICES.get(choice, choice), choice)
    combo.setEditable(setting.key == "language")
    combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    combo.setCurrentIndex(combo.findData(value))
    return combo


def _field(setting: Setting, value: object) -> QWidget:
    if app_settings.offered(setting):
        return choice_box(setting, str(value))
    if setting.type is bool:
        box = QCheckBox("Yes")
        box.setChecked(bool(value))
        return box
    if setting.type is int:
        spin = QSpinBox()
        spin.setRange(int(setting.least or 0), int(setting.most or 1_000_000))
        spin.setValue(int(str(value)))
        return spin
    if setting.type is float:
        real = QDoubleSpinBox()
        real.setRange(setting.least or 0.0, setting.most or 1e6)
        real.setValue(float(str(value)))
        return real
    return Field(str(value))


def _value(field: QWidget) -> str | int | float | bool:
    match field:
        case QComboBox() if field.isEditable():
            return field.currentText().strip()
        case QComboBox():
            return str(field.currentData())
        case QCheckBox():
            return field.isChecked()
        case QSpinBox() | QDoubleSpinBox():
            return field.value()
        case Field():
            return field.text().strip()
    raise TypeError(type(field).__name__)


def show_log(parent: QWidget) -> QDialog:
    """The end of the log, to read and to copy."""
    path = files.user_folder("log") / "workbench.log"
    try:
        text = path.read_text(encoding="utf-8", errors="replace")[-_LOG_SHOWN:]
    except FileNotFoundError:
        text = "Nothing has been noted down yet."
    dialog = show_details(
        parent, "Log", f"The log is {path}. It holds no text of the papers.", text
    )
    dialog.setObjectName("log_dialog")
    return dialog


def about(parent: QWidget) -> QDialog:
    """Version and licence."""
    dialog = QDialog(parent)
    dialog.setObjectName("about_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("About Archive Workbench")
    text = QLabel(
        f"<h2>Archive Workbench {__version__}</h2>"
        "<p>An offline workbench on which scanned diplomatic papers are annotated, checked"
        " and redacted. Nothing ever leaves this computer.</p>"
        "<p>Free software under the GNU Affero General Public License, version 3 or later.</p>"
    )
    text.setWordWrap(True)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(20, 16, 20, 14)
    layout.addWidget(text)
    layout.addWidget(buttons)
    dialog.resize(440, 220)
    dialog.open()
    return dialog


def choose_folder(
    parent: QWidget, title: str, start: str, then: Callable[[str], object]
) -> QFileDialog:
    """Ask for a folder; ``then`` gets its path as text."""
    dialog = QFileDialog(parent, title, start)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda name: then(name))
    dialog.open()
    return dialog


def choose_files(parent: QWidget, title: str, then: Callable[[list[Path]], object]) -> QFileDialog:
    """Ask for files; ``then`` gets a list of paths."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    dialog.open()
    return dialog
