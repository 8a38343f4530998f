"""The computer's keyboard as a piano of two octaves and more, as trackers have it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from nes_composer.score.score import NO
from nes_composer.ui.live_notes import LiveNotes
from nes_composer.ui.selection import Selection
from nes_composer.ui.tracker_piano_keys import semitone_of

FIELDS = (QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit)
LOWEST_OCTAVE, HIGHEST_OCTAVE = 0, 7

_KIND = "piano"
_KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


class TrackerPiano(QObject):
    """Plays the voice in focus; while it is on, its keys are no commands.

    Signals
    -------
    changed
        It is on or off, or in another octave.

    Attributes
    ----------
    on : bool
    octave : int
        Of the lowest key, a C.
    """

    changed = Signal()

    def __init__(self, notes: LiveNotes, selection: Selection, window: QWidget) -> None:
        super().__init__(window)
        self._notes, self._selection, self._window = notes, selection, window
        self.on, self.octave = False, 4
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)
        self._watched: QWidget | None = None
        window.installEventFilter(self)

    def toggle(self) -> None:
        """Switch it on or off."""
        self.on = not self.on
        self._notes.release_all(_KIND)
        self.changed.emit()

    def set_octave(self, octave: int) -> None:
        """Move the lowest key to another C; notes that are held stay what they are."""
        octave = min(max(octave, LOWEST_OCTAVE), HIGHEST_OCTAVE)
        if octave != self.octave:
            self.octave = octave
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take the keys of the piano before the window and what is in focus get them."""
        if event.type() == QEvent.Type.WindowDeactivate:
            self._notes.release_all(_KIND)
        elif event.type() in _KEYS and isinstance(event, QKeyEvent):
            return self._take(event)
        return False

    def _take(self, event: QKeyEvent) -> bool:
        """Play what a key event says; return whether nobody else is to get it.

        Letters and digits that are no keys of the piano are nothing while it is on: they are pressed by mistake.
        """
        semitone = semitone_of(event)
        if event.type() == QEvent.Type.KeyRelease:
            if not event.isAutoRepeat():
                self._notes.release((_KIND, semitone))
            return False
        if not self.on or event.modifiers() != Qt.KeyboardModifier.NoModifier or typing():
            return False
        if semitone is None and not event.text().isalnum():
            return False
        event.accept()
        if semitone is not None and event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._press(semitone)
        return True

    def _press(self, semitone: int) -> None:
        voice = self._selection.voice
        # The noise has 16 pitches and no octaves: its lowest is the lowest key.
        pitch = semitone + 1 if voice == NO else 12 * (self.octave + 1) + semitone
        self._notes.press((_KIND, semitone), voice, pitch)

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        """Watch what is in focus: some widgets keep keys for themselves, which the window never sees."""
        if self._watched is not None and old is self._watched:
            old.removeEventFilter(self)
        self._watched = None
        if new is not None and new is not self._window and new.window() is self._window:
            new.installEventFilter(self)
            self._watched = new
        if typing():
            self._notes.release_all(_KIND)


def typing() -> bool:
    """Return whether a field that is typed in has the keys."""
    return isinstance(QApplication.focusWidget(), FIELDS)
