"""Middle press: drag the paper."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nes_composer.ui.gestures.gesture import Pointer, Roll


class Pan:
    """Scroll in time, in all rolls, and in pitch, in this one."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, roll: Roll, at: Pointer) -> None:
        self._roll, self._press, self._before = roll, at, roll.coordinates

    def drag(self, at: Pointer) -> None:
        """Keep the place that was pressed under the mouse."""
        before = self._before
        self._roll.desk.time.show_rows(before.first_row - (at.x - self._press.x) / before.row_width, before.rows)
        self._roll.show_pitches(before.lowest + (at.y - self._press.y) / before.lane_height, before.pitches)

    def finish(self) -> None:
        """Nothing is left to do."""

    def cancel(self) -> None:
        """Scroll back."""
        self._roll.desk.time.show_rows(self._before.first_row, self._before.rows)
        self._roll.show_pitches(self._before.lowest, self._before.pitches)
