"""Notes that are offered and not in the song yet: takes of a continuation, what a slider would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from nes_composer.score.notes import note_table
from nes_composer.score.score import Score


@dataclass(frozen=True)
class Ghost:
    """Rows that may come to stand in the song.

    Parameters
    ----------
    start
        Row of the song where they begin, also beyond its end.
    rows
        What they are.
    voices
        Which voices of them are offered.
    strong
        Shown clearly, not faintly: what would be taken now.
    replaces
        The notes of the song in these rows would go: they are dimmed.
    """

    start: int
    rows: Score
    voices: tuple[int, ...]
    strong: bool = False
    replaces: bool = False


class Ghosts(QObject):
    """All ghosts, by who shows them.

    Signals
    -------
    changed
        There are others.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[str, tuple[Ghost, ...]] = {}
        self._tables: dict[int, list[tuple[NDArray[np.void], bool]]] = {}

    def show(self, source: str, ghosts: Sequence[Ghost]) -> None:
        """Show these in place of what the same source showed before; none takes them away."""
        if self._shown.pop(source, ()) or ghosts:
            if ghosts:
                self._shown[source] = tuple(ghosts)
            self._tables.clear()
            self.changed.emit()

    @property
    def end(self) -> int:
        """The first row after all of them; 0 without any."""
        return max((g.start + len(g.rows) for ghosts in self._shown.values() for g in ghosts), default=0)

    def tables(self, voice: int) -> list[tuple[NDArray[np.void], bool]]:
        """Return for each ghost of a voice its notes, with starts in rows of the song, and whether it is strong."""
        if voice not in self._tables:
            self._tables[voice] = [
                (_moved(note_table(ghost.rows, voice), ghost.start), ghost.strong)
                for ghosts in self._shown.values()
                for ghost in sorted(ghosts, key=lambda ghost: ghost.strong)  # the strong ones are painted last
                if voice in ghost.voices
            ]
        return self._tables[voice]

    def replaced(self, voice: int) -> list[tuple[int, int]]:
        """Return the rows, end exclusive, in which notes of a voice would go."""
        ghosts = [ghost for shown in self._shown.values() for ghost in shown]
        return [(g.start, g.start + len(g.rows)) for g in ghosts if g.replaces and voice in g.voices]


def _moved(table: NDArray[np.void], rows: int) -> NDArray[np.void]:
    table["start"] += rows
    return table
