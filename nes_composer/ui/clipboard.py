"""Cut, copy, paste and duplicate, by way of the system's clipboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from nes_composer.score import bundle, edits
from nes_composer.score.bundle import take
from nes_composer.score.notes import Note
from nes_composer.score.score import ScoreError
from nes_composer.ui.choice import chosen_notes, chosen_rows, counted
from nes_composer.ui.clipboard_text import Clip, ClipboardError, clip_of, text_of
from nes_composer.ui.desk import Desk


class Clipboard(QObject):
    """Notes of one voice or several; each keeps its voice.

    Signals
    -------
    told, failed
        What was done or is missing, and what is wrong, in a sentence.
    """

    told = Signal(str)
    failed = Signal(str)

    def __init__(self, desk: Desk, playhead: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._playhead = desk, playhead
        self._copied_rows: tuple[int, int] | None = None

    def copy(self) -> None:
        """Keep the chosen notes; where rows are chosen, with the silence around them."""
        clip, _ = self._clip()
        if clip is not None:
            QGuiApplication.clipboard().setText(text_of(clip))
            self._copied_rows = self._desk.selection.rows
            self.told.emit(f"{counted(chosen_notes(self._desk)).capitalize()} copied")

    def cut(self) -> None:
        """Keep the chosen notes and take them out of the song."""
        notes = chosen_notes(self._desk)
        self.copy()
        self._erase("Cut", notes)

    def delete(self) -> None:
        """Erase the chosen notes, or those in the chosen rows."""
        self._erase("Delete", chosen_notes(self._desk))

    def paste(self) -> None:
        """Write what was copied at the chosen rows; at the playhead without any, or if they were copied themselves."""
        try:
            clip = clip_of(QGuiApplication.clipboard().text())
        except ClipboardError as error:
            self.failed.emit(str(error))
            return
        rows, here = self._desk.selection.rows, self._desk.grid.nearest(self._playhead())
        self._write("Paste", clip, rows[0] if rows is not None and rows != self._copied_rows else here)
        self._desk.selection.choose_rows(None)

    def duplicate(self) -> None:
        """Write the chosen notes once more right after the chosen rows, or from the next line of the grid on."""
        clip, first = self._clip()
        if clip is None:
            return
        grid, selection = self._desk.grid, self._desk.selection
        rows = selection.rows
        distance = clip.rows if rows is not None else grid.up(first + clip.rows) - grid.down(first)
        if self._write("Duplicate", clip, first + distance) and rows is not None:
            end = min(first + distance + clip.rows, len(self._desk.document.score))
            selection.choose_rows((first + distance, end))

    def _clip(self) -> tuple[Clip | None, int]:
        """Return what is chosen, and the row that it begins on."""
        notes, rows = chosen_notes(self._desk), chosen_rows(self._desk)
        if not notes or rows is None:
            self.told.emit("Choose notes first: click on one, or Ctrl-drag over some")
            return None, 0
        taken = take(self._desk.document.score, notes)
        # Notes chosen beside the chosen rows are copied as well.
        first, end = min(rows[0], taken.first), max(rows[1], taken.last)
        return Clip(replace(taken, start=taken.start - first), end - first), first

    def _write(self, verb: str, clip: Clip, row: int) -> bool:
        """Write a clip from a row on and choose its notes; return whether there was room."""
        desk = self._desk
        notes = replace(clip.notes, start=clip.notes.start + row)
        text = f"{verb} note" if len(notes) == 1 else f"{verb} {len(notes)} notes"
        try:
            desk.edit(text, lambda score: bundle.write(score, notes))
        except ScoreError as error:
            self.failed.emit(str(error))
            return False
        desk.selection.choose_notes(bundle.starting(desk.document.score, notes))
        desk.time.reveal(row)
        return True

    def _erase(self, verb: str, notes: tuple[Note, ...]) -> None:
        if notes:
            self._desk.edit(f"{verb} {counted(notes)}", lambda score: edits.erase(score, notes))
