"""Shift-click on a note: choose it beside the others, or no longer. Shift-drag moves it off the grid."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from nes_composer.score.notes import Note
from nes_composer.ui.gestures.gesture import Gesture, Pointer, Roll

_DRAG_FROM_PIXELS = 4.0


class Toggle:
    """Add a note to the chosen ones, or take it from them; when it is dragged, go on as another gesture."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, roll: Roll, at: Pointer, note: Note, drag: Callable[[], Gesture]) -> None:
        self._selection, self._before = roll.desk.selection, roll.desk.selection.notes
        self._press, self._begin_drag = at, drag
        self._drag: Gesture | None = None
        others = tuple(other for other in self._before if other != note)
        self._selection.choose_notes(others if note in self._before else (*others, note))

    def drag(self, at: Pointer) -> None:
        """Choose what was chosen before and drag it, as soon as the mouse is clearly moved."""
        if self._drag is None and max(abs(at.x - self._press.x), abs(at.y - self._press.y)) >= _DRAG_FROM_PIXELS:
            self._selection.choose_notes(self._before)
            self._drag = self._begin_drag()
        if self._drag is not None:
            self._drag.drag(at)

    def finish(self) -> None:
        """End the drag."""
        if self._drag is not None:
            self._drag.finish()

    def cancel(self) -> None:
        """Choose what was chosen before."""
        if self._drag is not None:
            self._drag.cancel()
        self._selection.choose_notes(self._before)
