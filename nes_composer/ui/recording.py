"""Recording while the song plays: what is played is written where it was heard."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QSettings, Signal

from nes_composer.score import edits
from nes_composer.score.notes import Note
from nes_composer.score.score import Score
from nes_composer.ui.desk import Desk
from nes_composer.ui.ghosts import Ghost
from nes_composer.ui.live_notes import LiveNotes, Played
from nes_composer.ui.metronome import Metronome
from nes_composer.ui.transport import Transport

_QUANTISES, _SOURCE = "quantise_recording", "recording"
_SHORTEST_AGAIN = 0.5
"""Rows that a note lasts at least that comes back when the one over it ends: less is an overlap of two fingers."""


class Recording(QObject):
    """Writes played notes into the song, over what is there; all of a recording is one undo step.

    A note is written when its end has been heard: until then a ghost stands for it, for the song would play it a
    second time.

    Signals
    -------
    changed
        It records or not, or keeps to the grid or not.

    Attributes
    ----------
    on : bool
        It records.
    quantises : bool
        Notes begin and end on lines of the grid; else on the nearest rows.
    """

    changed = Signal()

    def __init__(
        self,
        desk: Desk,
        transport: Transport,
        notes: LiveNotes,
        metronome: Metronome,
        settings: QSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._transport, self._metronome, self._settings = desk, transport, metronome, settings
        self.on = False
        self.quantises = settings.value(_QUANTISES, "true") in (True, "true")
        self._key = object()
        self._taken: list[Note] = []
        self._waiting: list[Note] = []
        self._held: dict[int, tuple[Played, float]] = {}
        self._start: int | None = None
        self._heard = 0.0
        notes.began.connect(self._began)
        notes.ended.connect(self._ended)
        transport.status_changed.connect(self._follow)
        transport.playing_changed.connect(self._stopped)

    def toggle(self) -> None:
        """Begin a recording, and the song with it if it does not play; or end it, and let the song play on."""
        if self.on:
            self._finish()
        else:
            self._begin()

    def toggle_quantise(self) -> None:
        """Keep to the grid, or to rows only."""
        self.quantises = not self.quantises
        self._settings.setValue(_QUANTISES, self.quantises)
        self.changed.emit()

    def _begin(self) -> None:
        self._key, self._taken = object(), []
        self._heard = self._transport.row
        self._start = None
        self.on = True
        if not self._transport.playing:
            row = int(self._transport.row)
            self._start = row if row < len(self._desk.document.score) - 1 else 0
            self._transport.play(self._start, self._metronome.count_in)
        self.changed.emit()

    def _finish(self) -> None:
        for voice in list(self._held):
            self._close(voice, self._heard)
        self._write()
        self.on = False
        self._desk.ghosts.show(_SOURCE, ())
        self.changed.emit()

    def _stopped(self) -> None:
        if self.on and not self._transport.playing:
            self._finish()

    def _began(self, played: Played) -> None:
        if not self.on:
            return
        row = self._transport.row_at(played.at)
        # While the song is counted in, only what is a little early for its start is meant.
        if self._start is None or self._line(row) >= self._start:
            self._held[played.voice] = (played, row)
            self._show()

    def _ended(self, voice: int, at: float) -> None:
        if voice in self._held:
            self._close(voice, self._transport.row_at(at))
            self._show()

    def _close(self, voice: int, row: float) -> None:
        """Note the end of a note."""
        played, began = self._held.pop(voice)
        if row < began:
            began, row = self._over_the_turn(began, row)
        if played.again and row - began < _SHORTEST_AGAIN:
            return
        first, end = self._repeated
        line = self._line(began)
        # What is a little early for the end of the loop is meant for its start.
        start = max(first if self._transport.looping and line >= end > began else line, 0)
        step = self._desk.grid.beyond(start, 1) - start if self.quantises else 1
        length = max(min(self._line(row), end) - line, step)
        self._waiting.append(played.note(start, length))

    def _over_the_turn(self, began: float, row: float) -> tuple[float, float]:
        """Return begin and end of a note that was held while the song went back: it ends there, or begins there."""
        first, end = self._repeated
        return (began - (end - first), row) if self._line(began) >= end else (began, end)

    @property
    def _repeated(self) -> tuple[int, int]:
        """The rows that are played, end exclusive: of the loop or of the song."""
        rows = len(self._desk.document.score)
        loop = self._transport.loop_rows if self._transport.looping else None
        return (loop[0], min(loop[1], rows)) if loop else (0, rows)

    def _line(self, row: float) -> int:
        """Return the line of the grid, or the row, that is nearest."""
        return self._desk.grid.nearest(row) if self.quantises else math.floor(row + 0.5)

    def _follow(self) -> None:
        """Write what has been heard to its end; see that the song went back to where its loop begins."""
        if not self.on:
            return
        row = self._transport.row
        back = row < self._heard
        if back:
            for voice, (played, began) in list(self._held.items()):
                earlier, end = self._over_the_turn(began, row)
                if earlier < began:
                    self._held[voice] = (played, earlier)
                elif row < began:
                    self._close(voice, end)
        self._heard = row
        if self._start is not None and self._transport.playing and self._transport.status.row >= self._start:
            self._start = None
        self._write(None if back else row)
        self._show()

    def _write(self, heard: float | None = None) -> None:
        """Write the notes that wait: all of them, or those that end before a row."""
        due = [note for note in self._waiting if heard is None or note.end <= heard]
        if not due:
            return
        self._waiting = [note for note in self._waiting if note not in due]
        if self._desk.document.open_key is not self._key:
            self._taken = []  # something else was done meanwhile, or undone: what was written before is not repeated
        self._taken += due
        taken = tuple(self._taken)
        self._desk.edit("Record", lambda score: edits.draw(score, taken), self._key)

    def _show(self) -> None:
        """Let ghosts stand for the notes that are held or wait."""
        notes = list(self._waiting)
        for played, began in self._held.values():
            start = max(self._line(began), 0)
            notes.append(played.note(start, max(math.ceil(self._heard) - start, 1)))
        self._desk.ghosts.show(_SOURCE, [self._ghost(note) for note in notes])

    def _ghost(self, note: Note) -> Ghost:
        alone = Note(note.voice, 0, note.length, note.pitch, note.velocity, note.timbre)
        rows = edits.draw(Score.silent(note.length, self._desk.document.score.rows_per_second), [alone])
        return Ghost(note.start, rows, (note.voice,), strong=True)
