"""Composing without a mouse: the playhead as a cursor, notes gone to and drawn, rows chosen, all by key."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from nes_composer.score import edits
from nes_composer.score.bundle import notes_on
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import VOICES, Score
from nes_composer.ui.choice import chosen_rows
from nes_composer.ui.desk import Desk
from nes_composer.ui.gestures import draw
from nes_composer.ui.transport import Transport

_USUAL_PITCHES = (69, 60, 45, 12)
"""Of a note drawn into a voice without notes."""


class CursorKeys(QObject):
    """What keys do without chosen notes, and how they come to notes.

    Signals
    -------
    told
        What is missing, in a sentence.
    """

    told = Signal(str)

    def __init__(self, desk: Desk, transport: Transport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._transport = desk, transport
        self._sought: int | None = None
        transport.status_changed.connect(self._arrived)

    @property
    def row(self) -> int:
        """Where the cursor is: the playhead, or where that is on its way to, within the song."""
        row = int(self._transport.row) if self._sought is None else self._sought
        return max(min(row, len(self._score) - 1), 0)

    # Time

    def go(self, steps: int) -> None:
        """Move the playhead by steps of the grid."""
        self.go_to(self._desk.grid.beyond(self.row, steps))

    def go_bars(self, bars: int) -> None:
        """Move the playhead by bars."""
        self.go_to(self.row + bars * self._score.rows_per_bar)

    def go_to(self, row: int) -> None:
        """Move the playhead to a row, as far as the song reaches."""
        row = min(max(row, 0), max(len(self._score) - 1, 0))
        self._sought = row
        self._transport.seek(row)
        self._desk.time.reveal(row)

    def choose_rows(self, steps: int) -> None:
        """Choose rows from the playhead on, or move the end of those that are chosen, by steps of the grid."""
        grid, selection, end = self._desk.grid, self._desk.selection, len(self._score)
        rows = selection.rows
        if rows is not None:
            rows = rows[0], grid.beyond(rows[1], steps)
        else:
            here = grid.down(self.row)
            there = grid.beyond(here, steps)
            rows = min(here, there), max(here, there)
        rows = max(rows[0], 0), min(rows[1], end)
        selection.choose_rows(rows if rows[0] < rows[1] else None)
        self._desk.time.reveal(min(rows[1], max(end - 1, 0)))

    # Notes

    def choose_all(self) -> None:
        """Choose all notes and all rows."""
        score = self._score
        self._desk.selection.choose_notes(
            tuple(note for voice in range(len(VOICES)) for note in notes_on(score, voice))
        )
        self._desk.selection.choose_rows((0, len(score)))

    def step(self, by: int, add: bool = False) -> None:
        """Choose the next note (1) or the one before (-1) of the voice in focus; with `add`, beside the others."""
        selection, score = self._desk.selection, self._score
        voice = selection.voice
        starts = np.flatnonzero(score.onset[:, voice])
        mine = [note.start for note in selection.notes if note.voice == voice]
        if mine:
            found = starts[starts > max(mine)][:1] if by > 0 else starts[starts < min(mine)][-1:]
        else:
            found = starts[starts >= self.row][:1] if by > 0 else starts[starts <= self.row][-1:]
        if not len(found):
            self.told.emit(f"{VOICES[voice]} has no note {'after' if by > 0 else 'before'} this one")
            return
        note = note_at(score, voice, int(found[0]))
        assert note is not None
        if add:
            selection.choose_notes((*selection.notes, note))
        else:
            self._desk.touch(note)
        self._desk.sound_note(note)
        self._desk.time.reveal(note.start)

    def insert(self) -> None:
        """Draw a note of the voice in focus at the playhead, and go to its end while the song is stopped."""
        desk, score = self._desk, self._score
        voice, start = desk.selection.voice, desk.grid.down(self.row)
        if start >= len(score):
            return
        pen = desk.pens[voice]
        later = np.flatnonzero(score.onset[start + 1 :, voice])
        room = int(later[0]) + 1 if len(later) else len(score) - start
        length = min(max(pen.length, desk.step), room)
        note = Note(voice, start, length, self._pitch(voice, start), pen.velocity, pen.timbre)
        desk.edit(draw.TEXT, lambda score: edits.draw(score, [note]))
        written = note_at(desk.document.score, voice, start)
        if written is not None:
            desk.selection.choose_notes((written,))
            desk.sound_note(written)
        if not self._transport.playing:
            self.go_to(note.end)

    # Hearing what is chosen

    def play_chosen(self) -> None:
        """Play from the first chosen row or note; without any, from the playhead."""
        rows = chosen_rows(self._desk)
        self._transport.play(self.row if rows is None else rows[0])

    def loop_chosen(self) -> None:
        """Repeat the chosen rows, or from the first chosen note to the end of the last."""
        rows = chosen_rows(self._desk)
        if rows is None:
            self.told.emit("Choose rows or notes first: what is chosen is looped")
        else:
            self._transport.set_loop(*rows)

    @property
    def _score(self) -> Score:
        return self._desk.document.score

    def _arrived(self) -> None:
        self._sought = None

    def _pitch(self, voice: int, row: int) -> int:
        """Return the pitch of a drawn note: as the chosen one, the one before it, or as is usual."""
        chosen = [note.pitch for note in self._desk.selection.notes if note.voice == voice]
        if chosen:
            return chosen[0]
        before = np.flatnonzero(self._score.onset[: row + 1, voice])
        return int(self._score.pitch[before[-1], voice]) if len(before) else _USUAL_PITCHES[voice]
