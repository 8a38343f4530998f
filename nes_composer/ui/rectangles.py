"""Many rectangles for a painter at once: an array of numbers in place of a Python object for each."""

from __future__ import annotations

from typing import cast

import numpy as np
import shiboken6
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter


class Rectangles:
    """As many as wanted, with the painter's pen and brush.

    Attributes
    ----------
    sides : float64 [n, 4]
        Left, top, width and height of each, to be filled in. That is how Qt has them in memory.
    """

    def __init__(self, count: int) -> None:
        self.sides = np.zeros((count, 4))

    def paint(self, painter: QPainter) -> None:
        """Paint them in one call."""
        if len(self.sides):
            first = cast(QRectF, shiboken6.wrapInstance(self.sides.ctypes.data, QRectF))
            painter.drawRects(first, len(self.sides))
