"""What every voice does at one moment, for those who read notes out of register writes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu import noise, pulse, triangle
from nes_composer.apu.jit import State, compiled


class VoiceState(NamedTuple):
    """What a voice does now.

    Parameters
    ----------
    sounding
        Whether anything of it reaches the mixer.
    volume
        What reaches the mixer: 0-15, after envelope, length counter and sweep; 0 or 15 for TR.
    period
        Timer register of P1, P2 and TR, 0-2047, as the sweep left it; index of NO's period, the low bits of $400E.
    timbre
        Duty of P1 and P2, 0-3; mode of NO, 0-1; 0 for TR.
    """

    sounding: bool
    volume: int
    period: int
    timbre: int


FULL_VOLUME = 15
"""The triangle has no volume but this one."""


@compiled
def observe(chip: State, states: NDArray[np.int64]) -> None:
    """Write volume, period and timbre of P1, P2, TR, NO into int64 [4, 3]."""
    p1, p2, tr, no = chip.p1, chip.p2, chip.tr, chip.no
    states[0, 0], states[0, 1], states[0, 2] = pulse.level(p1), p1.period, p1.duty
    states[1, 0], states[1, 1], states[1, 2] = pulse.level(p2), p2.period, p2.duty
    states[2, 0], states[2, 1], states[2, 2] = FULL_VOLUME if triangle.runs(tr) else 0, tr.period, 0
    states[3, 0], states[3, 1], states[3, 2] = noise.level(no), no.period, 1 if no.tap == noise.SHORT_TAP else 0
