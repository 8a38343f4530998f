"""Left press on an edge of a note: drag its start or its end."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from nes_composer.score import edits
from nes_composer.score.notes import Note
from nes_composer.score.score import Score
from nes_composer.ui.coordinates import snap_nearest
from nes_composer.ui.gestures.gesture import Pointer, Roll
from nes_composer.ui.gestures.hit import Part


class Resize:
    """Give a note another end, or another start with the same end."""

    cursor = Qt.CursorShape.SizeHorCursor

    def __init__(self, roll: Roll, at: Pointer, note: Note, part: Part) -> None:
        self._desk, self._note, self._part = roll.desk, note, part
        self._resized = note
        # The edge keeps its distance from the mouse, so that a press alone changes nothing.
        self._offset = (note.end if part is Part.RIGHT else note.start) - at.row
        self._desk.touch(note)

    def drag(self, at: Pointer) -> None:
        """Move the edge to the grid line nearest to the mouse; at least one row is left."""
        note, score = self._note, self._desk.document.score
        edge = snap_nearest(at.row + self._offset, self._desk.step)
        if self._part is Part.RIGHT:
            resized = replace(note, length=min(max(edge, note.start + 1), len(score)) - note.start)
        else:
            start = max(min(edge, note.end - 1), 0)
            resized = replace(note, start=start, length=note.end - start)
        if resized != self._resized:
            self._resized = resized
            self._desk.edit("Resize note", self._edit, key=self)
            self._desk.touch(resized)

    def finish(self) -> None:
        """Nothing is left to do: the last movement is the result."""

    def cancel(self) -> None:
        """Give the note its old length."""
        self._desk.document.cancel(self)
        self._desk.touch(self._note)

    def _edit(self, score: Score) -> Score:
        return edits.draw(edits.erase(score, [self._note]), [self._resized])
