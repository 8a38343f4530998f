"""Left press on an empty place: a new note. A click makes it as long as the last one, a drag sets its length."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt

from nes_composer.score import edits
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import HIGHEST, LOWEST, Score
from nes_composer.ui.gestures.gesture import Pointer, Roll, lines

TEXT = "Draw note"
"""What undo calls it."""

_DRAG_FROM_PIXELS = 4.0


class Draw:
    """Draw one note; it sounds at once."""

    cursor = Qt.CursorShape.SizeHorCursor

    def __init__(self, roll: Roll, at: Pointer) -> None:
        self._roll, self._press = roll, at
        self._desk, pen = roll.desk, roll.desk.pens[roll.voice]
        self._dragged = False
        grid = lines(self._desk, at)
        start = grid.down(at.row)
        pitch = min(max(math.floor(at.pitch), int(LOWEST[roll.voice])), int(HIGHEST[roll.voice]))
        length = min(max(pen.length, grid.step), self._room(start))
        self._note = Note(roll.voice, start, length, pitch, pen.velocity, pen.timbre)
        self._desk.sound_note(self._note)
        self._apply()

    def drag(self, at: Pointer) -> None:
        """Set the length: up to the grid line nearest to the mouse."""
        self._dragged = self._dragged or abs(at.x - self._press.x) >= _DRAG_FROM_PIXELS
        if not self._dragged:
            return
        grid = lines(self._desk, at)
        end = min(max(grid.nearest(at.row), grid.up(self._note.start + 1)), len(self._score))
        note = self._note
        self._note = Note(note.voice, note.start, end - note.start, note.pitch, note.velocity, note.timbre)
        self._apply()

    def finish(self) -> None:
        """Leave the note chosen."""
        written = note_at(self._score, self._note.voice, self._note.start)
        if written is not None:
            pen = self._desk.pens[self._roll.voice]
            clicked_length = pen.length
            self._desk.touch(written)
            if not self._dragged:
                pen.length = clicked_length  # a click that had too little room does not shorten the next note

    def cancel(self) -> None:
        """Take the note back."""
        self._desk.document.cancel(self)

    @property
    def _score(self) -> Score:
        return self._desk.document.score

    def _room(self, start: int) -> int:
        """Rows up to the next note: a click does not write over one that it does not touch."""
        onsets = np.flatnonzero(self._score.onset[start + 1 :, self._roll.voice])
        return int(onsets[0]) + 1 if len(onsets) else len(self._score) - start

    def _apply(self) -> None:
        self._desk.edit(TEXT, lambda score: edits.draw(score, [self._note]), key=self)
