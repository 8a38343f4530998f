"""The console's own filters: high-pass 90 Hz and 440 Hz, low-pass 14 kHz, each of first order (NESdev: APU Mixer)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.jit import State, compiled

DTYPE = np.dtype([("high_90", "f8"), ("high_440", "f8"), ("low_14k", "f8")])
"""The latest output of each."""

HIGH_PASS, LOW_PASS = (90.0, 440.0), 14_000.0
"""Corner frequencies in Hz."""

QUIET = 1e-25
"""Far below hearing, it keeps the decaying outputs out of the subnormal numbers, which processors handle slowly."""


def coefficients(sample_rate: int) -> NDArray[np.float64]:
    """Return what :func:`run` multiplies with, at so many samples per second.

    Returns
    -------
    float64 [7]
        Of each high-pass the share of its output that it keeps and the gain of its input's difference; of the
        low-pass the share that it keeps and the gains of its input now and one sample before.
    """
    high = []
    for corner in HIGH_PASS:
        keep = np.exp(-2 * np.pi * corner / sample_rate)
        high += [keep, (1 + keep) / 2]
    return np.array([*high, *_low_pass(sample_rate)])


def _low_pass(sample_rate: int) -> tuple[float, float, float]:
    """Return the three coefficients of the low-pass.

    Its corner lies so near to half the sample rate that the usual designs are decibels off. This one has the power of
    the analogue filter at 0, at a quarter and at half of the sample rate (Vicanek: Matched One-Pole Digital Filters).
    Power is a ratio of linear functions of x = sin²(ω/2): (1 + zero · x) / (1 + pole · x).
    """
    quarter, half = (1 / (1 + (sample_rate / part / LOW_PASS) ** 2) for part in (4, 2))
    pole = (2 * (1 - quarter) - (1 - half)) / (quarter - half)
    zero = half * (1 + pole) - 1
    root_pole, root_zero = np.sqrt(1 + pole), np.sqrt(1 + zero)
    keep = (root_pole - 1) / (root_pole + 1)
    before = (1 - root_zero) / (1 + root_zero)
    gain = (1 - keep) / (1 + before)
    return keep, gain, gain * before


@compiled
def run(
    unit: State,
    factors: NDArray[np.float64],
    differences: NDArray[np.float64],
    unit_height: float,
    samples: NDArray[np.float32],
) -> None:
    """Fill `samples` from as many differences, which count in `unit_height`.

    The first high-pass needs the differences of its input only, so the wave itself is never summed up. Sums are
    bracketed so that each output waits for nothing but its own predecessor.
    """
    keep_90, gain_90, keep_440, gain_440 = factors[0], factors[1] * unit_height, factors[2], factors[3]
    keep_14k, gain_14k, before_14k = factors[4], factors[5], factors[6]
    high_90, high_440, low_14k = unit.high_90, unit.high_440, unit.low_14k
    for i in range(len(samples)):
        last_90, last_440 = high_90, high_440
        high_90 = keep_90 * high_90 + (gain_90 * differences[i] + QUIET)
        high_440 = keep_440 * high_440 + (gain_440 * (high_90 - last_90) + QUIET)
        low_14k = keep_14k * low_14k + (gain_14k * high_440 + before_14k * last_440)
        samples[i] = low_14k
    unit.high_90, unit.high_440, unit.low_14k = high_90, high_440, low_14k
