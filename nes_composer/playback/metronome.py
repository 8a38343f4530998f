"""The click on each beat and the beats before a song: made beside the chip, so that no export ever holds them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.driver.sequencer import start_tick
from nes_composer.score.score import Score

_LOUDNESS = 0.25
"""No song of NES-MDB goes beyond 0.6 at full volume, so both together stay within 1."""

_BEAT_HZ, _BAR_HZ = 1320.0, 1980.0
_SECONDS, _DECAY_S = 0.04, 0.007


class Metronome:
    """Two short clicks, a higher one for the bar.

    Parameters
    ----------
    sample_rate
        In Hz.
    """

    def __init__(self, sample_rate: int) -> None:
        seconds = np.arange(round(_SECONDS * sample_rate)) / sample_rate
        decay = _LOUDNESS * np.exp(-seconds / _DECAY_S)
        # A cosine is at its height on the very first sample: that is when the beat is heard.
        self._beat, self._bar = (
            (decay * np.cos(2 * np.pi * hertz * seconds)).astype(np.float32) for hertz in (_BEAT_HZ, _BAR_HZ)
        )
        self._rest = self._beat[:0]

    def start(self, accented: bool) -> None:
        """Click from the next sample on."""
        self._rest = self._bar if accented else self._beat

    def add_to(self, samples: NDArray[np.float32]) -> None:
        """Add what is left of the click to samples [n], in place."""
        count = min(len(samples), len(self._rest))
        if count:
            samples[:count] += self._rest[:count]
            self._rest = self._rest[count:]


class CountIn:
    """The beats before a song starts, on the ticks where they were if they were its first rows.

    Parameters
    ----------
    beats
        How many.
    score
        Whose tempo and metre they have.
    """

    def __init__(self, beats: int, score: Score) -> None:
        self._ticks_per_row = score.ticks_per_row
        starts = [start_tick(beat * score.rows_per_beat, score.ticks_per_row) for beat in range(beats + 1)]
        self._ticks_left = self._ticks = starts.pop()
        self._accents = {tick: beat % score.beats_per_bar == 0 for beat, tick in enumerate(starts)}

    @property
    def over(self) -> bool:
        """Whether the song starts with the next tick."""
        return self._ticks_left <= 0

    @property
    def rows_left(self) -> float:
        """How many rows of the song's tempo there are until it starts."""
        return self._ticks_left / self._ticks_per_row

    def tick(self) -> bool | None:
        """Go a tick on; return whether a beat that begins with it is the first of a bar, None if none begins."""
        accent = self._accents.get(self._ticks - self._ticks_left)
        self._ticks_left -= 1
        return accent


def accent_of(rows: range, score: Score) -> bool | None:
    """Return whether one of these rows begins a bar, or else a beat; None if neither."""
    if any(row % score.rows_per_bar == 0 for row in rows):
        return True
    return False if any(row % score.rows_per_beat == 0 for row in rows) else None
