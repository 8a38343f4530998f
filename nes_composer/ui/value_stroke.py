"""A drag over the velocity and timbre lane: a curve over notes, one undo step."""

from __future__ import annotations

import math

import numpy as np

from nes_composer.score import values
from nes_composer.score.notes import note_table
from nes_composer.score.values import Field
from nes_composer.ui.desk import Desk
from nes_composer.ui.value_steps import choose_again


class ValueStroke:
    """Gives each note that the mouse passes the value at which it leaves it; or each row its own one."""

    def __init__(self, desk: Desk, field: Field) -> None:
        self._desk, self._field, self._voice = desk, field, desk.selection.voice
        score = desk.document.score
        self._table = note_table(score, self._voice)
        self._chosen = desk.selection.notes
        self._drawn = np.full(len(score), -1, np.int64)
        self._last: tuple[float, int] | None = None
        self._notes: set[int] = set()

    def draw(self, row: float, value: int, free: bool) -> None:
        """Draw from the last place to this one; free, each row by itself."""
        last_row, last_value = self._last or (row, value)
        self._last = row, value
        first, end = max(math.floor(min(last_row, row)), 0), min(math.floor(max(last_row, row)) + 1, len(self._drawn))
        if first >= end:
            return
        (left, left_value), (right, right_value) = sorted([(last_row, last_value), (row, value)])
        starts, stops = self._table["start"], self._table["start"] + self._table["length"]
        passed = slice(int(np.searchsorted(stops, first, "right")), int(np.searchsorted(starts, end, "left")))
        for start, stop in zip(starts[passed].tolist(), stops[passed].tolist(), strict=True):
            self._notes.add(start)
            if free:
                rows = np.arange(max(start, first), min(stop, end))
                # A curve has its values in the middle of rows.
                places = np.floor([left, right]) + 0.5
                self._drawn[rows] = np.rint(np.interp(rows + 0.5, places, [left_value, right_value]))
                self._drawn[rows[rows == math.floor(row)]] = value
            elif start <= row < stop:
                self._drawn[start:stop] = value
            else:
                way_out = stop if row >= stop else start
                self._drawn[start:stop] = round(float(np.interp(way_out, [left, right], [left_value, right_value])))
        self._apply()

    def cancel(self) -> None:
        """Take everything back."""
        self._desk.document.cancel(self)
        choose_again(self._desk, self._chosen)

    def _apply(self) -> None:
        rows = np.flatnonzero(self._drawn >= 0)
        drawn = self._drawn[rows]
        text = f"Set {self._field}" if len(self._notes) == 1 else f"Draw {self._field}"
        self._desk.edit(text, lambda s: values.paint(s, self._field, self._voice, rows, drawn), key=self)
        choose_again(self._desk, self._chosen)
