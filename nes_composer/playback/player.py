"""Keeps a sink supplied from the engine, and knows which row is heard meanwhile."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nes_composer.playback.engine import Engine
from nes_composer.playback.messages import Message
from nes_composer.playback.sinks import Sink
from nes_composer.playback.status import Status
from nes_composer.playback.taps import SharedTaps

BLOCK = 256
"""Most samples that are rendered between two looks at the messages."""


@dataclass(frozen=True)
class _Mark:
    """Where the song was when a block began."""

    sample: int
    row: float


class Player:
    """Renders when the sink has room.

    Parameters
    ----------
    engine, sink
        From where to where.
    clock
        Seconds; the one that tells when a version is heard.
    taps
        Where to leave what is rendered for those who look at it, or None.
    """

    def __init__(
        self,
        engine: Engine,
        sink: Sink,
        clock: Callable[[], float] = time.monotonic,
        taps: SharedTaps | None = None,
    ) -> None:
        self._engine, self._sink, self._clock, self._taps = engine, sink, clock, taps
        self._rendered = 0
        self._marks: deque[_Mark] = deque()
        self._version = 0
        self._version_heard_at = 0.0

    def apply(self, message: Message) -> None:
        """Let the engine do what a message says."""
        self._engine.apply(message)

    def fill(self) -> bool:
        """Render one block if the sink has room; return whether it had.

        Raises
        ------
        SinkError
            The device has gone.
        """
        room = self._sink.room()
        if room == 0:
            return False
        row = self._engine.row
        ahead = self._seconds_ahead()
        samples = self._rendered_block(min(room, BLOCK))
        if self._engine.version != self._version:
            self._version, self._version_heard_at = self._engine.version, self._clock() + ahead
        self._marks.append(_Mark(self._rendered, row))
        self._rendered += len(samples)
        self._sink.write(samples)
        return True

    def _rendered_block(self, most: int) -> NDArray[np.float32]:
        """Return the next samples, and leave of them what somebody looks at."""
        taps = self._taps
        if taps is None:
            return self._engine.render(most)
        self._engine.tapped = taps.levels_wanted
        samples = self._engine.render(most)
        if self._engine.tapped:
            taps.write_levels(self._engine.taps)
        if taps.sound_wanted:
            taps.write_sound(samples)
        return samples

    def status(self) -> Status:
        """Return what is heard now."""
        heard = self._rendered - self._seconds_ahead() * self._sink.sample_rate
        while len(self._marks) > 1 and self._marks[1].sample <= heard:
            self._marks.popleft()
        return Status(
            ready=True,
            playing=self._engine.playing,
            row=self._row_at(heard),
            underruns=self._sink.underruns,
            latency_s=self._seconds_ahead(),
            device=self._sink.device,
            sample_rate=self._sink.sample_rate,
            levels=self._engine.levels,
            rendered_version=self._version,
            version_heard_at=self._version_heard_at,
            headroom_s=self._sink.headroom,
            standing_in=self._sink.stands_in,
        )

    def _row_at(self, sample: float) -> float:
        """Return the row of a sample in the block of the first mark."""
        if not self._marks:
            return self._engine.row  # nothing is heard yet: the song is where it will begin
        here = self._marks[0]
        if len(self._marks) == 1 or not 0 < self._marks[1].row - here.row < 1:
            return here.row  # it stands still, or jumps after this block
        after = self._marks[1]
        done = max(0.0, sample - here.sample) / (after.sample - here.sample)
        return here.row + done * (after.row - here.row)

    def _seconds_ahead(self) -> float:
        """Return in how many seconds a sample that is written now will be heard."""
        return self._sink.queued() / self._sink.sample_rate + self._sink.latency
