"""Ctrl-drag or right-drag from an empty place, or the select tool: a rubber band chooses rows and the notes in it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt

from nes_composer.score.notes import note_at, note_table
from nes_composer.ui.gestures.gesture import Pointer, Roll, lines

_DRAG_FROM_PIXELS = 4.0


class Select:
    """Choose what the band touches: rows of all voices, to the lines of the grid, and notes of this one.

    A press without a drag chooses nothing.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, roll: Roll, at: Pointer) -> None:
        self._roll, self._press, self._selection = roll, at, roll.desk.selection
        self._before = self._selection.notes, self._selection.rows
        self._dragged = False

    def drag(self, at: Pointer) -> None:
        """Choose what lies between the press and the mouse."""
        self._dragged = self._dragged or abs(at.x - self._press.x) >= _DRAG_FROM_PIXELS
        if not self._dragged:
            return
        desk, score = self._roll.desk, self._roll.desk.document.score
        left, right = sorted((self._press.row, at.row))
        low, high = sorted((math.floor(self._press.pitch), math.floor(at.pitch)))
        grid = lines(desk, at)
        start, end = (min(max(row, 0), len(score)) for row in (grid.down(left), grid.up(right)))
        table = note_table(score, self._roll.voice)
        touched = (table["start"] < end) & (table["start"] + table["length"] > start)
        touched &= (table["pitch"] >= low) & (table["pitch"] <= high)
        notes = (note_at(score, self._roll.voice, int(row)) for row in table["start"][np.flatnonzero(touched)])
        self._selection.choose_rows((start, end))
        self._selection.choose_notes(tuple(note for note in notes if note is not None))
        self._roll.show_band((left, right, low, high + 1))

    def finish(self) -> None:
        """Leave it chosen."""
        self._roll.show_band(None)
        if not self._dragged:
            self._selection.choose_nothing()

    def cancel(self) -> None:
        """Choose what was chosen before."""
        self._roll.show_band(None)
        notes, rows = self._before
        self._selection.choose_notes(notes)
        self._selection.choose_rows(rows)
