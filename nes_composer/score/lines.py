"""The lines that notes keep to: a bar, a beat or a part of one apart, also where a beat has no such whole part."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Lines:
    """Lines in time, one on row 0.

    Parameters
    ----------
    rows
        From one line to the next, above 0. Lines between two rows are on the nearest one, later ones at the middle:
        thirds of a beat of 4 rows are rows 0, 1, 3 and 4. Lines closer than a row are on every row.
    """

    rows: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", max(Fraction(self.rows), Fraction(1)))

    @property
    def step(self) -> int:
        """Whole rows from a line to the next, at least 1; for thirds, of most of them."""
        return math.floor(self.rows + Fraction(1, 2))

    def line(self, number: int) -> int:
        """Return the row of a line, which may be negative."""
        return math.floor(number * self.rows + Fraction(1, 2))

    def down(self, row: float) -> int:
        """Return the last line that is not after `row`: where a new note begins."""
        # The line that is due on the row may have been moved past it by rounding, or the next one onto it.
        first = math.floor(Fraction(row) / self.rows)
        return max(line for line in map(self.line, range(first - 1, first + 2)) if line <= row)

    def up(self, row: float) -> int:
        """Return the first line that is not before `row`."""
        first = math.floor(Fraction(row) / self.rows)
        return min(line for line in map(self.line, range(first, first + 3)) if line >= row)

    def nearest(self, row: float) -> int:
        """Return the line nearest to `row`, the later of two: where a dragged edge goes."""
        before, after = self.down(row), self.up(row)
        return before if row - before < after - row else after

    def beyond(self, row: int, steps: int) -> int:
        """Return the line that is `steps` lines after `row`, or before it where negative."""
        for _ in range(abs(steps)):
            row = self.up(row + 1) if steps > 0 else self.down(row - 1)
        return row
