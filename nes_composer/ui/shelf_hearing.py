"""Lets a starting point be heard in the song's place: at its own tempo, on its own instruments, again and again."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from nes_composer.generation.starting_points import StartingPoint
from nes_composer.score.edits import join
from nes_composer.score.song import Song
from nes_composer.ui.desk import Desk
from nes_composer.ui.transport import Transport

_SOURCE = "shelf"
_PATTERNS = 32
"""So many times a point is heard before it ends by itself."""
_FAR = 128
"""From this pattern on a point is heard at the start of the song: what is before it has to be made, too."""


class ShelfHearing(QObject):
    """Begins where the chosen pattern does, unless that is far. A song that ran goes on from where it was left."""

    def __init__(self, desk: Desk, transport: Transport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._transport = desk, transport
        self._point: StartingPoint | None = None
        self._back, self._ran = 0, False
        # Another song begins at its start by itself.
        desk.document.opened.connect(self._forget)

    @property
    def point(self) -> StartingPoint | None:
        """What is heard; None for the song."""
        return self._point

    def hear(self, point: StartingPoint) -> None:
        """Let a point be heard from its beginning."""
        if self._point is None:
            self._ran, self._back = self._transport.playing, int(self._transport.row)
        self._point = point
        pattern = self._desk.selection.pattern
        first = pattern * len(point.rows) if pattern < _FAR else 0
        self._transport.audition(lambda song: _in_place_of(song, point, first), _SOURCE)
        self._transport.play(first)

    def stop(self) -> None:
        """Let the song be heard again, if it was."""
        if self._point is None:
            return
        self._point = None
        self._transport.audition(None, _SOURCE)
        if not self._ran:
            self._transport.stop()
        self._transport.seek(self._back)

    def _forget(self) -> None:
        self._point = None
        self._transport.audition(None, _SOURCE)


def _in_place_of(song: Song, point: StartingPoint, first: int) -> Song:
    """Return a song of nothing but a point, to be heard from a row on."""
    score = join([point.rows] * (first // len(point.rows) + _PATTERNS))
    return replace(song, score=score, patterns=(), instruments=point.instruments)
