"""Step by step: each note that is played goes to the playhead, and the playhead goes on by a step of the grid."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from nes_composer.score import edits
from nes_composer.score.notes import note_table
from nes_composer.ui import labels
from nes_composer.ui.desk import Desk
from nes_composer.ui.live_notes import LiveNotes, Played
from nes_composer.ui.transport import Transport


class StepRecording(QObject):
    """Writes played notes at the playhead, as long as the pen's; one undo step for each.

    Signals
    -------
    changed
        It is on or off.
    told
        Why nothing was written, in a sentence.

    Attributes
    ----------
    on : bool
        Notes are written as they are played. If not, by :meth:`put`.
    """

    changed = Signal()
    told = Signal(str)

    def __init__(self, desk: Desk, transport: Transport, notes: LiveNotes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._transport, self._notes = desk, transport, notes
        self.on = False
        self._aim: int | None = None
        self._left = 0.0
        self._written = False
        notes.began.connect(self._began)
        notes.changed.connect(self._let_go)
        transport.status_changed.connect(self._arrived)

    @property
    def row(self) -> int:
        """Where the next note goes: the line of the grid at the playhead, or where that is going to be."""
        return self._desk.grid.down(self._transport.row) if self._aim is None else self._aim

    def toggle(self) -> None:
        """Write notes as they are played, or do not."""
        self.on = not self.on
        self._written = False
        self.changed.emit()

    def put(self) -> None:
        """Write the notes that are held, or else those that were played last, and go on."""
        for played in self._notes.latest:
            if not self._write(played):
                return
        if self._notes.latest:
            self._advance(1)

    def back(self) -> None:
        """Go back a step and erase what starts there in the voice in focus."""
        row, voice, score = self.row, self._desk.selection.voice, self._desk.document.score
        self._advance(-1)
        first = self._desk.grid.beyond(row, -1)
        starts = note_table(score, voice)
        erased = [
            Played(voice, int(note["pitch"]), 1, 0, 0).note(int(note["start"]), int(note["length"]))
            for note in starts[(starts["start"] >= first) & (starts["start"] < row)]
        ]
        if erased:
            self._desk.edit("Erase step", lambda score: edits.erase(score, erased))

    def _began(self, played: Played) -> None:
        if self.on and not played.again:
            self._written = self._write(played) or self._written

    def _let_go(self) -> None:
        """Go on when the last key is let go: what is held together belongs to one step."""
        if self._written and not self._notes.sounding:
            self._written = False
            self._advance(1)

    def _write(self, played: Played) -> bool:
        row = self.row
        if row >= len(self._desk.document.score):
            self.told.emit("The song ends here; Pattern, Add makes it longer")
            return False
        note = played.note(row, self._desk.pens[played.voice].length)
        text = f"Record {labels.pitch_name(played.voice, played.pitch)}"
        self._desk.edit(text, lambda score: edits.draw(score, [note]))
        return True

    def _advance(self, steps: int) -> None:
        """Move the playhead; while the song plays, it moves by itself."""
        if self._transport.playing:
            return
        row = min(max(self._desk.grid.beyond(self.row, steps), 0), len(self._desk.document.score))
        # The audio process takes its time, and the next key may be faster.
        self._left = self._transport.row
        self._aim = row if row != self._left else None
        self._transport.seek(row)

    def _arrived(self) -> None:
        if self._transport.row != self._left:
            self._aim = None
