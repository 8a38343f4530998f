"""Shift-click on a note: choose it beside the others, or no longer."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nes_composer.score.notes import Note
from nes_composer.ui.gestures.gesture import Pointer, Roll


class Toggle:
    """Add a note to the chosen ones, or take it from them."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, roll: Roll, note: Note) -> None:
        self._selection, self._before = roll.desk.selection, roll.desk.selection.notes
        others = tuple(other for other in self._before if other != note)
        self._selection.choose_notes(others if note in self._before else (*others, note))

    def drag(self, at: Pointer) -> None:
        """Nothing follows the mouse."""

    def finish(self) -> None:
        """Nothing is left to do."""

    def cancel(self) -> None:
        """Choose what was chosen before."""
        self._selection.choose_notes(self._before)
