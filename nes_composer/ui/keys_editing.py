"""Chosen notes moved, transposed and made longer by key, as many presses in a row as one undo step."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from nes_composer.score import bundle
from nes_composer.score.bundle import Bundle, Change
from nes_composer.score.notes import Note
from nes_composer.score.operations import dynamics, pitching, timing
from nes_composer.score.score import HIGHEST_TIMBRE, Score
from nes_composer.ui.choice import chosen_notes, counted
from nes_composer.ui.desk import Desk
from nes_composer.ui.document import StepKey


@dataclass
class _Run:
    """Presses in quick succession.

    Parameters
    ----------
    key, verb
        Of the undo step.
    before, now
        The notes before the first press and after the last one.
    after
        The notes of the song after the last press.
    """

    key: object
    verb: str
    before: Bundle
    now: Bundle
    after: tuple[Note, ...] = ()


class NoteKeys(QObject):
    """What keys do with the chosen notes, or those in the chosen rows.

    Signals
    -------
    told
        What is missing, in a sentence.
    """

    told = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._step = desk, StepKey()
        self._run: _Run | None = None

    def transpose(self, semitones: int) -> None:
        """Shift the notes in pitch; they sound."""
        self._press("Transpose", lambda notes: pitching.transposed(notes, semitones))
        if self._run is not None:
            self._sound(self._run.after)

    def move(self, steps: int) -> None:
        """Move the notes by steps of the grid: the first of them to a line, the others with it."""
        grid, end = self._desk.grid, len(self._score)
        self._press("Move", lambda notes: timing.moved(notes, grid.beyond(notes.first, steps) - notes.first, end))

    def move_bars(self, bars: int) -> None:
        """Move the notes by bars."""
        rows, end = bars * self._score.rows_per_bar, len(self._score)
        self._press("Move", lambda notes: timing.moved(notes, rows, end))

    def lengthen(self, steps: int) -> None:
        """Make the notes longer, or shorter, by steps of the grid."""
        rows, end = steps * self._desk.step, len(self._score)
        self._press("Resize", lambda notes: timing.lengthened(notes, rows, end))

    def louder(self, steps: int) -> None:
        """Change the notes' velocity; they sound."""
        self._press("Set velocity of", lambda notes: dynamics.louder(notes, steps))
        if self._run is not None:
            self._sound(self._run.after)

    def next_timbre(self) -> None:
        """Give all notes the timbre after that of the first one that has several, or the first timbre again."""
        notes = [note for note in chosen_notes(self._desk) if HIGHEST_TIMBRE[note.voice]]
        if notes:
            timbre = (notes[0].timbre + 1) % (int(HIGHEST_TIMBRE[notes[0].voice]) + 1)
            self._press("Set timbre of", lambda bundle: dynamics.with_timbre(bundle, timbre))
            self._sound(self._desk.selection.notes)

    @property
    def _score(self) -> Score:
        return self._desk.document.score

    def _press(self, verb: str, operation: Change) -> None:
        desk = self._desk
        notes = chosen_notes(desk)
        if not notes:
            self._run = None
            self.told.emit("Choose notes first: click on one, or go to one with , and .")
            return
        run, key = self._run, self._step.get()
        if (
            run is None
            or run.key is not key
            or key is not desk.document.open_key
            or (run.verb, run.after) != (verb, notes)
        ):
            self._step.renew()
            before = bundle.take(desk.document.score, notes)
            run = self._run = _Run(self._step.get(), verb, before, before, notes)
        now = run.now = operation(run.now)
        before = run.before
        desk.edit(f"{verb} {counted(notes)}", lambda score: bundle.write(score, now, before), run.key)
        run.after = bundle.starting(desk.document.score, now)
        desk.selection.choose_notes(run.after)
        if run.after:
            desk.time.reveal(run.after[0].start)

    def _sound(self, notes: tuple[Note, ...]) -> None:
        """Let those be heard that start first, one of each voice."""
        first = min((note.start for note in notes), default=0)
        for note in {note.voice: note for note in notes if note.start == first}.values():
            self._desk.sound_note(note)
