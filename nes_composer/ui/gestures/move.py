"""Left press on a note: drag it in time and pitch."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt

from nes_composer.score import edits
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import HIGHEST, LOWEST
from nes_composer.ui.coordinates import snap_nearest
from nes_composer.ui.gestures.gesture import Pointer, Roll


class Move:
    """Move a note; each new pitch sounds."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, roll: Roll, at: Pointer, note: Note) -> None:
        self._roll, self._desk, self._press, self._note = roll, roll.desk, at, note
        self._rows = self._semitones = 0
        self._desk.touch(note)
        self._desk.sound_note(note)

    def drag(self, at: Pointer) -> None:
        """Move by the whole steps and semitones from the press, as far as the voice and the song reach."""
        note = self._note
        rows = snap_nearest(at.row - self._press.row, self._desk.step)
        semitones = math.floor(at.pitch) - math.floor(self._press.pitch)
        rows = min(max(rows, -note.start), len(self._desk.document.score) - note.end)
        semitones = min(max(semitones, int(LOWEST[note.voice]) - note.pitch), int(HIGHEST[note.voice]) - note.pitch)
        if (rows, semitones) == (self._rows, self._semitones):
            return
        sounds = semitones != self._semitones
        self._rows, self._semitones = rows, semitones
        self._desk.edit("Move note", lambda score: edits.move(score, [note], rows, semitones), key=self)
        moved = note_at(self._desk.document.score, note.voice, note.start + rows)
        if moved is not None:
            self._desk.selection.choose_notes((moved,))
            if sounds:
                self._desk.sound_note(moved)

    def finish(self) -> None:
        """Nothing is left to do: the last movement is the result."""

    def cancel(self) -> None:
        """Put the note back."""
        self._desk.document.cancel(self)
        self._desk.selection.choose_notes((self._note,))
