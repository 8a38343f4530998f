"""Music as a chain of hashes, a link from each row on which a note starts to the next, and stretches of chains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nes_composer.models import codec
from nes_composer.score.score import HIGHEST, LOWEST, NO, Score

LEAST_ONSETS = 4
"""Rows with onsets that a run has at least: fewer are a coincidence."""

LINKS = LEAST_ONSETS - 1
"""Hashes in a chain that such a run is."""

_TUNED = [voice for voice in range(len(LOWEST)) if voice != NO]

Hashes = NDArray[np.uint64]


@dataclass(frozen=True)
class Chain:
    """Hashes in a chain, and numbers that tell stretches of it apart.

    Parameters
    ----------
    hash : uint32 [E]
    row : int64 [E + 1]
        Where each link begins, and where the last one ends.
    sums : uint64 [E + 1]
        Of the links before, as digits of a number, modulo 2⁶⁴.
    """

    hash: NDArray[np.uint32]
    row: NDArray[np.int64]
    sums: Hashes

    @classmethod
    def of(cls, hashes: NDArray[np.uint32], rows: NDArray[np.int64]) -> Chain:
        """Return the chain of hashes [E] between rows [E + 1]."""
        return cls(hashes, rows, _sums(_mixed(hashes.astype(np.uint64))))

    def links(self, start: NDArray[np.int64], rows: int) -> NDArray[np.int64]:
        """Return how many links from each on are at least so many rows; too many for the chain where it is over."""
        end = np.searchsorted(self.row, self.row[start] + rows - 1)
        return np.asarray(np.maximum(end - start, LINKS))

    def keys(self, start: NDArray[np.int64], links: NDArray[np.int64]) -> Hashes:
        """Return numbers that are equal for equal stretches."""
        return _between(self.sums, start, start + links)


# Numbers modulo 2⁶⁴, which is what uint64 does

_FACTOR = 0xD1342543DE82EF95
_INVERSE = pow(_FACTOR, -1, 1 << 64)


def _powers(base: int, count: int) -> Hashes:
    factors = np.full(count + 1, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors)


def _sums(numbers: Hashes) -> Hashes:
    """Return the sums of the digits before each, uint64 [N + 1]."""
    digits = numbers * _powers(_FACTOR, len(numbers))[:-1]
    return np.concatenate([np.zeros(1, np.uint64), np.cumsum(digits, dtype=np.uint64)])


def _between(sums: Hashes, start: NDArray[np.int64], end: NDArray[np.int64]) -> Hashes:
    """Return the digits from `start` up to `end` as numbers: the same wherever they stand."""
    return np.asarray((sums[end] - sums[start]) * _powers(_INVERSE, len(sums))[start])


def _mixed(numbers: Hashes) -> Hashes:
    """Return numbers that have nothing in common for numbers that are near: the end of splitmix64."""
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


# From tokens to hashes


def onset_rows(tokens: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the rows of tokens, uint8 [N, 4], on which notes start."""
    return np.asarray(np.flatnonzero((tokens >= codec.FIRST_PITCH).any(axis=1)))


def link_hashes(tokens: NDArray[np.uint8], onsets: NDArray[np.int64], move: int) -> NDArray[np.uint32]:
    """Return the hashes, uint32, of the rows from each onset to the next one, moved by so many semitones."""
    if len(onsets) < 2:
        return np.zeros(0, np.uint32)
    values = tokens.astype(np.int64)
    # By their pitch, not by their place in the range of a voice; far enough from rest and hold wherever they move.
    values[:, _TUNED] += np.where(
        tokens[:, _TUNED] >= codec.FIRST_PITCH, LOWEST[_TUNED].astype(np.int64) + move + 1000, 0
    )
    row = np.zeros(len(tokens), np.uint64)
    for voice in range(tokens.shape[1]):
        row = _mixed(row ^ values[:, voice].astype(np.uint64))
    return (_mixed(_between(_sums(row), onsets[:-1], onsets[1:] + 1)) >> np.uint64(32)).astype(np.uint32)


def moves_of(score: Score) -> list[int]:
    """Return by how much the pitches of a score may be those of another one, moved."""
    pitches = score.pitch[:, _TUNED]
    pitches = pitches[pitches > 0].astype(np.int64)
    if not len(pitches):
        return [0]
    lowest, highest = int(LOWEST[_TUNED].min()), int(HIGHEST[_TUNED].max())
    return list(range(int(pitches.min()) - highest, int(pitches.max()) - lowest + 1))


def followed(flags: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Return where so many in a row of flags [..., N] begin."""
    result = flags.copy()
    for step in range(1, count):
        result[..., :-step] &= flags[..., step:]
        result[..., -step:] = False
    return result
