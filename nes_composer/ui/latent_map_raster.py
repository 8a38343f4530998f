"""Dots by the ten thousand as one picture, and where the plane of two axes is on the screen. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

_NARROWEST, _WIDEST = 0.05, 40.0
"""σ that are seen at least and at most."""

_FAINTEST = 50
"""Shade of a dot by itself, of 255."""

_NEAR = 4
"""Pixels to either side within which dots are counted to tell how bright they are."""

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
    place = y[seen].astype(np.int64) * width + x[seen].astype(np.int64)
    counts = np.bincount(place, minlength=width * height).astype(np.int32).reshape(height, width)
    size = 2 if len(place) > _CROWDED * width * height else 3
    dots = _spread(_spread(counts, size, 0), size, 1) > 0
    near = _summed(_summed(counts, 0), 1)
    peak = max(int(near.max(initial=0)), 1)
    share = np.arange(peak + 1) / peak
    shades = palette[(_FAINTEST + share * (255 - _FAINTEST)).astype(np.int64)]
    return np.where(dots, shades[near], palette[0])


def nearest(x: NDArray[np.float32], y: NDArray[np.float32], at_x: float, at_y: float, within: float) -> int | None:
    """Return the index of the point that is nearest to a place, None if none is within that distance."""
    if not len(x):
        return None
    distance = (x - at_x) ** 2 + (y - at_y) ** 2
    index = int(np.argmin(distance))
    return index if distance[index] <= within**2 else None


def _summed(counts: NDArray[np.int32], axis: int) -> NDArray[np.int32]:
    """Return the sum of each count and its `_NEAR` neighbours to either side."""
    lines = np.moveaxis(counts, axis, 0)
    sums = np.cumsum(np.pad(lines, ((_NEAR + 1, _NEAR), (0, 0))), axis=0, dtype=np.int32)
    return np.moveaxis(sums[2 * _NEAR + 1 :] - sums[: -2 * _NEAR - 1], 0, axis)


def _spread(counts: NDArray[np.int32], size: int, axis: int) -> NDArray[np.int32]:
    """Add each count to its `size` − 1 neighbours: the one before, then the one behind."""
    result = counts.copy()
    ahead, behind = np.moveaxis(result, axis, 0), np.moveaxis(counts, axis, 0)
    ahead[1:] += behind[:-1]
    if size > 2:
        ahead[:-1] += behind[1:]
    return result
