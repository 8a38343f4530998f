"""The console's own filters, each of first order (NESdev: APU Mixer).

What comes in are differences of the wave from sample to sample, so the sum over them is a filter like the others, and
the factor 1 - z⁻¹ of the first high-pass is done already. What remains has as many poles as there are filters, and more
of them than zeros: by partial fractions it is a weighted sum of decays, which a processor follows side by side.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.instructions import DECAYS, LANES, filter_groups
from nes_composer.apu.jit import State, compiled

Console: TypeAlias = Literal["raw", "nes", "famicom"]
"""Whose filters are heard; raw has none: it is the mixer's output, as high above its level at the start as it is."""

HIGH_PASS: dict[Console, tuple[float, ...]] = {"raw": (), "nes": (90.0, 440.0), "famicom": (37.0,)}
LOW_PASS = 14_000.0
"""Corner frequencies in Hz; the NES and the Famicom share the low-pass."""

DTYPE = np.dtype([("decays", "f8", (LANES,))])
"""What each decay stands at before the next group; there is one more than any console needs."""

GROUP = LANES
"""So many samples are made at once."""

QUIET = 1e-12
"""In units of the differences, it keeps silent decays out of the subnormal numbers, which processors handle slowly."""


@cache
def factors(sample_rate: int, console: Console, unit_height: float) -> NDArray[np.float64]:
    """Return what :func:`run` multiplies with, for differences that count in `unit_height`.

    Returns
    -------
    float64 [13, LANES]
        Four rows: the share of each difference of a group in each sample of the group. Four rows: the share of each
        difference in each decay after the group. Three rows: the share of each decay before the group in each sample.
        One row: what a group leaves of each decay. One row: what is added then.
    """
    pole, weight = _partial_fractions(sample_rate, console)
    weight = weight * unit_height
    age = np.arange(GROUP)
    response = (weight[:, None] * pole[:, None] ** age).sum(axis=0)
    samples = np.array([[response[j - i] if j >= i else 0 for j in age] for i in age])
    decays = pole ** (GROUP - 1 - age[:, None])
    each = weight[:, None] * pole[:, None] ** (1 + age)
    rows: NDArray[np.float64] = np.concatenate([samples, decays, each[:DECAYS], [pole**GROUP, QUIET * (1 - pole)]])
    rows.setflags(write=False)
    return rows


def _partial_fractions(sample_rate: int, console: Console) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the poles of the decays and their weights in the sum, each float64 [LANES]; an unused one weighs 0."""
    if console == "raw":
        # The sum over the differences itself: a decay that keeps all.
        return np.eye(1, LANES)[0], np.eye(1, LANES)[0]
    poles, zeros = [], np.ones(1)
    for corner in HIGH_PASS[console]:
        poles.append(np.exp(-2 * np.pi * corner / sample_rate))
        zeros = np.convolve(zeros, (1 + poles[-1]) / 2 * np.array([1, -1]))
    low_pole, now, before = _low_pass(sample_rate)
    poles.append(low_pole)
    # The differences have the zero of one high-pass already. Polynomials are in z⁻¹, the constant first.
    zeros = np.polydiv(np.convolve(zeros, [now, before])[::-1], [-1, 1])[0]
    weights = [np.polyval(zeros, 1 / p) / np.prod([1 - other / p for other in poles if other != p]) for p in poles]
    unused = [0.0] * (LANES - len(poles))
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
    factors: NDArray[np.float64],
    differences: NDArray[np.float64],
    more: NDArray[np.float64],
    count: int,
    samples: NDArray[np.float32],
) -> None:
    """Make `count` samples from as many differences, which are the sums of `differences` and `more`.

    Samples come in whole groups, so the last few may not be complete yet. The decays go on to the end of the last
    complete group only, and the rest of the differences is to come again: each sample is made from the same numbers in
    the same order wherever a block ends.
    """
    complete = count // GROUP
    rest = complete * GROUP
    for i in range(rest):
        differences[i] += more[i]
    for i in range(rest, rest + GROUP):
        differences[i] += more[i]
        more[i] = 0
    filter_groups(samples, differences, complete, factors, unit.decays)
    decay_0, decay_1, decay_2, decay_3 = unit.decays
    filter_groups(samples[rest:], differences[rest:], 1, factors, unit.decays)
    unit.decays[0], unit.decays[1], unit.decays[2], unit.decays[3] = decay_0, decay_1, decay_2, decay_3
