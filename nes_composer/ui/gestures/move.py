"""Left press on a note: drag it, and all others that are chosen with it, in time and pitch."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt

from nes_composer.score import moves
from nes_composer.score.notes import Note
from nes_composer.score.score import NO
from nes_composer.ui.gestures.gesture import Pointer, Roll, lines


class Move:
    """Move notes, also of several voices; each new pitch of the one under the mouse sounds.

    A note that was not chosen becomes the only choice. Pitched voices move in pitch together; the noise, whose lanes
    are periods, keeps its pitch when they do, and they keep theirs when it is dragged.
    """

    cursor = Qt.CursorShape.ClosedHandCursor
    copies = False
    _verb = "Move"

    def __init__(self, roll: Roll, at: Pointer, note: Note) -> None:
        self._desk, self._press, self._note = roll.desk, at, note
        self._before = roll.desk.selection.notes
        self._moved = False
        self._semitones = 0
        if note in self._before:
            self._notes = self._before
            self._desk.take_up(note)
        else:
            self._notes = (note,)
            self._desk.touch(note)
        self._desk.sound_note(note)

    def drag(self, at: Pointer) -> None:
        """Move by the whole steps and semitones from the press, as far as all voices and the song reach."""
        note, score = self._note, self._desk.document.score
        grid = lines(self._desk, at)
        rows = grid.nearest(note.start + at.row - self._press.row) - grid.nearest(note.start)
        semitones = math.floor(at.pitch) - math.floor(self._press.pitch)
        pitches = (0, 0, 0, semitones) if note.voice == NO else (semitones, semitones, semitones, 0)
        rows, pitches = moves.reach(score, self._notes, rows, pitches)
        moved = moves.shifted(self._notes, rows, pitches)
        if moved == self._desk.selection.notes:
            return
        self._moved = True
        self._desk.edit(self._text, lambda score: moves.shift(score, self._notes, rows, pitches, self.copies), key=self)
        self._desk.selection.choose_notes(moved)
        if pitches[note.voice] != self._semitones:
            self._semitones = pitches[note.voice]
            self._desk.sound_note(moved[self._notes.index(note)])

    def finish(self) -> None:
        """Leave the last movement; a click on one of several chosen notes chooses that one alone."""
        if not self._moved:
            self._desk.touch(self._note)

    def cancel(self) -> None:
        """Put the notes back."""
        self._desk.document.cancel(self)
        self._desk.selection.choose_notes(self._notes)

    @property
    def _text(self) -> str:
        return f"{self._verb} note" if len(self._notes) == 1 else f"{self._verb} {len(self._notes)} notes"
