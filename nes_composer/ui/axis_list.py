"""A scrolling list of sliders: the principal axes, or the attributes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nes_composer.models.latent_axes import LatentAxes
from nes_composer.ui.axis_preview import AxisPreview
from nes_composer.ui.axis_row import AxisRow
from nes_composer.ui.desk import Desk
from nes_composer.ui.document import StepKey
from nes_composer.ui.latent import Latent
from nes_composer.ui.latent_moves import LatentMoves
from nes_composer.ui.latent_step import Point

SLIDERS = 16
"""Axes that are shown at first, and so many more each time that more are asked for."""


@dataclass(frozen=True)
class Directions:
    """What the sliders of a list are about.

    Parameters
    ----------
    names
        Of the directions, given the axes.
    shares
        Of the variance, given the axes; zeros where a direction has none of its own.
    values
        Where a pattern is.
    move
        Takes direction, value and undo step.
    moved
        Takes axes, point, direction and value; returns the point moved there.
    """

    names: Callable[[LatentAxes], Sequence[str]]
    shares: Callable[[LatentAxes], NDArray[np.float32]]
    values: Callable[[int], NDArray[np.float32]]
    move: Callable[[int, float, object], None]
    moved: Callable[[LatentAxes, Point, int, float], Point]


class AxisList(QScrollArea):
    """Sliders for directions in latent space; as many as the model has, at first sixteen.

    Attributes
    ----------
    rows : list of AxisRow
    more : QPushButton
        Shows more of them.
    preview : AxisPreview
    """

    def __init__(self, desk: Desk, latent: Latent, moves: LatentMoves, directions: Directions, lockable: bool) -> None:
        super().__init__()
        self._desk, self._latent, self._moves, self._directions = desk, latent, moves, directions
        self._lockable = lockable
        self._step, self._moving = StepKey(), -1
        self.preview = AxisPreview(latent, self)
        self.rows: list[AxisRow] = []
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(0)
        self.more = QPushButton(f"{SLIDERS} more")
        self.more.setToolTip("Show more sliders: what varies less between songs")
        self.more.clicked.connect(lambda: self._make_rows(len(self.rows) + SLIDERS))
        self._column.addWidget(self.more)
        self._column.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setAccessibleName("Axes" if lockable else "Attributes")
        self.setToolTip("Sliders in standard deviations")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._content)
        self._make_rows(SLIDERS)
        latent.ready_changed.connect(self._show_directions)
        latent.values_changed.connect(self._show_values)
        desk.selection.pattern_changed.connect(self._show_values)
        moves.locked_changed.connect(self._show_locks)

    @classmethod
    def of_axes(cls, desk: Desk, latent: Latent, moves: LatentMoves) -> AxisList:
        """Return the list of principal axes."""
        directions = Directions(
            names=lambda axes: axes.names,
            shares=lambda axes: axes.explained_variance,
            values=latent.values,
            move=moves.move_axis,
            moved=lambda axes, z, axis, value: axes.moved(z, axis, value),
        )
        return cls(desk, latent, moves, directions, lockable=True)

    @classmethod
    def of_attributes(cls, desk: Desk, latent: Latent, moves: LatentMoves) -> AxisList:
        """Return the list of attributes."""
        directions = Directions(
            names=lambda axes: axes.attribute_names,
            shares=lambda axes: np.zeros(len(axes.attribute_names), np.float32),
            values=latent.attribute_values,
            move=moves.move_attribute,
            moved=lambda axes, z, attribute, value: axes.with_attribute(z, attribute, value, moves.locked),
        )
        return cls(desk, latent, moves, directions, lockable=False)

    def _make_rows(self, count: int) -> None:
        """Have so many rows, as far as the model has directions."""
        axes = self._latent.axes
        if axes is not None:
            count = min(count, len(self._directions.names(axes)))
        for index in range(len(self.rows), count):
            row = AxisRow(self._lockable)
            row.moved.connect(lambda value, index=index: self._moved(index, value))
            row.slider.sliderPressed.connect(self._step.renew)
            row.lock_clicked.connect(lambda index=index: self._moves.set_locked(index, index not in self._moves.locked))
            row.rested.connect(lambda here, index=index: self._rested(index, here))
            self.rows.append(row)
            self._column.insertWidget(index, row)
        self._show_directions()

    def _moved(self, index: int, value: float) -> None:
        slider = self.rows[index].slider
        if index != self._moving:
            self._moving = index
            self._step.renew()
        self.preview.dismiss()
        # A drag is one step however long it rests; wheel and arrow keys are one while they follow each other.
        self._directions.move(index, value, self._step.keep() if slider.isSliderDown() else self._step.get())

    def _rested(self, index: int, here: bool) -> None:
        axes, pattern = self._latent.axes, self._desk.selection.pattern
        if axes is None or not here or self._latent.misfit or self.rows[index].slider.isSliderDown():
            self.preview.dismiss()
            return
        z = self._latent.point(pattern)
        now = self._desk.document.song.pattern_rows(pattern)
        self.preview.ask(
            now,
            axes.mean if z is None else z,
            lambda point, value: self._directions.moved(axes, point, index, value),
            self.rows[index],
        )

    # What the model says

    def _show_directions(self) -> None:
        axes = self._latent.axes
        names = self._directions.names(axes) if axes is not None else ()
        shares = self._directions.shares(axes) if axes is not None else ()
        for index, row in enumerate(self.rows):
            known = index < len(names)
            row.setVisible(known or axes is None)
            row.show_direction(
                index + 1 if self._lockable else 0,
                names[index] if known else "—",
                float(shares[index]) if known else 0.0,
                known,
            )
        left = len(names) - len(self.rows)
        self.more.setVisible(left > 0)
        self.more.setText(f"{min(left, SLIDERS)} more of {len(names)}")
        self._show_locks()
        self._show_values()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up with what has happened while it was hidden."""
        super().showEvent(event)
        self._show_values()

    def _show_values(self) -> None:
        if not self.isVisible():
            return
        values = self._directions.values(self._desk.selection.pattern)
        for row, value in zip(self.rows, values, strict=False):
            row.show_value(float(value))

    def _show_locks(self) -> None:
        for index, row in enumerate(self.rows):
            row.show_locked(self._lockable and index in self._moves.locked)
