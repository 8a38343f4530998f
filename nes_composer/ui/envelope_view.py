"""Where ticks and values of an envelope are on a lane, and what a press at a place is about. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

HEAD, RULER, BAND = 17, 13, 14
"""Heights of the title, of the ticks' numbers, and of each of the two bands with the loop and the release point."""

_SIDE = 6
_ROOM = 1.15
_FEWEST_TICKS = 16


class Part(Enum):
    """What is at a place."""

    TITLE = auto()
    LENGTH = auto()
    BARS = auto()
    LOOP = auto()
    RELEASE = auto()


def seen_ticks(count: int) -> int:
    """Return how many ticks a lane shows of an envelope of `count` values: some more, to draw them longer."""
    return max(_FEWEST_TICKS, int(count * _ROOM) + 2)


@dataclass(frozen=True)
class EnvelopeView:
    """From ticks and rows to pixels and back.

    Parameters
    ----------
    width, height
        Of the lane, in pixels.
    ticks
        How many are seen.
    rows
        How many values there are, one above the other.
    """

    width: float
    height: float
    ticks: int
    rows: int

    @property
    def top(self) -> float:
        """Where the highest value's row begins."""
        return HEAD + RULER

    @property
    def bottom(self) -> float:
        """Where the lowest value's row ends."""
        return max(self.height - 2 * BAND, self.top + 1)

    @property
    def tick_width(self) -> float:
        """Pixels of a tick."""
        return max(self.width - 2 * _SIDE, 1) / self.ticks

    @property
    def row_height(self) -> float:
        """Pixels of a value."""
        return (self.bottom - self.top) / self.rows

    def x(self, tick: float) -> float:
        """Return where a tick begins."""
        return _SIDE + tick * self.tick_width

    def y(self, row: float) -> float:
        """Return the lower edge of a value's row."""
        return self.bottom - row * self.row_height

    def tick(self, x: float) -> int:
        """Return the tick at a place; before the onset it is negative."""
        return int((x - _SIDE) // self.tick_width)

    def edge(self, x: float) -> int:
        """Return the border between ticks that is nearest to a place."""
        return round((x - _SIDE) / self.tick_width)

    def row(self, y: float) -> int:
        """Return the row at a place, or the nearest one."""
        return min(max(int((self.bottom - y) // self.row_height), 0), self.rows - 1)

    def part(self, y: float) -> Part:
        """Return what is at a height."""
        if y < HEAD:
            return Part.TITLE
        if y < self.top:
            return Part.LENGTH
        if y < self.bottom:
            return Part.BARS
        return Part.LOOP if y < self.bottom + BAND else Part.RELEASE
