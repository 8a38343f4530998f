"""What menus do at once with the chosen notes and rows; what needs to be told more is in :mod:`transform_dialogs`."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QObject, Signal

from nes_composer.score.bundle import Change
from nes_composer.score.operations import pitching, rows, timing
from nes_composer.score.score import ScoreError
from nes_composer.ui.choice import chosen_notes, operate
from nes_composer.ui.desk import Desk
from nes_composer.ui.keys_cursor import CursorKeys


class Operations(QObject):
    """One undo step each.

    Signals
    -------
    told, failed
        What is missing, and what is not possible, in a sentence.
    """

    told = Signal(str)
    failed = Signal(str)

    def __init__(self, desk: Desk, cursor: CursorKeys, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._cursor = desk, cursor

    def quantise(self) -> None:
        """Move the notes to the nearest lines of the grid."""
        grid, end = self._desk.grid, len(self._desk.document.score)
        self._operate("Quantise", lambda notes: timing.quantised(notes, grid, 1.0, end))

    def reverse(self) -> None:
        """Let the last note come first, within the chosen rows if some are."""
        selection = self._desk.selection
        inside = selection.rows if selection.rows is not None and self._within(selection.rows) else (None, None)
        self._operate("Reverse", lambda notes: timing.reversed_in_time(notes, *inside))

    def invert(self) -> None:
        """Turn each voice upside down around the middle of its notes."""
        self._operate("Invert", pitching.inverted)

    def stretch(self, factor: Fraction) -> None:
        """Give the notes more time or less."""
        self._operate(
            "Halve the time of" if factor < 1 else "Double the time of", lambda n: timing.stretched(n, factor)
        )

    def legato(self) -> None:
        """Let each note last up to the next one of its voice."""
        score = self._desk.document.score
        self._operate("Join", lambda notes: timing.legato(notes, score))

    def insert_rows(self) -> None:
        """Put as many silent rows before the chosen ones as these are; without any, a bar before the playhead's."""
        first, end = self._rows()
        count = end - first
        text = f"Insert {count} rows" if count > 1 else "Insert row"
        try:
            self._desk.document.change(text, lambda song: rows.inserted(song, first, count))
        except ScoreError as error:
            self.failed.emit(str(error))
            return
        self._desk.selection.choose_rows((first, end))

    def delete_rows(self) -> None:
        """Take the chosen rows out of the song; without any, the playhead's bar."""
        first, end = self._rows()
        if first < end:
            text = f"Delete {end - first} rows" if end - first > 1 else "Delete row"
            self._desk.selection.choose_nothing()
            self._desk.document.change(text, lambda song: rows.deleted(song, first, end))

    def _rows(self) -> tuple[int, int]:
        """Return the chosen rows, or those of the playhead's bar."""
        if self._desk.selection.rows is not None:
            return self._desk.selection.rows
        score = self._desk.document.score
        first = self._cursor.row // score.rows_per_bar * score.rows_per_bar
        return first, min(first + score.rows_per_bar, len(score))

    def _within(self, inside: tuple[int, int]) -> bool:
        return all(inside[0] <= note.start and note.end <= inside[1] for note in chosen_notes(self._desk))

    def _operate(self, verb: str, operation: Change) -> None:
        if not chosen_notes(self._desk):
            self.told.emit("Choose notes or rows first")
            return
        try:
            operate(self._desk, verb, operation)
        except ScoreError as error:
            self.failed.emit(str(error))
