"""The notes of token windows, as arrays: what statistics of music are counted on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nes_composer.models.codec import FIRST_PITCH, HOLD
from nes_composer.score.score import LOWEST


@dataclass(frozen=True)
class Notes:
    """All notes of some windows, ordered by window, voice and row.

    Parameters
    ----------
    window, column, row : int64 [n]
        Where each starts: window, column of the tokens, row of the window.
    length : int64 [n]
        Rows that it sounds, up to the window's end.
    pitch : int64 [n]
        As in a score.
    """

    window: NDArray[np.int64]
    column: NDArray[np.int64]
    row: NDArray[np.int64]
    length: NDArray[np.int64]
    pitch: NDArray[np.int64]


def notes_of(tokens: NDArray[np.uint8], voices: tuple[int, ...]) -> Notes:
    """Return the notes of windows, uint8 [W, N, voices]."""
    by_voice = tokens.transpose(0, 2, 1)  # [W, voices, N]
    # What follows a note ends it, or else the window does.
    ends = np.ones((*by_voice.shape[:2], by_voice.shape[2] + 1), np.bool_)
    ends[..., :-1] = by_voice != HOLD
    window, column, row = np.nonzero(ends)
    length = np.diff(row, append=0)
    onset = np.zeros_like(ends)
    onset[..., :-1] = by_voice >= FIRST_PITCH
    chosen = onset[window, column, row]
    window, column, row, length = window[chosen], column[chosen], row[chosen], length[chosen]
    pitch = by_voice[window, column, row].astype(np.int64) - FIRST_PITCH + LOWEST[list(voices)].astype(np.int64)[column]
    return Notes(window, column, row, length, pitch)
