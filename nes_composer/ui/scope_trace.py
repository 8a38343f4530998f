"""Which stretch of a voice's levels an oscilloscope shows, so that a steady tone stands still. No widgets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.score import NO, TR

Levels = NDArray[np.uint8]

WIDTHS = (128, 256, 512, 1024, 2048, 4096)
"""Taps that the picture is wide: 2.3 ms to 73 ms."""

LOOK_BACK = 8192
"""Taps among which the stretch is sought: some periods of the lowest note."""

_TRIANGLE_MIDDLE = 8
_FEWEST, _USUAL, _MOST = 1.5, 2.5, 6.0
"""Periods in the picture: another width is taken below the first and above the last; the second is aimed at."""

_NOISE_WIDTH = 512


def rises(levels: Levels, voice: int) -> NDArray[np.int64]:
    """Return where a tone rises, one place a period: where a pulse begins, where the triangle crosses its middle."""
    high = levels >= (_TRIANGLE_MIDDLE if voice == TR else 1)
    return np.flatnonzero(~high[:-1] & high[1:]) + 1


def period(levels: Levels, voice: int) -> float:
    """Return the taps from one rise to the next, as the latest ones are; 0 for no tone."""
    places = rises(levels, voice)[-5:]
    return float(np.median(np.diff(places))) if len(places) > 1 else 0.0


class ScopeTrace:
    """Chooses a stretch of the latest levels after the one that it chose before.

    Parameters
    ----------
    voice
        Whose levels they are.

    Attributes
    ----------
    width : int
        Taps in the picture, one of WIDTHS. It changes only when too few or too many periods would be seen, so that
        vibrato does not make it jump.
    """

    def __init__(self, voice: int) -> None:
        self._voice = voice
        self.width = _NOISE_WIDTH
        self._before = np.zeros(self.width, np.uint8)

    def choose(self, levels: Levels) -> Levels:
        """Return [width] of the levels [n], the newest last: the latest stretch in step with the one before."""
        if len(levels) < LOOK_BACK:
            levels = np.concatenate([np.zeros(LOOK_BACK - len(levels), np.uint8), levels])
        start = self._noise_start(levels) if self._voice == NO else self._tone_start(levels)
        self._before = levels[start : start + self.width]
        return self._before

    def _tone_start(self, levels: Levels) -> int:
        """Return the latest rise that a whole picture follows, or the latest picture of what has no rise."""
        taps = period(levels, self._voice)
        if taps and not _FEWEST <= self.width / taps <= _MOST:
            self.width = next((width for width in WIDTHS if width >= _USUAL * taps), WIDTHS[-1])
        last = len(levels) - self.width
        places = rises(levels, self._voice)
        places = places[places <= last]
        return int(places[-1]) if len(places) else last

    def _noise_start(self, levels: Levels) -> int:
        """Return where the levels are most like the picture before: noise has no rise that tells a period."""
        last = len(levels) - self.width
        if not levels.any() or not self._before.any():
            return last
        # The sum of squared differences at each place, up to what does not depend on the place.
        ours = levels.astype(np.float64)
        size = 2 * len(ours)
        product = np.fft.irfft(np.fft.rfft(ours, size) * np.fft.rfft(self._before, size).conj(), size)[: last + 1]
        energy = np.concatenate([[0.0], np.cumsum(ours * ours)])
        unlike = np.rint(energy[self.width :] - energy[: last + 1] - 2 * product)
        return int(last - np.argmin(unlike[::-1]))
