"""What of the song is chosen: the pattern that the sliders move, the voice in focus, the notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from nes_composer.score.bundle import columns, still_there
from nes_composer.score.notes import Note
from nes_composer.score.score import VOICES, Score


class Selection(QObject):
    """The chosen pattern, voice and notes.

    Attributes
    ----------
    pattern, voice : int
        Indices; always there.
    patterns : tuple of int
        All chosen patterns in their order; `pattern`, which the sliders show, is one of them.
    notes : tuple of Note
        Chosen notes; may be none.
    rows : tuple of int or None
        Chosen rows, end exclusive; None for none.
    """

    pattern_changed = Signal()
    voice_changed = Signal()
    notes_changed = Signal()
    rows_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pattern = 0
        self.patterns: tuple[int, ...] = (0,)
        self.voice = 0
        self.notes: tuple[Note, ...] = ()
        self._spans = _spans(())
        self.rows: tuple[int, int] | None = None

    def choose_pattern(self, index: int) -> None:
        """Choose the one pattern that the sliders act on."""
        self.choose_patterns((index,), index)

    def choose_patterns(self, patterns: Iterable[int], shown: int) -> None:
        """Choose the patterns that the sliders act on, and the one of them that they show."""
        chosen = tuple(sorted({*patterns, shown}))
        if (chosen, shown) != (self.patterns, self.pattern):
            self.patterns, self.pattern = chosen, shown
            self.pattern_changed.emit()

    def choose_voice(self, voice: int) -> None:
        """Choose the voice that keys without a mouse position act on."""
        if voice != self.voice:
            self.voice = voice
            self.voice_changed.emit()

    def choose_notes(self, notes: tuple[Note, ...]) -> None:
        """Choose notes, in place of those before."""
        if notes != self.notes:
            self.notes, self._spans = notes, _spans(notes)
            self.notes_changed.emit()

    def spans(self, voice: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows on which the chosen notes of a voice start, and where they end, int64 [n] each, in order."""
        return self._spans[voice]

    def choose_rows(self, rows: tuple[int, int] | None) -> None:
        """Choose rows, end exclusive, in place of those before; an empty range is none."""
        rows = rows if rows is not None and rows[0] < rows[1] else None
        if rows != self.rows:
            self.rows = rows
            self.rows_changed.emit()

    def choose_nothing(self) -> None:
        """Choose neither notes nor rows."""
        self.choose_notes(())
        self.choose_rows(None)

    def keep_within(self, score: Score, patterns: int) -> None:
        """Drop what the song no longer has."""
        last = max(patterns - 1, 0)
        self.choose_patterns((index for index in self.patterns if index <= last), min(self.pattern, last))
        self.choose_notes(still_there(score, self.notes))
        if self.rows is not None:
            self.choose_rows((self.rows[0], min(self.rows[1], len(score))))


def _spans(notes: Sequence[Note]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return starts and ends of notes for each voice, once for all who mark them: there may be tens of thousands."""
    voice, start, length = columns(notes, "voice", "start", "length")
    order = np.argsort(start, kind="stable")
    of_voices = [order[voice[order] == number] for number in range(len(VOICES))]
    return [(start[of], start[of] + length[of]) for of in of_voices]
