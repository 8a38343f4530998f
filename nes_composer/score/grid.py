"""Recover the row grid that a song was written on from the times of its onsets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHORTEST, LONGEST = 3.0, 32.0
"""Row periods that are looked for, in ticks."""

_BINS_PER_TICK = 16
_OVERSAMPLING = 4
_LONGEST_SPAN = 36_000
"""Ticks of a song that are looked at, ten minutes: more onsets tell nothing new and cost memory."""

_ACCEPT, _ACCEPT_RELATIVE = 0.75, 0.92


@dataclass(frozen=True)
class Grid:
    """A row grid.

    Parameters
    ----------
    ticks_per_row
        Period in ticks; whole for most songs.
    phase
        Time of row 0 in ticks, within one row of zero.
    fit
        Vector strength R of the onsets at that period: 1 if each lies on a row, near 0 at random.
    """

    ticks_per_row: float
    phase: float
    fit: float


def vector_strength(onsets: NDArray[np.float64], period: float) -> complex:
    """Return the mean of exp(2πi t/T) over the onsets: its modulus is the fit R, its angle the phase."""
    return complex(np.exp(2j * np.pi * onsets / period).mean())


def recover_grid(onsets: NDArray[np.float64]) -> Grid | None:
    """Return the slowest row grid that the onsets fit well, or None when they fit none.

    R(T) = |Σ exp(2πi t/T)| / n is evaluated over T = 3…32 ticks. The largest T whose R is a local
    maximum of at least max(0.75, 0.92·max R) is taken: half and third of the true period fit as well,
    its multiples do not.

    Parameters
    ----------
    onsets : float [n]
        Times of note onsets in ticks.

    Returns
    -------
    Grid or None
        None when there are fewer than two onsets in the first ten minutes, or no period fits.
    """
    onsets = np.asarray(onsets, np.float64)
    first = onsets.min(initial=np.inf)
    onsets = onsets[onsets < first + _LONGEST_SPAN]
    if len(onsets) < 2:
        return None
    bins = np.round((onsets - first) * _BINS_PER_TICK).astype(np.int64)
    size = 1 << int(np.ceil(np.log2((bins.max() + 1 + LONGEST * _BINS_PER_TICK) * _OVERSAMPLING)))
    # One transform gives R at all periods: onsets as impulses on a fine clock, zero-padded so that no peak is missed.
    spectrum = np.abs(np.fft.rfft(np.bincount(bins), size)) / len(onsets)
    low = int(np.ceil(size / (LONGEST * _BINS_PER_TICK)))
    high = min(int(size / (SHORTEST * _BINS_PER_TICK)), len(spectrum) - 2)
    band = spectrum[low : high + 1]
    peaks = (band >= spectrum[low - 1 : high]) & (band >= spectrum[low + 1 : high + 2])
    good = np.flatnonzero(peaks & (band >= max(_ACCEPT, _ACCEPT_RELATIVE * band.max())))
    if not len(good):
        return None
    period = _refine(onsets, size / (low + int(good[0])) / _BINS_PER_TICK, onsets.max() - first)
    mean = vector_strength(onsets, period)
    phase = float(np.angle(mean)) / (2 * np.pi) * period
    return Grid(period, phase, abs(mean))


def _refine(onsets: NDArray[np.float64], period: float, duration: float) -> float:
    """Return the period near `period` where R is greatest; a whole number of ticks if it fits as well."""
    step = period**2 / max(duration, period) / _OVERSAMPLING
    candidates = np.append(np.linspace(period - step, period + step, 41), period)
    strengths = np.array([abs(vector_strength(onsets, c)) for c in candidates])
    best = float(candidates[strengths.argmax()])
    whole = float(round(best))
    # A driver counts whole ticks per row, so a fraction is believed only when it fits clearly better.
    return whole if abs(vector_strength(onsets, whole)) >= strengths.max() - 0.01 else best
