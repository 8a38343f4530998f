"""Band-limited steps: how a wave whose edges fall between two samples is sampled without aliases.

The chip's output is a staircase. Sampling it as it is folds everything above half the sample rate back into what one
hears. Each edge is replaced by the step that a low-pass makes of it: its differences from sample to sample are taken
from a table at the edge's place between two samples, scaled by the height of the edge and
added to a buffer of differences. The sum over the buffer is the wave, and so the table must hold the differences of
the step itself, the integral of the windowed sinc: a plain sinc's error would grow in the sum, towards low frequencies.

All numbers are whole numbers below 2^53, on which float64 arithmetic is exact, and that buys two things. The order of
the sums and the size of the blocks cannot change a sample; and each row of the table sums to exactly one, so the wave
returns to where it was.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.instructions import add_rows
from nes_composer.apu.jit import compiled

WIDTH = 16
"""Taps of a step: with this window, what folds below 16 kHz stays 84 dB under the fundamental, at 44.1 kHz, too."""

CUTOFF, KAISER_BETA = 0.96, 8.0
"""Where the step is 6 dB down, in units of half the sample rate, and the shape of its window. At 44.1 kHz the
step loses nothing below 14 kHz and 0.2 dB at 16 kHz."""

PLACE_BITS = 7
"""The table holds 128 places between two samples and fits the first-level cache."""

BETWEEN_BITS = 8
"""The step between two places is interpolated, in 256 parts: an edge lies within 1/65536 of a sample of its time."""

TAP_BITS, LEVEL_UNITS = 18, 1 << 22
"""The taps of a row sum to 2^18; the mixer's output, 0-1, is counted in units of 2^-22."""

UNIT_HEIGHT = 1 / (LEVEL_UNITS << BETWEEN_BITS + TAP_BITS)
"""What one in the buffer means: a step over the mixer's whole range is 2^48, which leaves room for sums."""

TIME_BITS = 40
"""Fraction bits of a time in samples: pitch and tempo are right to 10^-10."""

_INTEGRATION_STEPS = 16
"""Steps of the integral between two places."""


@cache
def step_table() -> NDArray[np.float64]:
    """Return the differences of a step by its place between two samples: float64 [2^PLACE_BITS + 1, WIDTH]."""
    fine, reach = _INTEGRATION_STEPS << PLACE_BITS, (WIDTH - 1) / 2
    # The ideal low-pass's impulse, windowed, in the middle of its own reach; its integral is the step.
    time = np.linspace(-reach, reach, (WIDTH - 1) * fine + 1)
    impulse = np.sinc(CUTOFF * time) * np.i0(KAISER_BETA * np.sqrt(np.maximum(1 - (time / reach) ** 2, 0)))
    step = np.concatenate([[0], np.cumsum(impulse[1:] + impulse[:-1])])
    # Rounded before the differences are taken, so that these still sum to the whole.
    step = np.rint(step * ((1 << TAP_BITS) / step[-1]))
    # Row p is an edge p places after its sample: the step is sampled that much earlier, and is flat outside.
    samples = np.arange(WIDTH + 1) * fine - np.arange((1 << PLACE_BITS) + 1)[:, None] * _INTEGRATION_STEPS
    taps: NDArray[np.float64] = np.diff(step[np.clip(samples, 0, len(step) - 1)], axis=1)
    taps.setflags(write=False)
    return taps


@compiled
def add_step(differences: NDArray[np.float64], half: int, table: NDArray[np.float64], time: int, height: float) -> None:
    """Add a step of `height` level units at `time`, in samples with TIME_BITS fraction bits.

    `differences` holds two buffers that are to be added; `half`, 0 or 1, tells which one takes the step. Edges follow
    each other so closely that a processor has to wait for one to be stored before it adds the next: so they take turns.
    """
    first = (time >> TIME_BITS) + half * (len(differences) // 2)
    place = time >> (TIME_BITS - PLACE_BITS) & ((1 << PLACE_BITS) - 1)
    between = time >> (TIME_BITS - PLACE_BITS - BETWEEN_BITS) & ((1 << BETWEEN_BITS) - 1)
    later = height * between
    add_rows(differences, first, table, place, (height * (1 << BETWEEN_BITS) - later, later), WIDTH)
