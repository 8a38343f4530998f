"""What the LSTM would rather hear in the place of a note: a small list at the note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QVBoxLayout, QWidget

from nes_composer.generation.requests import Choice, Event, Failed, Suggested
from nes_composer.score import edits
from nes_composer.score.notes import Note, note_at
from nes_composer.ui import labels, theme
from nes_composer.ui.desk import Desk
from nes_composer.ui.model_link import ModelLink
from nes_composer.ui.piano_roll import PianoRoll
from nes_composer.ui.surprise import Surprise

_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_TAKE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WIDTH = 132


class Alternatives(QObject):
    """Asks for the likeliest pitches of a note, offers them, and takes the one that is chosen.

    Signals
    -------
    failed
        Why there is nothing to offer, in one sentence.

    Attributes
    ----------
    popup : AlternativesPopup
    """

    failed = Signal(str)

    def __init__(
        self, desk: Desk, link: ModelLink, surprise: Surprise, rolls: Sequence[PianoRoll], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._link, self._surprise, self._rolls, self._window = desk, link, surprise, rolls, parent
        self._wish: tuple[int, Note] | None = None
        self.popup = AlternativesPopup(parent)
        self.popup.heard.connect(self._sound)
        self.popup.taken.connect(self._take)
        for roll in rolls:
            roll.note_clicked.connect(self._clicked)
        link.arrived.connect(self._receive)
        desk.document.song_changed.connect(self._close_if_gone)
        desk.time.changed.connect(self.popup.hide)

    def ask_for_chosen(self) -> None:
        """Offer alternatives for the first of the chosen notes."""
        notes = self._desk.selection.notes
        if notes:
            self._ask(notes[0])
        else:
            self.failed.emit("Choose a note first: click on it")

    def _clicked(self, note: Note) -> None:
        if self._surprise.on:
            self._ask(note)

    def _ask(self, note: Note) -> None:
        problem = self._surprise.misfit(note.voice)
        if problem:
            self.failed.emit(problem)
        elif self._surprise.ready:
            self._wish = self._link.client.suggest(self._desk.document.score, note.start, note.voice), note

    def _receive(self, event: Event) -> None:
        if not isinstance(event, (Suggested, Failed)) or self._wish is None or self._wish[0] != event.id:
            return
        note, self._wish = self._wish[1], None
        if isinstance(event, Failed):
            self.failed.emit(event.message)
        elif self._is_there(note) and all(roll.gesture is None for roll in self._rolls):
            self.popup.offer(note, event.choices, self._place(note))

    def _is_there(self, note: Note) -> bool:
        return note_at(self._desk.document.score, note.voice, note.start) == note

    def _close_if_gone(self) -> None:
        if self.popup.note is not None and not self._is_there(self.popup.note):
            self.popup.hide()

    def _place(self, note: Note) -> QRect:
        """Return where a note is in the window, as far as it is seen."""
        roll = self._rolls[note.voice]
        x, y, width, height = roll.coordinates.span(float(note.start), float(note.length), float(note.pitch))
        left, right = (min(max(edge, 0), roll.width()) for edge in (x, x + width))
        top, bottom = (min(max(edge, 0), roll.height()) for edge in (y, y + height))
        corner = roll.mapTo(self._window, QPoint(round(left), round(top)))
        return QRect(corner.x(), corner.y(), round(right - left), round(bottom - top))

    def _sound(self, pitch: int) -> None:
        note = self.popup.note
        if note is not None:
            self._desk.sound(note.voice, pitch, note.velocity, note.timbre)

    def _take(self, pitch: int, likelier: bool) -> None:
        note = self.popup.note
        self.popup.hide()
        if note is None or pitch == note.pitch or not self._is_there(note):
            return
        song = self._desk.document.song
        changed = song.by_model(edits.move(song.score, [note], 0, pitch - note.pitch))
        if changed.score == song.score:
            self.failed.emit("That note is locked")
            return
        name = labels.pitch_name(note.voice, pitch)
        self._desk.document.change(f"Take the {'likelier' if likelier else 'less likely'} {name}", lambda _: changed)
        moved = note_at(changed.score, note.voice, note.start)
        if moved is not None:
            self._desk.touch(moved)


@dataclass(frozen=True)
class _Line:
    """A pitch that is offered, and its probability, None for the present one where that is not among the likeliest."""

    pitch: int
    probability: float | None


class AlternativesPopup(QFrame):
    """The list. It lies in the window, so that a press beside it closes it and does what it would have done anyway.

    Signals
    -------
    heard
        A pitch that the person looks at.
    taken
        The one that they choose, and whether it is likelier than the present one.

    Attributes
    ----------
    note : Note or None
        The note that this is about; None while it is hidden.
    """

    heard = Signal(int)
    taken = Signal(int, bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.note: Note | None = None
        self._lines: list[_Line] = []
        title = QLabel("Likeliest here")
        title.setFont(theme.font(10))
        self._list = _List()
        self._list.setAccessibleName("Likeliest notes")
        self._list.currentRowChanged.connect(self._look)
        self._list.itemClicked.connect(lambda item: self._choose(self._list.row(item)))
        self._list.chosen.connect(lambda: self._choose(self._list.currentRow()))
        self._list.left.connect(self.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 6)
        column.setSpacing(2)
        column.addWidget(title)
        column.addWidget(self._list)
        self.setObjectName("alternatives")
        theme.follow_style(
            self,
            lambda: (
                f"#alternatives {{ background: {theme.RAISED.name()}; border: 1px solid {theme.BORDER.name()};"
                " border-radius: 5px; } QListWidget { background: transparent; border: none; }"
            ),
        )
        self.hide()

    def offer(self, note: Note, choices: Sequence[Choice], place: QRect) -> None:
        """Show what could be in the place of a note, beside it and never over it."""
        self.note = note
        self._lines = [_Line(choice.pitch, choice.probability) for choice in choices]
        if all(line.pitch != note.pitch for line in self._lines):
            self._lines.append(_Line(note.pitch, None))
        names = [labels.pitch_name(note.voice, line.pitch) for line in self._lines]
        present = [line.pitch for line in self._lines].index(note.pitch)
        with QSignalBlocker(self._list):
            self._list.clear()
            for name, line in zip(names, self._lines, strict=True):
                mark = "●" if line.pitch == note.pitch else " "
                self._list.addItem(f"{mark} {name:<4} {_percent(line.probability):>5}")
            self._list.setCurrentRow(present)
        self._list.setAccessibleName(f"Likeliest notes in place of {names[present]}")
        self._list.setFixedHeight(self._list.sizeHintForRow(0) * len(self._lines) + 2)
        self.setFixedWidth(_WIDTH)
        self.adjustSize()
        self.move(self._corner(place))
        self.show()
        self.raise_()
        self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Forget the note."""
        self.note = None
        super().hideEvent(event)

    def _corner(self, place: QRect) -> QPoint:
        """Return where the list has room: below the note, else above it."""
        room = self._window.rect()
        top = place.bottom() + 4
        if top + self.height() > room.bottom():
            top = max(place.top() - 4 - self.height(), 0)
        return QPoint(max(min(place.left(), room.right() - self.width()), 0), top)

    def _look(self, row: int) -> None:
        if 0 <= row < len(self._lines):
            self.heard.emit(self._lines[row].pitch)

    def _choose(self, row: int) -> None:
        if self.note is not None and 0 <= row < len(self._lines):
            present = [line.pitch for line in self._lines].index(self.note.pitch)
            self.taken.emit(self._lines[row].pitch, row < present)


class _List(QListWidget):
    """A list whose line is chosen by the mouse passing over it, too.

    Signals
    -------
    chosen
        Return was pressed.
    left
        Esc was pressed, or something else has the keys now.
    """

    chosen = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFont(theme.font(12, digits=True))
        self.setMouseTracking(True)
        self.itemEntered.connect(self.setCurrentItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setToolTip("Move over a note to hear it, click to take it, Esc to keep the one that is there")

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from the menus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Choose, leave, or go up and down."""
        if event.key() in _TAKE:
            self.chosen.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Leave when something else is used."""
        super().focusOutEvent(event)
        self.left.emit()


def _percent(probability: float | None) -> str:
    if probability is None:
        return "–"
    return "<1 %" if probability < 0.01 else f"{100 * probability:.0f} %"
