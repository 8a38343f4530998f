"""Histograms of what music is made of, and how much two sets of windows agree in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.score import NO
from train.notes import Notes

LARGEST_INTERVAL = 24
LONGEST_NOTE = 64
_DENSITIES = 16
"""Classes of density above silence."""

HISTOGRAMS = ("pitch_class", "interval", "note_length", "density")


def histograms(notes: Notes, windows: int, rows: int, voices: Sequence[int]) -> dict[str, NDArray[np.float64]]:
    """Return for each of `HISTOGRAMS` the shares of its classes, float [voices, classes].

    They sum to 1 in each voice, or to 0 where a voice has nothing to count. Pitch classes are the noise's sixteen
    periods. Intervals are between successive onsets of a voice, those beyond two octaves counted as two octaves.
    Note lengths are in rows, the longest class open. Density is that of a voice in a window, in sixteenths of an onset
    a row, rounded up: only silence is in the first class.
    """
    noise = np.asarray(voices)[notes.column] == NO
    pitch_class = np.where(noise, notes.pitch - 1, notes.pitch % 12)
    successive = (np.diff(notes.window) == 0) & (np.diff(notes.column) == 0)
    interval = np.clip(np.diff(notes.pitch), -LARGEST_INTERVAL, LARGEST_INTERVAL) + LARGEST_INTERVAL
    onsets = _counts(notes.window, notes.column, (windows, len(voices)))
    column = np.broadcast_to(np.arange(len(voices)), onsets.shape)
    density = -(-onsets * _DENSITIES // rows)
    counted = {
        "pitch_class": (notes.column, pitch_class, 16),
        "interval": (notes.column[1:][successive], interval[successive], 2 * LARGEST_INTERVAL + 1),
        "note_length": (notes.column, np.minimum(notes.length, LONGEST_NOTE) - 1, LONGEST_NOTE),
        "density": (column.ravel(), density.ravel(), _DENSITIES + 1),
    }
    return {name: _shares(_counts(where, what, (len(voices), size))) for name, (where, what, size) in counted.items()}


def overlap(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much of two histograms [..., classes] is common, 0-1; two empty ones agree."""
    both_empty = (one.sum(-1) == 0) & (other.sum(-1) == 0)
    return np.where(both_empty, 1.0, np.minimum(one, other).sum(-1))


def _counts(first: NDArray[np.int64], second: NDArray[np.int64], shape: tuple[int, int]) -> NDArray[np.int64]:
    """Return how often each pair of indices occurs, int64 of `shape`."""
    return np.bincount(first * shape[1] + second, minlength=shape[0] * shape[1]).reshape(shape)


def _shares(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(counts / np.maximum(counts.sum(-1, keepdims=True), 1))
