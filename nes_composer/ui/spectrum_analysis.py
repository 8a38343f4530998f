"""Which frequencies are in samples, on the scale of an ear. No widgets."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SAMPLES = 4096
"""So many are looked at: 85 ms at 48 kHz."""

LOWEST, HIGHEST = 30.0, 16_000.0
"""Frequencies in Hz that are seen."""

FLOOR = -80.0
"""Decibels below a full sine from which on nothing is seen."""

_POINTS = 4 * SAMPLES
"""Of the transform: zeros behind the samples put more points between the true ones."""


def decibels(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the level of each bin, float64 [n]: 0 for a sine of amplitude 1, FLOOR at least.

    Parameters
    ----------
    samples
        [SAMPLES] or fewer, which are taken for the end of silence.
    """
    heard = np.zeros(SAMPLES)
    if len(samples):
        heard[-len(samples) :] = samples[-SAMPLES:]
    window = _window()
    size = np.abs(np.fft.rfft(heard * window, _POINTS)) * (2 / window.sum())
    found: NDArray[np.float64] = 20 * np.log10(np.maximum(size, 10 ** (FLOOR / 20)))
    return found


def frequency_of_bin(bin_: float, rate: float) -> float:
    """Return the frequency in Hz of a bin, or of a place between two."""
    return bin_ * rate / _POINTS


def place_of(frequency: float) -> float:
    """Return where a frequency is between LOWEST, 0, and HIGHEST, 1."""
    return float(np.log(frequency / LOWEST) / np.log(HIGHEST / LOWEST))


def frequency_at(place: float) -> float:
    """Return the frequency at a place between 0 and 1."""
    return float(LOWEST * (HIGHEST / LOWEST) ** place)


def in_columns(levels: NDArray[np.float64], rate: float, count: int) -> NDArray[np.float64]:
    """Return the loudest of each of `count` columns from LOWEST to HIGHEST; between bins where there is none."""
    at, starts = _columns(rate, count)
    padded = np.append(levels, FLOOR)
    loudest = np.maximum.reduceat(padded, np.minimum(starts, len(levels)))[:-1]
    between = np.interp(at, np.arange(len(levels)), levels, right=FLOOR)
    return np.where(np.diff(starts) > 0, np.maximum(loudest, between), between)


def peak(levels: NDArray[np.float64], rate: float) -> float | None:
    """Return the frequency in Hz of the loudest tone that is seen, or None in silence."""
    first, last = (round(edge * _POINTS / rate) for edge in (LOWEST, HIGHEST))
    best = first + int(np.argmax(levels[first : last + 1]))
    if levels[best] <= FLOOR or best + 1 >= len(levels):
        return None
    before, at, after = levels[best - 1 : best + 2]
    bend = before - 2 * at + after
    return frequency_of_bin(best + (0.5 * (before - after) / bend if bend < 0 else 0.0), rate)


@lru_cache(maxsize=1)
def _window() -> NDArray[np.float64]:
    return np.hanning(SAMPLES)


@lru_cache(maxsize=4)
def _columns(rate: float, count: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the bin at the middle of each column, with its fraction, and the first bin of each and after the last."""
    ratio = HIGHEST / LOWEST
    at = LOWEST * ratio ** ((np.arange(count) + 0.5) / count) * _POINTS / rate
    edges = LOWEST * ratio ** (np.arange(count + 1) / count) * _POINTS / rate
    return at, np.ceil(edges).astype(np.int64)
