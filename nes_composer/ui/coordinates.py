"""Where rows and pitches are on the screen: pure arithmetic, the same for painting and for the mouse."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", float, NDArray[np.float64])


@dataclass(frozen=True)
class Coordinates:
    """A window onto rows (to the right) and pitches (upwards).

    Row r covers ``[r, r + 1)`` and pitch p covers ``[p, p + 1)``: its lane.

    Parameters
    ----------
    first_row, rows
        What is seen in time: the row at the left edge, and how many.
    lowest, pitches
        What is seen in pitch: the lower end of the lowest lane, and how many.
    width, height
        Size in pixels; y grows downwards.
    """

    first_row: float
    rows: float
    lowest: float
    pitches: float
    width: float
    height: float

    @property
    def row_width(self) -> float:
        """Pixels of one row."""
        return self.width / self.rows

    @property
    def lane_height(self) -> float:
        """Pixels of one pitch."""
        return self.height / self.pitches

    def x(self, row: Number) -> Number:
        """Return the pixel at which `row` begins."""
        return (row - self.first_row) * self.row_width

    def row(self, x: Number) -> Number:
        """Return the row at pixel `x`, with its fraction."""
        return x / self.row_width + self.first_row

    def y(self, pitch: Number) -> Number:
        """Return the pixel of the lower edge of the lane of `pitch`."""
        return (self.lowest + self.pitches - pitch) * self.lane_height

    def pitch(self, y: Number) -> Number:
        """Return the pitch at pixel `y`, with its fraction."""
        return self.lowest + self.pitches - y / self.lane_height

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """Return the row and the pitch whose cell holds a pixel."""
        return math.floor(self.row(x)), math.floor(self.pitch(y))

    def span(self, start: Number, length: Number, pitch: Number) -> tuple[Number, Number, Number, float]:
        """Return left, top, width and height in pixels of notes."""
        return self.x(start), self.y(pitch + 1), length * self.row_width, self.lane_height
