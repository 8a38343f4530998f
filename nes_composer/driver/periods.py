"""From pitch to timer period and back: equal temperament on A4 = 440 Hz (NESdev: APU period table)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.trace import CPU_RATE
from nes_composer.score.score import TR

LONGEST_PERIOD = 0x7FF
SHORTEST_PULSE_PERIOD, SHORTEST_TRIANGLE_PERIOD = 8, 2
"""Below them a pulse is muted by its sweep unit, and the triangle is beyond hearing."""


def period(pitch: float, voice: int) -> int:
    """Return the timer period of P1, P2 or TR whose frequency is nearest to a pitch.

    A pulse plays ``CPU_RATE / (16 (period + 1))`` Hz, the triangle half of that.

    Parameters
    ----------
    pitch
        MIDI number as it sounds; may be fractional. Beyond the reach of the timer the nearest end is returned.
    voice
        P1, P2 or TR.
    """
    hertz = 440 * 2 ** ((pitch - 69) / 12)
    steps, shortest = (32, SHORTEST_TRIANGLE_PERIOD) if voice == TR else (16, SHORTEST_PULSE_PERIOD)
    wanted = round(CPU_RATE / (steps * hertz) - 1)
    return max(shortest, min(wanted, LONGEST_PERIOD))


def noise_interval(pitch: int) -> int:
    """Return the index into the noise's table of intervals, 0-15.

    Pitch 16 is the shortest interval, index 0, and pitch 1 the longest, 15. So it is in NES-MDB: a log that writes $00
    to $400E has the note 16 in its exprsco twin, $02 has 14 and $04 has 12.
    """
    return 16 - max(1, min(pitch, 16))


def pitch_of(periods: NDArray[np.int64], voice: int) -> NDArray[np.float64]:
    """Return the pitches that timer periods of P1, P2 or TR sound at, fractional MIDI numbers: float [n]."""
    steps = 32 if voice == TR else 16
    return 69 + 12 * np.log2(CPU_RATE / (steps * (periods + 1.0)) / 440)
