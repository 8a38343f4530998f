"""Click on the ghost note of another voice: put that voice in focus. A drag from there draws."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nes_composer.score.notes import Note
from nes_composer.ui.gestures.draw import Draw
from nes_composer.ui.gestures.gesture import Pointer, Roll

_DRAG_FROM_PIXELS = 4.0


class Switch:
    """Switch the focus and choose the note, unless the mouse is dragged."""

    cursor = Qt.CursorShape.PointingHandCursor

    def __init__(self, roll: Roll, at: Pointer, note: Note) -> None:
        self._roll, self._press, self._note = roll, at, note
        self._draw: Draw | None = None

    def drag(self, at: Pointer) -> None:
        """Draw a note, as soon as the mouse is clearly moved."""
        if self._draw is None and abs(at.x - self._press.x) >= _DRAG_FROM_PIXELS:
            self._draw = Draw(self._roll, self._press)
        if self._draw is not None:
            self._draw.drag(at)

    def finish(self) -> None:
        """Switch, or leave the drawn note."""
        if self._draw is not None:
            self._draw.finish()
            return
        desk = self._roll.desk
        desk.focus.enter(self._note.voice)
        desk.touch(self._note)
        desk.sound_note(self._note)

    def cancel(self) -> None:
        """Take the drawn note back."""
        if self._draw is not None:
            self._draw.cancel()
