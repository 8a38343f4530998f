"""Dots by the ten thousand as one picture, and where the plane of two axes is on the screen. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

_NARROWEST, _WIDEST = 0.05, 40.0
"""σ that are seen at least and at most."""

_FAINTEST = 50
"""Shade of a dot by itself, of 255."""

_CELL = 6
"""Side in pixels of the cells in which dots are counted to tell how bright they are."""

_CROWDED = 0.03
"""Dots per pixel from which they are painted small."""


@dataclass(frozen=True)
class MapArea:
    """The part of the plane that is seen.

    Parameters
    ----------
    left, bottom, across, up : float
        In σ: where it begins and how much of it is seen.
    width, height : float
        In pixels.
    """

    left: float
    bottom: float
    across: float
    up: float
    width: float
    height: float

    @classmethod
    def around(cls, x: NDArray[np.float32], y: NDArray[np.float32], width: float, height: float) -> MapArea:
        """Return an area that holds all of some points, and a little more; at least 1 σ around the centre."""
        low, high = ([*(f(a, initial=b) for a in (x, y))] for f, b in ((np.min, -1.0), (np.max, 1.0)))
        margins = [0.04 * (h - l) for l, h in zip(low, high, strict=True)]  # noqa: E741 - low and high
        left, bottom = (float(edge - margin) for edge, margin in zip(low, margins, strict=True))
        right, top = (float(edge + margin) for edge, margin in zip(high, margins, strict=True))
        return cls(left, bottom, right - left, top - bottom, width, height)

    def x(self, sigma: NDArray[np.float32] | float) -> NDArray[np.float32]:
        """Return pixels from the left of a place on the first axis."""
        return np.asarray((sigma - self.left) * (self.width / self.across), np.float32)

    def y(self, sigma: NDArray[np.float32] | float) -> NDArray[np.float32]:
        """Return pixels from the top of a place on the second axis."""
        return np.asarray(self.height - (sigma - self.bottom) * (self.height / self.up), np.float32)

    def sigmas(self, x: float, y: float) -> tuple[float, float]:
        """Return the place on both axes of a pixel."""
        return self.left + x * self.across / self.width, self.bottom + (self.height - y) * self.up / self.height

    def zoomed(self, factor: float, x: float, y: float) -> MapArea:
        """Return the area that shows `factor` times as much; what is at the pixel stays there."""
        factor = min(max(factor, _NARROWEST / min(self.across, self.up)), _WIDEST / max(self.across, self.up))
        at_x, at_y = self.sigmas(x, y)
        left, bottom = at_x - (at_x - self.left) * factor, at_y - (at_y - self.bottom) * factor
        return replace(self, left=left, bottom=bottom, across=self.across * factor, up=self.up * factor)

    def moved(self, x: float, y: float) -> MapArea:
        """Return the area with its contents moved by some pixels."""
        left, bottom = self.left - x * self.across / self.width, self.bottom + y * self.up / self.height
        return replace(self, left=left, bottom=bottom)

    def resized(self, width: float, height: float) -> MapArea:
        """Return the same part of the plane on another number of pixels."""
        return replace(self, width=width, height=height)


def picture(
    x: NDArray[np.float32], y: NDArray[np.float32], width: int, height: int, palette: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """Paint dots: where there are more of them they are brighter.

    Parameters
    ----------
    x, y : float32 [P]
        Middles of the dots, in pixels; those outside are left out.
    width, height
        Of the picture, in pixels.
    palette : uint32 [256]
        Colours from no dot to the most dots.

    Returns
    -------
    uint32 [height, width]
    """
    seen = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    column, row = x[seen].astype(np.int64), y[seen].astype(np.int64)
    image = np.full((height, width), palette[0])
    if len(row):
        near = _near(row // _CELL, column // _CELL)
        colors = palette[(_FAINTEST + near * ((255 - _FAINTEST) / near.max())).astype(np.int64)]
        size = 2 if len(row) > _CROWDED * width * height else 3
        for down, right in np.ndindex(size, size):
            # Around the middle; what would leave the picture stays at its edge.
            image[np.clip(row + down - 1, 0, height - 1), np.clip(column + right - 1, 0, width - 1)] = colors
    return image


def nearest(x: NDArray[np.float32], y: NDArray[np.float32], at_x: float, at_y: float, within: float) -> int | None:
    """Return the index of the point that is nearest to a place, None if none is within that distance."""
    if not len(x):
        return None
    distance = (x - at_x) ** 2 + (y - at_y) ** 2
    index = int(np.argmin(distance))
    return index if distance[index] <= within**2 else None


def _near(row: NDArray[np.int64], column: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many are in the same cell as each or in those around it."""
    # A margin of one cell all around.
    shape = int(row.max()) + 3, int(column.max()) + 3
    place = (row + 1) * shape[1] + column + 1
    counts = np.bincount(place, minlength=shape[0] * shape[1])
    around = [down * shape[1] + right for down in (-1, 0, 1) for right in (-1, 0, 1)]
    return np.asarray(sum(counts[place + step] for step in around))
