"""Left press on an edge of a note: drag its start or its end, and those of all others that are chosen with it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nes_composer.score import moves
from nes_composer.score.notes import Note
from nes_composer.ui.gestures.gesture import Pointer, Roll, lines
from nes_composer.ui.gestures.hit import Part


class Resize:
    """Give notes other ends, or other starts with the same ends; all change by as much as the one under the mouse."""

    cursor = Qt.CursorShape.SizeHorCursor

    def __init__(self, roll: Roll, at: Pointer, note: Note, part: Part) -> None:
        self._desk, self._part = roll.desk, part
        self._edge = note.end if part is Part.RIGHT else note.start
        # The edge keeps its distance from the mouse, so that a press alone changes nothing.
        self._offset = self._edge - at.row
        before = roll.desk.selection.notes
        self._notes = before if note in before else (note,)
        self._place = self._notes.index(note)
        self._resized = self._notes
        if note in before:
            self._desk.take_up(note)
        else:
            self._desk.touch(note)

    def drag(self, at: Pointer) -> None:
        """Move the edge to the grid line nearest to the mouse; at least one row is left."""
        by = lines(self._desk, at).nearest(at.row + self._offset) - self._edge
        left, right = (0, by) if self._part is Part.RIGHT else (by, 0)
        resized = moves.resized(self._desk.document.score, self._notes, left, right)
        if resized != self._resized:
            self._resized = resized
            text = "Resize note" if len(resized) == 1 else f"Resize {len(resized)} notes"
            self._desk.edit(text, lambda score: moves.resize(score, self._notes, resized), key=self)
            self._desk.selection.choose_notes(resized)
            self._desk.take_up(resized[self._place])

    def finish(self) -> None:
        """Nothing is left to do: the last movement is the result."""

    def cancel(self) -> None:
        """Give the notes their old lengths."""
        self._desk.document.cancel(self)
        self._desk.selection.choose_notes(self._notes)
        self._desk.take_up(self._notes[self._place])
