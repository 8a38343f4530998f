"""Velocity and timbre of notes by the wheel: steps up and down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nes_composer.score import values
from nes_composer.score.notes import Note, note_at
from nes_composer.score.values import Field
from nes_composer.ui.document import StepKey

if TYPE_CHECKING:
    from nes_composer.ui.desk import Desk


class ValueSteps:
    """Raises and lowers notes; quick steps of the same notes are one undo step."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._key = StepKey()
        self._field: Field = "velocity"
        self._notes: tuple[Note, ...] = ()
        self._steps = 0

    def step(self, field: Field, note: Note, steps: int) -> None:
        """Raise or lower a note, and all chosen ones if it is one of them."""
        desk, chosen = self._desk, self._desk.selection.notes
        notes = chosen if note in chosen else (note,)
        places = [(note.voice, note.start) for note in notes]
        same = field == self._field and places == [(note.voice, note.start) for note in self._notes]
        if not (same and self._key.get() is desk.document.open_key):
            self._key.renew()
            self._field, self._notes, self._steps = field, notes, 0
        before, base, total = desk.document.score, self._notes, self._steps + steps
        text = f"Change {field}" if len(notes) == 1 else f"Change {field} of {len(notes)} notes"
        desk.edit(text, lambda score: values.step(score, field, base, total), self._key.get())
        if desk.document.score != before:  # at a limit, a step is none, and the first one back counts
            self._steps = total
        choose_again(desk, chosen)
        changed = note_at(desk.document.score, note.voice, note.start)
        if changed is not None:
            desk.take_up(changed)
            desk.sound_note(changed)


def choose_again(desk: Desk, notes: tuple[Note, ...]) -> None:
    """Choose notes that have another velocity or timbre now."""
    found = (note_at(desk.document.score, note.voice, note.start) for note in notes)
    desk.selection.choose_notes(tuple(note for note in found if note is not None))
