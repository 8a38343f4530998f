"""Lets points of latent space be heard without any song of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from nes_composer.score.edits import join, put, with_length
from nes_composer.score.score import Score
from nes_composer.score.song import Song
from nes_composer.ui.desk import Desk
from nes_composer.ui.latent import Latent
from nes_composer.ui.latent_step import Point
from nes_composer.ui.transport import Transport

_HOLD_MS = 350
"""A press that is shorter is a click."""

_PATTERNS = 32
"""So many times a point is heard while the mouse is held, if the song was not running."""


class LatentMapHearing(QObject):
    """In place of the song its sound is one pattern, again and again: while the mouse is held, or once after a click.

    A song that runs goes on from where it is, and one that is stopped stops again where it was. What is locked is heard
    as it is.
    """

    def __init__(self, desk: Desk, latent: Latent, transport: Transport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._latent, self._transport = desk, latent, transport
        self._wanted = False
        self._started: int | None = None
        self._back = 0
        self._hold, self._once = QTimer(self), QTimer(self)
        for timer, milliseconds in ((self._hold, _HOLD_MS), (self._once, 0)):
            timer.setSingleShot(True)
            timer.setInterval(milliseconds)
        self._once.timeout.connect(self.stop)

    @property
    def holding(self) -> bool:
        """Whether the mouse has been held for longer than a click."""
        return self._wanted and not self._hold.isActive()

    def press(self, z: Point) -> None:
        """Begin to let a point be heard."""
        self._once.stop()
        self._hold.start()
        self._wanted = True
        self._latent.preview(z, self._decoded)

    def move(self, z: Point) -> None:
        """Let another point be heard."""
        self._latent.preview(z, self._decoded)

    def release(self) -> None:
        """End at once what was held; let what was clicked be heard to the end of the pattern."""
        if self.holding:
            self.stop()
        elif self._wanted:
            rows = self._latent.grid.pattern_rows
            self._once.start(round(1000 * rows / self._desk.document.score.rows_per_second))

    def stop(self) -> None:
        """Let the song be heard again."""
        self._wanted = False
        self._once.stop()
        self._transport.audition(None)
        if self._started is not None:
            self._transport.stop()
            self._transport.seek(self._back)
        self._started = None

    def _decoded(self, score: Score) -> None:
        # An answer may come after the release of a press that was held.
        if not self._wanted:
            return
        begins = self._started is None and not self._transport.playing
        if begins:
            self._back = int(self._transport.row)
            self._started = self._desk.selection.pattern * self._desk.document.song.rows_per_pattern
        self._transport.audition(lambda song: self._with_pattern(song, score))
        if begins:
            self._transport.play(self._started)

    def _with_pattern(self, song: Song, pattern: Score) -> Song:
        """Return the song with a pattern everywhere; longer, if it was not running, so that it does not end soon."""
        rows, end = len(pattern), len(song.score)
        if self._started is not None:
            end = max(end, self._started + _PATTERNS * rows)
        score = with_length(song.score, end)
        return song.by_model(put(score, 0, join([pattern] * -(-end // rows)), self._latent.voices))
