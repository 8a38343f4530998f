"""Notes as pixels: all of a voice at once by numpy, however many there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

_ROUNDED_FROM, _ROUNDED_WELL_FROM = 4, 7
"""Height in pixels from which a bar's corners are cut by a pixel, and by a small circle; narrow bars keep theirs."""

_HATCH = 6
"""Pixels from one line of a hatched bar to the next."""


@dataclass(frozen=True)
class Bars:
    """Bars to paint, in pixels of the picture; where two of a lane share a pixel, the later one is seen.

    Parameters
    ----------
    left, right : float [n]
        Edges; a bar is at least a pixel wide.
    lane : int [n]
        In which lane.
    color : uint32 [n]
        Premultiplied ARGB.
    hatch : uint32 [n]
        The colour of diagonal lines over it; the bar's own for none.
    edge : uint32 [n]
        The colour of its outline; the bar's own for none.
    """

    left: NDArray[np.float64]
    right: NDArray[np.float64]
    lane: NDArray[np.int64]
    color: NDArray[np.uint32]
    hatch: NDArray[np.uint32]
    edge: NDArray[np.uint32]


def premultiplied(colors: list[QColor]) -> NDArray[np.uint32]:
    """Return colours as premultiplied ARGB."""
    packed = np.array([color.rgba() for color in colors], np.uint32)
    alpha = packed >> 24
    if (alpha == 255).all():
        return packed
    parts = [((packed >> shift & 255) * alpha + 127) // 255 << shift for shift in (16, 8, 0)]
    return (alpha << 24 | parts[0] | parts[1] | parts[2]).astype(np.uint32)


def raster(
    bars: Bars, tops: NDArray[np.int64], bottoms: NDArray[np.int64], width: int, height: int
) -> NDArray[np.uint32]:
    """Return a picture of bars.

    Parameters
    ----------
    bars
        What is painted; parts outside the picture are left out.
    tops, bottoms : int [lanes]
        The first row of pixels of each lane's bars and the one after the last; may be outside the picture.
    width, height
        Of the picture in pixels.

    Returns
    -------
    uint32 [height, width]
        Premultiplied ARGB, 0 where there is nothing.
    """
    # A lane's bars are alike over their whole height but for the corners, so that one row of pixels for each lane
    # and each depth of its corners is all that has to be computed; the picture repeats them.
    left = np.clip(np.floor(bars.left + 0.5), -1, width).astype(np.int64)
    right = np.clip(np.floor(bars.right + 0.5), 0, width + 1).astype(np.int64)
    right = np.maximum(np.where(right - left > 2, right - 1, right), left + 1)  # a gap to what follows
    lengths = right - left
    column = np.repeat(left - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
    place, of = column - np.repeat(left, lengths), np.repeat(np.arange(len(left)), lengths)
    # How many rows of pixels the corners take from a column: rounded as by a small circle.
    inset = np.minimum(place, lengths[of] - 1 - place)
    cut = np.where(lengths[of] > _ROUNDED_FROM, np.maximum(2 - inset, 0), 0)
    seen = (column >= 0) & (column < width)
    column, of, cut, inset = column[seen], of[seen], cut[seen], inset[seen]
    lanes, hatches = len(tops), bool((bars.color != bars.hatch).any())
    # Where neither corners nor outlines are to be seen, all rows of pixels of a lane are alike.
    depths = 3 if cut.any() or (bars.edge != bars.color).any() else 1
    lines = np.zeros((1 + hatches, depths, lanes + 1, width), np.uint32)  # the last lane is empty
    for depth in range(depths):
        whole = cut <= depth
        bar, at = of[whole], column[whole]
        outer = (depth == 0) | (inset[whole] + depth <= 2)
        for kind, color in enumerate((bars.color, bars.hatch)[: len(lines)]):
            shade = np.where(outer, bars.edge[bar], color[bar]) if depths > 1 else color[bar]
            lines[kind, depth, bars.lane[bar], at] = shade
    lane, deep = _rows(tops, bottoms, height)
    if depths == 1:
        deep = np.zeros_like(deep)
    picture: NDArray[np.uint32] = lines[0, deep, lane]
    if hatches:
        hatched = (np.arange(width) + np.arange(height)[:, None]) % _HATCH < 2
        picture = np.where(hatched, lines[1, deep, lane], picture)
    return picture


def image(picture: NDArray[np.uint32], pixel_ratio: float) -> QImage:
    """Return a picture for painting; it must live as long as the image."""
    height, width = picture.shape
    result = QImage(picture.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    result.setDevicePixelRatio(pixel_ratio)
    return result


def _rows(tops: NDArray[np.int64], bottoms: NDArray[np.int64], height: int) -> tuple[NDArray[np.int64], ...]:
    """Return for each row of pixels its lane, or the number of lanes for none, and how deep it is in it, 0-2."""
    tops, bottoms, row = tops[::-1], bottoms[::-1], np.arange(height)  # from above, as pixels are counted
    index = np.searchsorted(tops, row, side="right") - 1
    high = bottoms - tops
    inner = np.select([high >= _ROUNDED_WELL_FROM, high >= _ROUNDED_FROM], [2, 1], 0)[index]
    depth = np.minimum(np.minimum(row - tops[index], bottoms[index] - 1 - row) + 2 - inner, 2)
    inside = (index >= 0) & (row < bottoms[index])
    return np.where(inside, len(tops) - 1 - index, len(tops)), np.where(inside, depth, 2)
