"""The console's own filters: high-pass 90 Hz and 440 Hz, low-pass 14 kHz, each of first order (NESdev: APU Mixer)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.jit import State, compiled

DTYPE = np.dtype([("high_90", "f8"), ("high_440", "f8"), ("low_14k", "f8")])

HIGH_PASS, LOW_PASS = (90.0, 440.0), 14_000.0
"""Corner frequencies in Hz."""

QUIET = 1e-25
"""Far below hearing, it keeps the decaying outputs out of the subnormal numbers, which processors handle slowly."""


def coefficients(sample_rate: int) -> NDArray[np.float64]:
    """Return the coefficients of the two high-passes and the low-pass: float64 [3]."""
    per_sample = 2 * np.pi / sample_rate
    high = [1 / (1 + per_sample * corner) for corner in HIGH_PASS]
    return np.array([*high, np.exp(-per_sample * LOW_PASS)])


@compiled
def run(
    unit: State,
    factors: NDArray[np.float64],
    differences: NDArray[np.int64],
    unit_height: float,
    samples: NDArray[np.float32],
) -> None:
    """Fill `samples` from as many differences, which count in `unit_height`.

    The first high-pass needs the differences of its input only, so the wave itself is never summed up.
    """
    high_90, high_440, low_14k = unit.high_90, unit.high_440, unit.low_14k
    keep_90, keep_440, keep_14k = factors[0], factors[1], factors[2]
    gain = keep_90 * unit_height
    for i in range(len(samples)):
        before = high_90
        high_90 = keep_90 * high_90 + (gain * differences[i] + QUIET)
        high_440 = keep_440 * high_440 + (keep_440 * (high_90 - before) + QUIET)
        low_14k = keep_14k * low_14k + (1 - keep_14k) * high_440
        samples[i] = low_14k
    unit.high_90, unit.high_440, unit.low_14k = high_90, high_440, low_14k
