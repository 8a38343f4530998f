"""The head of a roll: name, colour, mute, solo, lock, instrument, level, oscilloscope."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from nes_composer.ui import icons, key_tips, labels, theme
from nes_composer.ui.desk import Desk
from nes_composer.ui.preset_chooser import PresetChooser
from nes_composer.ui.scope import Scope
from nes_composer.ui.scopes import Scopes
from nes_composer.ui.transport import Transport

_FALL_PER_FRAME = 0.03
_SCOPE_HEIGHT = 64


class VoiceStrip(QWidget):
    """One voice's controls; a click puts the voice in focus.

    Signals
    -------
    lock_clicked
        The lock was clicked.

    Attributes
    ----------
    mute, solo, lock : QToolButton
    preset : PresetChooser
    scope : Scope
    level : float
        What the meter shows, 0-1; falls slowly so that short notes are seen.
    """

    lock_clicked = Signal()

    def __init__(self, voice: int, desk: Desk, transport: Transport, scopes: Scopes) -> None:
        super().__init__()
        self.voice, self.level = voice, 0.0
        self._desk, self._transport = desk, transport
        self.setFixedWidth(theme.STRIP_WIDTH)
        self.setAccessibleName(f"Strip of {labels.VOICE_TITLES[voice]}")
        self.setToolTip("Click to put this voice in hand")
        self._name = QLabel(labels.VOICE_TITLES[voice])
        self._name.setFont(theme.font(12, bold=True))
        self.mute = self._toggle("M", "mute", "Mute this voice", "mute")
        self.solo = self._toggle("S", "solo", "Hear this voice alone", "solo")
        self.lock = self._toggle("", "lock", "Lock this voice: no model changes it", "lock_voice")
        self.lock.clicked.connect(self._click_lock)
        self.mute.toggled.connect(lambda on: transport.set_muted(voice, on))
        self.solo.toggled.connect(lambda on: transport.set_soloed(voice, on))
        buttons = QHBoxLayout()
        buttons.setSpacing(3)
        buttons.addWidget(self.mute)
        buttons.addWidget(self.solo)
        buttons.addWidget(self.lock)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 5, 18, 5)
        column.setSpacing(4)
        column.addWidget(self._name)
        column.addLayout(buttons)
        self.preset = PresetChooser(voice, desk)
        column.addWidget(self.preset)
        self.scope = Scope(voice, scopes)
        self.scope.setMaximumHeight(_SCOPE_HEIGHT)
        column.addWidget(self.scope, 1)
        column.addStretch()
        scopes.shown_changed.connect(lambda: self.scope.setVisible(scopes.shown))
        # Not only when something new is reported: the meter falls in silence, too.
        transport.polled.connect(self._show_level)
        transport.audible_changed.connect(self._show_audible)
        desk.selection.voice_changed.connect(self.update)
        desk.document.song_changed.connect(self._show_locked)
        self._show_locked()
        theme.follow(self, self._show_audible)

    def _toggle(self, text: str, name: str, tip: str, command: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setObjectName(name)
        button.setCheckable(True)
        button.setFixedSize(QSize(22, 20))
        key_tips.follow_tip(button, tip, command)
        button.setAccessibleName(f"{name} {labels.VOICE_TITLES[self.voice]}")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _show_level(self) -> None:
        level = max(self._transport.status.levels[self.voice], self.level - _FALL_PER_FRAME, 0.0)
        if round(level * 200) != round(self.level * 200):
            self.update(self.width() - 14, 0, 14, self.height())
        self.level = level

    def _click_lock(self) -> None:
        self.lock_clicked.emit()
        self._show_locked()

    def _show_locked(self) -> None:
        locked = self.voice in self._desk.document.song.locks.voices
        self.lock.setChecked(locked)
        self.lock.setIcon(icons.lock(locked))

    def _show_audible(self) -> None:
        for button, on in (
            (self.mute, self._transport.muted[self.voice]),
            (self.solo, self._transport.soloed[self.voice]),
        ):
            with QSignalBlocker(button):
                button.setChecked(on)
        heard = self._transport.audible[self.voice]
        self._name.setStyleSheet(f"color: {(theme.VOICES[self.voice] if heard else theme.FAINT).name()}")

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Put the voice in focus."""
        self._desk.selection.choose_voice(self.voice)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the ground, the voice's colour and the level."""
        painter = QPainter(self)
        focused = self._desk.selection.voice == self.voice
        painter.fillRect(self.rect(), theme.RAISED if focused else theme.PANEL)
        color = theme.VOICES[self.voice]
        painter.fillRect(QRectF(0, 0, 4, self.height()), color)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(self.width() - 12, 8, 5, self.height() - 16)
        painter.setBrush(theme.WINDOW)
        painter.drawRoundedRect(track, 2.5, 2.5)
        if self.level > 0.005:
            lit = QRectF(track)
            lit.setTop(track.bottom() - track.height() * min(self.level, 1.0))
            painter.setBrush(color)
            painter.drawRoundedRect(lit, 2.5, 2.5)
