"""What is exported, where to, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from nes_composer.formats import registry
from nes_composer.formats.report import FormatError
from nes_composer.formats.sound import ENCODINGS, HIGHEST_RATE, LONGEST_FADE, LOWEST_RATE, MOST_LOOPS, Sound
from nes_composer.score.song import Song
from nes_composer.ui import labels, theme
from nes_composer.ui.exports import Exports, Wish
from nes_composer.ui.ports import ConsoleName

ENDS = [end for end in registry.WRITABLE if end != ".nesproj"]
"""What a song is exported as; a project is saved."""

SOUND_ENDS = [end for end in ENDS if registry.FORMATS[end].sound]

_RATES = (44_100, 48_000, 96_000, 192_000)
_BITS = {"16": "16 bits", "24": "24 bits", "float": "32-bit floats (.wav)"}
_CONSOLES: dict[ConsoleName, str] = {"nes": "NES", "famicom": "Famicom", "raw": "no filters"}
_WIDTH = 520
_STEPS = 1000


class ExportDialog(QDialog):
    """Asks for everything at once, and stays until the files are there; the window can be used meanwhile.

    Signals
    -------
    browsed
        The person wants to look for a place: the name that is there, and the end that it has to have.

    Parameters
    ----------
    song
        What is exported: the song as it is when the button is pressed.
    stem
        Path without an end that is proposed.
    """

    browsed = Signal(str, str)

    def __init__(
        self,
        song: Callable[[], Song],
        exports: Exports,
        settings: QSettings,
        stem: Path,
        console: ConsoleName,
        stems: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._song, self._exports, self._settings = song, exports, settings
        self._told = ""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export")
        self.kind, self.target, self.browse = QComboBox(), QLineEdit(), QPushButton("&Browse…")
        self.loops, self.fade = QSpinBox(), QDoubleSpinBox()
        self.rate, self.bits, self.console = QComboBox(), QComboBox(), QComboBox()
        self.stems = QCheckBox("Each voice to a file of its own (&stems)")
        self.note, self.progress = QLabel(), QProgressBar()
        self.export, self.cancel = QPushButton("&Export"), QPushButton("&Close")
        self._fill(console)
        self._place()
        self._restore(stem, stems)
        self._connect()
        self._show()

    @property
    def end(self) -> str:
        """End of the name that the chosen format has."""
        return str(self.kind.currentData())

    @property
    def wish(self) -> Wish:
        """What is asked for.

        Raises
        ------
        FormatError
            An option is out of its range.
        """
        text = self.target.text().strip()
        path = Path(text if text.lower().endswith(self.end) else text + self.end)
        sounds = registry.FORMATS[self.end].sound
        return Wish(path, self._sound() if sounds else Sound(), sounds and self.stems.isChecked())

    def set_target(self, path: str) -> None:
        """Take a name, and the format that its end says."""
        named = [end for end in ENDS if path.lower().endswith(end)]
        if named:
            self.kind.setCurrentIndex(ENDS.index(max(named, key=len)))
        self.target.setText(path if named else path + self.end)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """End the export, too."""
        if self._exports.busy:
            self._exports.cancel()
        event.accept()

    def reject(self) -> None:
        """Cancel the export; without one close."""
        if self._exports.busy:
            self._exports.cancel()
        else:
            self.close()

    def _fill(self, console: ConsoleName) -> None:
        for end in ENDS:
            self.kind.addItem(f"{registry.WRITABLE[end]} ({end})", end)
        for rate in _RATES:
            self.rate.addItem(str(rate))
        self.rate.setEditable(True)
        for encoding in ENCODINGS:
            self.bits.addItem(_BITS[encoding], encoding)
        for each, text in _CONSOLES.items():
            self.console.addItem(text, each)
        self.console.setCurrentIndex(list(_CONSOLES).index(console))
        self.loops.setRange(1, MOST_LOOPS)
        self.loops.setSuffix(" ×")
        self.fade.setRange(0, LONGEST_FADE)
        self.fade.setSuffix(" s")
        self.progress.setRange(0, _STEPS)
        self.note.setWordWrap(True)
        theme.follow_style(self.note, lambda: f"color: {theme.DIM.name()}")
        for widget, name, tip in (
            (self.kind, "Format", "What kind of file is made"),
            (self.target, "File", "Where the file goes; its end says the format"),
            (self.browse, "Browse", "Look for a place (Alt+B)"),
            (self.loops, "Plays", "How many times the song is played"),
            (self.rate, "Sample rate", f"Samples per second, {LOWEST_RATE}-{HIGHEST_RATE}"),
            (self.bits, "Bits of a sample", "16 bits are enough for this chip"),
            (self.fade, "Fade out", "Over how many seconds the end fades out; 0 is not at all"),
            (self.console, "Console", "Whose filters are heard"),
            (self.stems, "Stems", "NAME-P1, NAME-P2, NAME-TR and NAME-NO (Alt+S)"),
            (self.progress, "Progress", "How much of the sound is written"),
            (self.export, "Export", "Make the file (Return)"),
            (self.cancel, "Cancel or close", "End the export and leave no file; without one close (Esc)"),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(tip)

    def _place(self) -> None:
        form, sound = QFormLayout(), QFormLayout()
        target = QHBoxLayout()
        target.addWidget(self.target, 1)
        target.addWidget(self.browse)
        form.addRow("&Format", self.kind)
        label = QLabel("F&ile")
        label.setBuddy(self.target)
        form.addRow(label, target)
        self._sounds = QWidget()
        self._sounds.setLayout(sound)
        sound.setContentsMargins(0, 0, 0, 0)
        sound.addRow("&Plays", self.loops)
        sound.addRow("Fade o&ut", self.fade)
        sound.addRow("Sample &rate", self.rate)
        sound.addRow("Bits of a s&ample", self.bits)
        sound.addRow("C&onsole", self.console)
        sound.addRow("", self.stems)
        for layout in (form, sound):
            layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
            layout.setVerticalSpacing(theme.MARGIN)
        buttons = QHBoxLayout()
        buttons.addWidget(self.progress, 1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.export)
        self.cancel.setAutoDefault(False)
        self.browse.setAutoDefault(False)
        self.export.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * theme.MARGIN] * 4)
        column.setSpacing(2 * theme.MARGIN)
        column.addLayout(form)
        column.addWidget(self._sounds)
        column.addWidget(self.note)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(_WIDTH)

    def _restore(self, stem: Path, stems: bool) -> None:
        """Choose what was chosen last."""
        ends = SOUND_ENDS if stems else ENDS
        end = str(self._settings.value("end/Export stems" if stems else "end/Export", ends[0]))
        self.kind.setCurrentIndex(ENDS.index(end if end in ends else ends[0]))
        self.stems.setChecked(stems)
        self.rate.setCurrentText(str(self._settings.value("export/rate", "48000")))
        self.bits.setCurrentIndex(max(self.bits.findData(str(self._settings.value("export/bits", "16"))), 0))
        self.loops.setValue(_number(self._settings.value("export/loops"), int, 1))
        self.fade.setValue(_number(self._settings.value("export/fade"), float, 0.0))
        self.target.setText(f"{stem}{self.end}")

    def _connect(self) -> None:
        self.kind.activated.connect(self._kind_chosen)
        self.target.textChanged.connect(self._edited)
        self.browse.clicked.connect(lambda: self.browsed.emit(self.target.text(), self.end))
        for changed in (self.loops.valueChanged, self.rate.currentTextChanged, self.stems.toggled):
            changed.connect(self._edited)
        self.bits.activated.connect(self._edited)
        self.export.clicked.connect(self._run)
        self.cancel.clicked.connect(self.reject)
        # Methods, as the dialog is gone before the one who tells this.
        self._exports.progressed.connect(self._progressed)
        self._exports.finished.connect(self.close)
        self._exports.failed.connect(self._say)
        self._exports.cancelled.connect(self._cancelled)

    def _kind_chosen(self) -> None:
        text = self.target.text()
        ends = [end for end in ENDS if text.lower().endswith(end)]
        stem = text[: -len(max(ends, key=len))] if ends else text
        self.target.setText(stem + self.end)
        self._edited()

    def _edited(self) -> None:
        self._say("")

    def _say(self, text: str) -> None:
        self._told = text
        self._show()

    def _progressed(self, share: float) -> None:
        self.progress.setValue(round(share * _STEPS))

    def _cancelled(self) -> None:
        self._say("Cancelled; no file was made.")

    def _sound(self) -> Sound:
        try:
            rate = int(self.rate.currentText())
        except ValueError:
            raise FormatError(f"{self.rate.currentText()!r} is no sample rate") from None
        bits, console = str(self.bits.currentData()), str(self.console.currentData())
        return Sound(rate, bits, self.loops.value(), self.fade.value(), console)

    def _show(self) -> None:
        """Show what can be chosen now, and a sentence about what will be made or why it was not."""
        busy, sounds = self._exports.busy, registry.FORMATS[self.end].sound
        for widget in (self.kind, self.target, self.browse, self._sounds, self.export):
            widget.setEnabled(not busy)
        self._sounds.setVisible(sounds)
        self.progress.setVisible(busy)
        # Other formats take no time that could be told.
        self.progress.setRange(0, _STEPS if sounds else 0)
        self.cancel.setText("&Cancel" if busy else "&Close")
        problem, there = "", False
        try:
            wish = self.wish
            there = not wish.stems and wish.path.is_file()
            if not self.target.text().strip():
                problem = "A file needs a name."
        except (FormatError, OSError, ValueError) as error:
            problem = str(error)
        self.export.setEnabled(not busy and not problem)
        self.export.setText("Replac&e" if there else "&Export")
        self.note.setText(self._told or problem or self._described(sounds, there))

    def _described(self, sounds: bool, there: bool) -> str:
        song = self._song()
        seconds = song.score.seconds * (self.loops.value() if sounds else 1)
        parts = [f"{labels.clock(seconds)} of music"]
        if there:
            parts.append("replaces a file of this name")
        return ", ".join(parts) + "."

    def _run(self) -> None:
        wish = self.wish
        settings = self._settings
        settings.setValue("end/Export stems" if wish.stems else "end/Export", self.end)
        settings.setValue("export/rate", self.rate.currentText())
        settings.setValue("export/bits", self.bits.currentData())
        settings.setValue("export/loops", self.loops.value())
        settings.setValue("export/fade", self.fade.value())
        self.progress.setValue(0)
        self._exports.run(self._song(), wish)
        self._say(f"Exporting {wish.path.name}…")


def _number(value: Any, kind: Callable[[str], Any], usual: Any) -> Any:
    try:
        return usual if value is None else kind(str(value))
    except ValueError:
        return usual
