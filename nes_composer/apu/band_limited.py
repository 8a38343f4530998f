"""Band-limited steps: how a wave whose edges fall between two samples is sampled without aliases.

The chip's output is a staircase. Sampling it as it is folds everything above half the sample rate back into what one
hears. Each edge is replaced by the step that an ideal low-pass makes of it: its difference from sample to sample is a
windowed sinc, taken from a table at the edge's place between two samples, scaled by the height of the edge and
added to a buffer of differences. The sum over the buffer is the wave.

All of it is integer arithmetic, and that buys two things. Sums are exact, so their order and the size of the blocks
cannot change a sample; and each row of the table sums to exactly one, so the wave returns to where it was.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.instructions import add_scaled_row
from nes_composer.apu.jit import compiled

WIDTH = 16
"""Taps of a step: at 48 kHz enough to leave what folds below 16 kHz 80 dB down, and one cache line."""

PHASE_BITS = 12
"""Places between two samples: 4,096, so that the jitter of an edge lies under the taps' own error."""

TAP_BITS = 24
"""The taps of a row sum to 2^24."""

LEVEL_BITS = 24
"""The output of the mixer, 0-1, is counted in units of 2^-24."""

TIME_BITS = 40
"""Fraction bits of a time in samples: the pitch is right to 10^-11, and a block may last minutes."""

KAISER_BETA = 8.0


@cache
def step_table() -> NDArray[np.int32]:
    """Return the differences of a step by its place between two samples: int32 [2^PHASE_BITS, WIDTH]."""
    places = (np.arange(1 << PHASE_BITS) + 0.5) / (1 << PHASE_BITS)
    # Time of each sample from the edge, whose centre lies in the middle of the taps.
    time = np.arange(WIDTH)[None, :] - (WIDTH // 2 - 1) - places[:, None]
    window = np.i0(KAISER_BETA * np.sqrt(np.maximum(1 - (time / (WIDTH / 2)) ** 2, 0))) / np.i0(KAISER_BETA)
    taps = np.sinc(time) * window
    taps *= (1 << TAP_BITS) / taps.sum(axis=1, keepdims=True)
    rounded = np.rint(taps).astype(np.int32)
    # What rounding takes or gives goes to the largest tap, where it matters least.
    rounded[np.arange(len(rounded)), np.abs(taps).argmax(axis=1)] += (1 << TAP_BITS) - rounded.sum(axis=1)
    rounded.setflags(write=False)
    return rounded


@compiled
def add_step(differences: NDArray[np.int64], table: NDArray[np.int32], time: int, height: int) -> None:
    """Add a step of `height` level units at `time`, in samples with TIME_BITS fraction bits."""
    first = time >> TIME_BITS
    place = time >> (TIME_BITS - PHASE_BITS) & ((1 << PHASE_BITS) - 1)
    add_scaled_row(differences, first, table, place, height, WIDTH)
