"""Musical changes that keep a pattern a plausible pattern: they make few songs into many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.score import HIGHEST, LOWEST, NO, P1, P2, TR

TRANSPOSITION = (-5, 6)
_OCTAVE_MOVE = 0.1
_SWAP = 0.3
_NOISE_MOVE = 2


def augment(
    pitch: NDArray[np.uint8], onset: NDArray[np.bool_], generator: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return changed copies of patterns.

    Each pattern as a whole is transposed by -5…+6 semitones; single voices move by an octave; the pulses
    swap; the noise moves by up to two periods. What a move carries out of a voice's range is folded back by
    octaves, so that melodies keep their pitch classes.

    Parameters
    ----------
    pitch : uint8 [B, N, 4]
    onset : bool [B, N, 4]
    generator
        Source of all choices.
    """
    size = len(pitch)
    shift = np.zeros((size, 1, 4), np.int64)
    shift += generator.integers(TRANSPOSITION[0], TRANSPOSITION[1] + 1, (size, 1, 1))
    shift += 12 * generator.choice([-1, 0, 1], (size, 1, 4), p=[_OCTAVE_MOVE / 2, 1 - _OCTAVE_MOVE, _OCTAVE_MOVE / 2])
    shift[..., NO] = generator.integers(-_NOISE_MOVE, _NOISE_MOVE + 1, (size, 1))
    moved = pitch + shift
    low, high = LOWEST.astype(np.int64), HIGHEST.astype(np.int64)
    folded = np.where(moved < low, moved + 12, np.where(moved > high, moved - 12, moved))
    folded[..., NO] = moved[..., NO]
    changed = np.where(pitch > 0, np.clip(folded, low, high), 0).astype(np.uint8)
    onset = onset.copy()
    swapped = generator.random(size) < _SWAP
    changed[swapped] = changed[swapped][..., [P2, P1, TR, NO]]
    onset[swapped] = onset[swapped][..., [P2, P1, TR, NO]]
    return changed, onset
