"""Right press on a note, or a press of the erase tool: erase it, and all notes that the mouse is dragged over."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nes_composer.score import edits
from nes_composer.score.notes import Note
from nes_composer.ui.gestures.gesture import Pointer, Roll
from nes_composer.ui.gestures.hit import hit


class Erase:
    """Erase notes under the mouse, one undo step for all."""

    cursor = Qt.CursorShape.ForbiddenCursor

    def __init__(self, roll: Roll, at: Pointer) -> None:
        self._roll, self._desk, self._last = roll, roll.desk, at
        self._notes: list[Note] = []
        self._desk.selection.choose_voice(roll.voice)
        self.drag(at)

    def drag(self, at: Pointer) -> None:
        """Erase the notes between the last place of the mouse and this one."""
        last, self._last = self._last, at
        steps = int(max(abs(at.row - last.row), abs(at.pitch - last.pitch))) * 2 + 1
        found = []
        for step in range(1, steps + 1):
            share = step / steps
            x, y, row, pitch = (
                a + (b - a) * share
                for a, b in ((last.x, at.x), (last.y, at.y), (last.row, at.row), (last.pitch, at.pitch))
            )
            place = Pointer(x, y, row, pitch)
            under = hit(self._roll, place)
            if under is not None and under.note not in found:
                found.append(under.note)
        if found:
            self._notes += found
            self._apply()

    def finish(self) -> None:
        """Nothing is left to do."""

    def cancel(self) -> None:
        """Bring the notes back."""
        self._desk.document.cancel(self)

    def _apply(self) -> None:
        text = "Erase note" if len(self._notes) == 1 else f"Erase {len(self._notes)} notes"
        self._desk.edit(text, lambda score: edits.erase(score, self._notes), key=self)
