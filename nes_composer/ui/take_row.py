"""One take in the panel: hear it, choose it for a voice or for all, accept it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from nes_composer.models.take import Take
from nes_composer.score.edits import with_length
from nes_composer.score.score import VOICES
from nes_composer.ui import icons, key_tips, labels, theme
from nes_composer.ui.roll_picture import roll_picture
from nes_composer.ui.voice_button import VoiceButton

HEIGHT = 32
_PICTURE = (72, 28)


class TakeRow(QWidget):
    """A take by its number.

    Signals
    -------
    heard, chosen, accepted
        The person wants to hear it, has it for all voices, accepts it.
    voice_chosen
        The person wants one voice of it.

    Attributes
    ----------
    play, accept : QToolButton
    cells : list of VoiceButton
    picture : QLabel
    """

    heard = Signal()
    chosen = Signal()
    accepted = Signal()
    voice_chosen = Signal(int)

    def __init__(self, number: int) -> None:
        super().__init__()
        self._shown: tuple[Take | None, int, tuple[int, ...]] | None = None
        self._chosen = False
        title = f"take {number}"
        self._number = QLabel(str(number))
        self._number.setFixedWidth(12)
        self._number.setFont(theme.font(11, bold=True, digits=True))
        self.play = _button(f"Hear {title}", "Hear this take; while stopped, play from a bar before it")
        self.play.setIcon(icons.play())
        self.cells = [VoiceButton(voice) for voice in range(len(VOICES))]
        for voice, cell in enumerate(self.cells):
            name = labels.VOICE_TITLES[voice]
            cell.setAccessibleName(f"{name} of {title}")
            cell.setToolTip(f"Take {name} from {title}")
            cell.clicked.connect(lambda _=False, voice=voice: self.voice_chosen.emit(voice))
        self.picture = _Picture(title)
        self.picture.pressed.connect(self.chosen)
        self.accept = _button(f"Accept {title}", f"Put {title} into the song")
        self.accept.setText("✓")
        self.play.clicked.connect(self.heard)
        self.accept.clicked.connect(self.accepted)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(3)
        for widget in (self._number, self.play, *self.cells, self.picture, self.accept):
            line.addWidget(widget)
        self.setFixedHeight(HEIGHT)
        theme.follow(self, self._show_look)

    def show_choice(self, there: bool, voices: tuple[int, ...], chosen: frozenset[int]) -> None:
        """Show what can be done with the take, and what is taken from it.

        Parameters
        ----------
        there
            Whether its first row is drawn.
        voices
            Those that are drawn.
        chosen
            The voices that are taken from it.
        """
        for voice, cell in enumerate(self.cells):
            cell.setEnabled(there and voice in voices)
            cell.setChecked(voice in chosen)
        for button in (self.play, self.accept):
            button.setEnabled(there)
        self._chosen = bool(chosen)
        self._show_number()

    def show_picture(self, take: Take | None, rows: int, voices: tuple[int, ...]) -> bool:
        """Show the notes of a take of so many rows, as far as it is drawn; return whether others are seen now."""
        changes = (take, rows, voices) != self._shown
        if changes:
            self._shown = (take, rows, voices)
            self._paint_picture(take, rows, voices)
        return changes

    def _show_look(self) -> None:
        self._show_number()
        if self._shown is not None:
            self._paint_picture(*self._shown)

    def _show_number(self) -> None:
        self._number.setStyleSheet(f"color: {(theme.ACCENT if self._chosen else theme.DIM).name()}")

    def _paint_picture(self, take: Take | None, rows: int, voices: tuple[int, ...]) -> None:
        ratio = self.devicePixelRatioF()
        if take is None:
            self.picture.clear()
        else:
            self.picture.setPixmap(roll_picture(with_length(take.rows, rows), *_PICTURE, voices, ratio))


class _Picture(QLabel):
    """A roll of the take; a press chooses it for all voices."""

    pressed = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setFixedSize(*_PICTURE)
        theme.follow_style(self, lambda: f"background: {theme.LANE_BLACK.name()}")
        self.setAccessibleName(f"Picture of {title}")
        key_tips.follow(self, lambda: self.setToolTip(_choosing(title)))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the take."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()


def _choosing(title: str) -> str:
    keys = ", ".join(filter(None, map(key_tips.key, ("take_next", "take_previous"))))
    return f"Choose {title} for all voices" + (f" ({keys})" if keys else "")


def _button(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setFixedSize(24, 22)
    button.setStyleSheet("padding: 0")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    return button
