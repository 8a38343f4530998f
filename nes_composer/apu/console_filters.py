"""The console's own filters, each of first order (NESdev: APU Mixer).

What comes in are differences of the wave from sample to sample, so the sum over them is a filter like the others, and
the factor 1 - z⁻¹ of the first high-pass is done already. What remains has as many poles as there are filters, and more
of them than zeros: by partial fractions it is a weighted sum of decays, which a processor follows side by side.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.jit import State, compiled

Console: TypeAlias = Literal["raw", "nes", "famicom"]
"""Whose filters are heard; raw has none: it is the mixer's output, as high above its level at the start as it is."""

HIGH_PASS: dict[Console, tuple[float, ...]] = {"raw": (), "nes": (90.0, 440.0), "famicom": (37.0,)}
LOW_PASS = 14_000.0
"""Corner frequencies in Hz; the NES and the Famicom share the low-pass."""

DECAYS = 3
"""Most filters of a console."""

DTYPE = np.dtype([("decays", "f8", (DECAYS,))])
"""The latest value of each decay."""

QUIET = 1e-12
"""In units of the differences, it keeps silent decays out of the subnormal numbers, which processors handle slowly."""


class Factors(NamedTuple):
    """What :func:`run` multiplies with, each float64 [DECAYS]: poles, weights in the sum, and what keeps them busy."""

    keep: NDArray[np.float64]
    weight: NDArray[np.float64]
    quiet: NDArray[np.float64]


def factors(sample_rate: int, console: Console, unit_height: float) -> Factors:
    """Return what :func:`run` needs for differences that count in `unit_height`."""
    pole, weight = _partial_fractions(sample_rate, console)
    return Factors(pole, weight * unit_height, QUIET * (1 - pole))


def _partial_fractions(sample_rate: int, console: Console) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the poles of the decays and their weights in the sum, each float64 [DECAYS]; an unused one weighs 0."""
    if console == "raw":
        # The sum over the differences itself: a decay that keeps all.
        return np.array([1.0, 0, 0]), np.array([1.0, 0, 0])
    poles, zeros = [], np.ones(1)
    for corner in HIGH_PASS[console]:
        poles.append(np.exp(-2 * np.pi * corner / sample_rate))
        zeros = np.convolve(zeros, (1 + poles[-1]) / 2 * np.array([1, -1]))
    low_pole, now, before = _low_pass(sample_rate)
    poles.append(low_pole)
    # The differences have the zero of one high-pass already. Polynomials are in z⁻¹, the constant first.
    zeros = np.polydiv(np.convolve(zeros, [now, before])[::-1], [-1, 1])[0]
    weights = [np.polyval(zeros, 1 / p) / np.prod([1 - other / p for other in poles if other != p]) for p in poles]
    unused = [0.0] * (DECAYS - len(poles))
    return np.array(poles + unused), np.array(weights + unused)


def _low_pass(sample_rate: int) -> tuple[float, float, float]:
    """Return the share of its output that the low-pass keeps and the gains of its input now and one sample before.

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
    factors: Factors,
    rises: NDArray[np.float64],
    falls: NDArray[np.float64],
    samples: NDArray[np.float32],
) -> None:
    """Fill `samples` from as many differences, which are the sums of `rises` and `falls`."""
    keep_0, keep_1, keep_2 = factors.keep
    weight_0, weight_1, weight_2 = factors.weight
    quiet_0, quiet_1, quiet_2 = factors.quiet
    decay_0, decay_1, decay_2 = unit.decays
    for i in range(len(samples)):
        difference = rises[i] + falls[i]
        decay_0 = keep_0 * decay_0 + (difference + quiet_0)
        decay_1 = keep_1 * decay_1 + (difference + quiet_1)
        decay_2 = keep_2 * decay_2 + (difference + quiet_2)
        samples[i] = weight_0 * decay_0 + (weight_1 * decay_1 + weight_2 * decay_2)
    unit.decays[0], unit.decays[1], unit.decays[2] = decay_0, decay_1, decay_2
