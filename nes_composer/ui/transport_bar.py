"""The bar below the menus: transport, tempo, position, volume."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSlider,
    QToolBar,
    QToolButton,
    QWidget,
)

from nes_composer.score.score import TICK_RATE
from nes_composer.ui import icons, labels, theme
from nes_composer.ui.desk import Desk
from nes_composer.ui.document import StepKey
from nes_composer.ui.transport import Transport


class TransportBar(QToolBar):
    """Shows and sets how the song runs.

    Attributes
    ----------
    bpm, ticks : QDoubleSpinBox
        The tempo in beats per minute and in driver ticks per row: one number in two units.
    beside_transport, beside_tempo : QHBoxLayout
        Room for what else notes are written by.
    volume : QSlider
        In percent of the chip's own level.
    """

    def __init__(self, desk: Desk, transport: Transport, actions: dict[str, QAction]) -> None:
        super().__init__("Transport")
        self.setObjectName("transport_bar")
        self.setMovable(False)
        self._desk, self._transport = desk, transport
        self._step = StepKey()
        self._play_icon, self._stop_icon = icons.play(), icons.stop()
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, 5, theme.MARGIN + 4, 5)
        row.setSpacing(4)
        actions["to_start"].setIcon(icons.to_start())
        actions["loop"].setIcon(icons.loop())
        self._play = _button(actions["play"])
        for button in (_button(actions["to_start"]), self._play, _button(actions["loop"])):
            row.addWidget(button)
        self.beside_transport = QHBoxLayout()
        row.addLayout(self.beside_transport)
        row.addSpacing(10)
        self.bpm = _spin_box(1.5, 15_000, 2, "Tempo in beats per minute")
        self.ticks = _spin_box(0.06, 601, 3, "Tempo in ticks of the sound driver (60.0988 a second) per row")
        for box, unit in ((self.bpm, "BPM"), (self.ticks, "ticks / row")):
            row.addWidget(box)
            row.addWidget(_unit(unit))
            row.addSpacing(8)
        self.bpm.valueChanged.connect(lambda bpm: self._set_tempo(bpm * self._desk.document.score.rows_per_beat / 60))
        self.ticks.valueChanged.connect(lambda ticks: self._set_tempo(TICK_RATE / ticks))
        self.beside_tempo = QHBoxLayout()
        self.beside_tempo.setSpacing(4)
        row.addLayout(self.beside_tempo)
        row.addSpacing(8)
        self._add_position(row)
        row.addStretch(1)
        self._add_volume(row)
        panel = QWidget()
        panel.setLayout(row)
        self.addWidget(_cut_off(panel))
        transport.status_changed.connect(self._show_position)
        transport.playing_changed.connect(self._show_playing)
        transport.loop_changed.connect(lambda: actions["loop"].setChecked(transport.looping))
        desk.document.song_changed.connect(self._show_song)
        self._show_playing()
        self._show_song()

    def _add_position(self, row: QHBoxLayout) -> None:
        self.position = QLabel()
        self.position.setFont(theme.font(19, bold=True, digits=True))
        self.position.setMinimumWidth(104)
        self.position.setToolTip("Bar . beat . row that is heard")
        self.time = QLabel()
        self.time.setFont(theme.font(12, digits=True))
        theme.follow_style(self.time, lambda: f"color: {theme.DIM.name()}")
        self.time.setToolTip("Time that is heard, and length of the song")
        row.addWidget(self.position)
        row.addWidget(self.time)

    def _add_volume(self, row: QHBoxLayout) -> None:
        speaker = QLabel()
        theme.follow(
            speaker, lambda: speaker.setPixmap(icons.speaker().pixmap(QSize(18, 18), self.devicePixelRatioF()))
        )
        row.addWidget(speaker)
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setValue(80)
        self.volume.setFixedWidth(110)
        self.volume.setToolTip("Volume")
        self.volume.setAccessibleName("Volume")
        self.volume.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.volume.valueChanged.connect(lambda percent: self._transport.set_gain(percent / 100))
        self._transport.set_gain(self.volume.value() / 100)
        row.addWidget(self.volume)

    def _set_tempo(self, rows_per_second: float) -> None:
        self._desk.edit("Set tempo", lambda s: replace(s, rows_per_second=rows_per_second), self._step.get())
        self._show_song()

    def _show_song(self) -> None:
        score = self._desk.document.score
        for box, value in ((self.bpm, score.beats_per_minute), (self.ticks, score.ticks_per_row)):
            with QSignalBlocker(box):
                box.setValue(value)
        self._show_position()

    def _show_position(self) -> None:
        score, row = self._desk.document.score, self._transport.row
        self.position.setText(labels.position(score, row))
        self.time.setText(f"{labels.clock(row / score.rows_per_second)} / {labels.clock(score.seconds)}")

    def _show_playing(self) -> None:
        self._play.setIcon(self._stop_icon if self._transport.playing else self._play_icon)


def _cut_off(panel: QWidget) -> QScrollArea:
    """Return a panel whose right end is cut off in a narrow window, so that it does not hold the window wide."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setWidget(panel)
    area.viewport().setAutoFillBackground(False)
    panel.setAutoFillBackground(False)
    area.setFixedHeight(panel.sizeHint().height())
    return area


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setObjectName("transport")
    button.setDefaultAction(action)
    button.setIconSize(QSize(20, 20))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button


def _spin_box(low: float, high: float, decimals: int, tip: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(low, high)
    box.setDecimals(decimals)
    box.setKeyboardTracking(False)
    box.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    box.setFixedSize(70, 26)
    box.setFont(theme.font(12, digits=True))
    box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    box.setToolTip(f"{tip}; wheel or type")
    box.setAccessibleName(tip)
    box.lineEdit().returnPressed.connect(box.clearFocus)
    return box


def _unit(text: str) -> QLabel:
    label = QLabel(text)
    theme.follow_style(label, lambda: f"color: {theme.DIM.name()}")
    return label
