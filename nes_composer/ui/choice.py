"""What edits by key and menu act on: the chosen notes, or those in the chosen rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nes_composer.score import bundle
from nes_composer.score.bundle import Change, notes_on
from nes_composer.score.notes import Note
from nes_composer.score.score import VOICES, Score
from nes_composer.ui.desk import Desk


def chosen_notes(desk: Desk) -> tuple[Note, ...]:
    """Return the chosen notes; without any, all that start within the chosen rows."""
    selection, score = desk.selection, desk.document.score
    if selection.notes or selection.rows is None:
        return selection.notes
    rows = np.arange(*selection.rows)
    return tuple(note for voice in range(len(VOICES)) for note in notes_on(score, voice, rows))


def chosen_rows(desk: Desk) -> tuple[int, int] | None:
    """Return the chosen rows, end exclusive; without any, those from the first chosen note to the end of the last."""
    notes = desk.selection.notes
    if desk.selection.rows is not None or not notes:
        return desk.selection.rows
    return min(note.start for note in notes), max(note.end for note in notes)


def counted(notes: Sequence[Note]) -> str:
    """Return ``note`` or ``3 notes``."""
    return "note" if len(notes) == 1 else f"{len(notes)} notes"


def operate(desk: Desk, verb: str, operation: Change, key: object = None) -> tuple[Note, ...]:
    """Apply an operation to what is chosen as one undo step, and choose what becomes of it.

    Raises
    ------
    ScoreError
        The song would have more rows than it may; nothing is changed.
    """
    notes = chosen_notes(desk)
    if not notes:
        return ()
    after = notes

    def edit(score: Score) -> Score:
        nonlocal after
        score, after = bundle.change(score, notes, operation)
        return score

    desk.edit(f"{verb} {counted(notes)}", edit, key)
    desk.selection.choose_notes(after)
    return after
