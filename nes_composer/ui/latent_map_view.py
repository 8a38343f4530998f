"""The latent map: all that the model learned from, and where in it the song is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nes_composer.models.latent_axes import LatentAxes
from nes_composer.ui import labels, theme
from nes_composer.ui.desk import Desk
from nes_composer.ui.latent import Latent
from nes_composer.ui.latent_map_canvas import LatentMapCanvas, Stop
from nes_composer.ui.latent_map_hearing import LatentMapHearing
from nes_composer.ui.latent_step import Point
from nes_composer.ui.transport import Transport

_CHOICE = QSize(220, 22)
_LOADING = "The models are loading…"
_NO_MAP = "No map belongs to this model: python -m train map CHECKPOINT makes one"


class LatentMapView(QWidget):
    """Two axes to choose, and the canvas.

    Attributes
    ----------
    canvas : LatentMapCanvas
    hearing : LatentMapHearing
    choices : tuple of QComboBox
        Which axis is to the right, and which is up.
    told : QLabel
        Which song the dot under the mouse is of; else what there is to know.
    """

    def __init__(self, desk: Desk, latent: Latent, transport: Transport) -> None:
        super().__init__()
        self._desk, self._latent = desk, latent
        self._step = object()
        self._shown = (0, 1)
        self.canvas = LatentMapCanvas()
        self.hearing = LatentMapHearing(desk, latent, transport, self)
        self.choices = (_choice("Axis to the right"), _choice("Axis upwards"))
        self.told = QLabel(_LOADING)
        theme.follow_style(self.told, lambda: f"color: {theme.DIM.name()}; font-size: 11px")
        self.told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        theme.follow_ground(self, lambda: theme.PANEL)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 8, 0)
        head.setSpacing(6)
        for arrow, choice in zip("→↑", self.choices, strict=True):
            head.addWidget(QLabel(arrow))
            head.addWidget(choice)
            choice.activated.connect(self._choose_axes)
        head.addWidget(self.told, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.canvas, 1)
        self.canvas.pressed.connect(lambda x, y: self._hear(x, y, begins=True))
        self.canvas.swept.connect(lambda x, y: self._hear(x, y, begins=False))
        self.canvas.released.connect(self.hearing.release)
        self.canvas.fitted.connect(self.hearing.stop)
        self.canvas.chosen.connect(self._choose_pattern)
        self.canvas.dragged.connect(self._drag)
        self.canvas.hovered.connect(self._tell)
        latent.ready_changed.connect(self._show_axes)
        latent.values_changed.connect(self._show_stops)
        desk.selection.pattern_changed.connect(self._show_stops)
        self._show_axes()

    # What there is to see

    def _show_axes(self) -> None:
        """Take over another model."""
        names = self._latent.axes.names if self._latent.axes is not None else ()
        count = self._latent.map.axes if self._latent.map is not None else len(names)
        self._shown = (0, min(1, max(count - 1, 0)))
        for choice in self.choices:
            choice.clear()
            choice.addItems([f"{number} {name}" for number, name in enumerate(names[:count], 1)])
            choice.setEnabled(count > 1 and bool(names))
        self._show_dots()
        self._show_stops()
        self._tell(-1)

    def _show_dots(self) -> None:
        for choice, axis in zip(self.choices, self._shown, strict=True):
            choice.setCurrentIndex(axis)
        dots = self._latent.map
        if dots is not None:
            x, y = self._shown
            self.canvas.show_dots(dots.sigmas(x), dots.sigmas(y))
        else:
            none = np.zeros(0, np.float32)
            self.canvas.show_dots(none, none)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up with what has happened while it was hidden."""
        super().showEvent(event)
        self._show_stops()

    def _show_stops(self) -> None:
        if not self.isVisible():
            return
        song, latent = self._desk.document.song, self._latent
        stops = []
        if latent.axes is not None:
            x, y = self._shown
            for pattern in range(len(song.patterns)):
                if latent.point(pattern) is not None:
                    values = latent.values(pattern)
                    stops.append(Stop(pattern, song.name_of(pattern), float(values[x]), float(values[y])))
        self.canvas.show_stops(stops, self._desk.selection.pattern)

    def _tell(self, dot: int) -> None:
        dots = self._latent.map
        if dots is not None and 0 <= dot < len(dots.song):
            self.told.setText(labels.song_title(dots.names[dots.song[dot]]))
        elif dots is not None:
            self.told.setText(f"{len(dots.song):,} patterns of {len(dots.names):,} songs")
        else:
            self.told.setText(_NO_MAP if self._latent.ready else self._latent.problem or _LOADING)

    # What the person does

    def _choose_axes(self) -> None:
        x, y = (choice.currentIndex() for choice in self.choices)
        # Both on one axis would be a line: what is chosen for one changes places with the other.
        self._shown = self._shown[::-1] if x == y else (x, y)
        self._show_dots()
        self._show_stops()
        self.canvas.fit()

    def _choose_pattern(self, pattern: int) -> None:
        self._step = object()
        self._desk.selection.choose_pattern(pattern)
        self._desk.time.reveal(pattern * self._desk.document.song.rows_per_pattern)

    def _drag(self, pattern: int, x: float, y: float) -> None:
        axes = self._latent.axes
        if axes is not None:
            text = f"Move {labels.pattern_names(self._desk.document.song, (pattern,))} on the map"
            self._latent.shift(pattern, lambda z: self._moved(axes, z, x, y), text, self._step)

    def _hear(self, x: float, y: float, begins: bool) -> None:
        axes = self._latent.axes
        if axes is None or self._latent.misfit:
            self.told.setText(self._latent.misfit or self.told.text())
            return
        z = self._latent.point(self._desk.selection.pattern)
        there = self._moved(axes, axes.mean if z is None else z, x, y)
        if begins:
            self.hearing.press(there)
        else:
            self.hearing.move(there)

    def _moved(self, axes: LatentAxes, z: Point, x: float, y: float) -> Point:
        return axes.moved(axes.moved(z, self._shown[0], x), self._shown[1], y)


def _choice(name: str) -> QComboBox:
    choice = QComboBox()
    choice.setAccessibleName(name)
    choice.setToolTip(f"{name}: the first axes tell the most songs apart")
    choice.setFixedSize(_CHOICE)
    choice.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return choice
