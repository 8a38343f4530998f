"""Which songs are nearly the same: most of what the one holds is in the other, in any key and at any tempo.

Compared are runs of 12 successive notes of a melodic voice, as their intervals. Neither a transposition nor a tempo
changes these, nor a row grid, an introduction, another order of the parts, or a voice that is left out. Runs of fewer
than 5 different intervals are not counted: scales, trills and arpeggios are in all music. Two songs are near-duplicates
if at least half of the different runs of the one that has fewer are in the other, too; a song of fewer than 8 is too
short to tell.

Of NES-MDB's pairs of `train` and `valid` that this finds, all but one are a theme and its sequel's or its country's
version of it. Shorter runs, and fewer intervals, find jingles in the scales of long songs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.score import NO
from train.song_reading import Tune

_NOTES = 12
_LEAST_INTERVALS = 5
_LEAST_RUNS = 8
_LEAST_SHARED = 0.5

_MULTIPLIER, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
"""Of a multiplicative hash (Knuth, The Art of Computer Programming 3, 6.4)."""


def near_duplicates(tunes: Sequence[Tune]) -> list[tuple[int, int]]:
    """Return the pairs of indices of tunes that are nearly the same, the lower index first."""
    runs = [_runs(tune) for tune in tunes]
    sizes = np.array([len(of_tune) for of_tune in runs], np.int64)
    pool = np.concatenate([np.zeros(0, np.uint64), *runs])
    order = np.argsort(pool, kind="stable")
    pool, owner = pool[order], np.repeat(np.arange(len(runs)), sizes)[order]
    pairs = []
    for index in np.flatnonzero(sizes >= _LEAST_RUNS):
        first = np.searchsorted(pool, runs[index], "left")
        counts = np.searchsorted(pool, runs[index], "right") - first
        places = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        shared = np.bincount(owner[places], minlength=len(runs))
        near = (sizes >= _LEAST_RUNS) & (shared >= _LEAST_SHARED * np.minimum(sizes, sizes[index]))
        pairs += [(int(index), int(other)) for other in np.flatnonzero(near) if other > index]
    return pairs


def _runs(tune: Tune) -> NDArray[np.uint64]:
    """Return the hashes of a tune's different runs, ascending."""
    hashes = [np.zeros(0, np.uint64)]
    for voice in range(NO):
        pitch = tune.pitch[tune.onset[:, voice], voice].astype(np.int64)
        if len(pitch) < _NOTES:
            continue
        intervals = np.lib.stride_tricks.sliding_window_view(np.diff(pitch), _NOTES - 1)
        different = 1 + (np.diff(np.sort(intervals, axis=1), axis=1) > 0).sum(axis=1)
        hashes.append(_hash(intervals[different >= _LEAST_INTERVALS]))
    return np.unique(np.concatenate(hashes))


def _hash(rows: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return a number for each row, the same wherever it is computed."""
    hashed = np.zeros(len(rows), np.uint64)
    for column in rows.T.astype(np.uint64):
        hashed = (hashed ^ column) * _MULTIPLIER
        hashed ^= hashed >> _SHIFT
    return hashed
