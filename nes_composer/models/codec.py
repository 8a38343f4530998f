"""Scores as tokens: per voice and row a rest, a hold, or the onset of a pitch. Shared by training and generation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.score import HIGHEST, LOWEST, MAX_VELOCITY, NO, P1, P2, TR, Score

CODEC_VERSION = 1
"""Stored in every checkpoint; raised whenever a token changes its meaning."""

REST, HOLD, FIRST_PITCH = 0, 1, 2

VOCABULARY = tuple(int(high) - int(low) + 1 + FIRST_PITCH for low, high in zip(LOWEST, HIGHEST, strict=True))
"""Tokens of each voice: P1 78, P2 78, TR 90, NO 18."""

VOICE_SETS = {"all": (P1, P2, TR, NO), "p1": (P1,)}
"""The voices that models are made for, by the name that the command line has for them."""

# Tokens carry neither: decoded voices get the balance of a typical NES-MDB song, lead over accompaniment.
DECODED_VELOCITY = np.array([12, 9, MAX_VELOCITY, 10], np.uint8)
DECODED_TIMBRE = np.array([2, 1, 0, 0], np.uint8)


def tokens_of(pitch: NDArray[np.uint8], onset: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return the tokens of rows.

    Parameters
    ----------
    pitch : uint8 [..., N, 4]
    onset : bool [..., N, 4]
        As in a score. A note held into the first row counts as an onset there.

    Returns
    -------
    uint8 [..., N, 4]
    """
    onset = onset.copy()
    onset[..., :1, :] = pitch[..., :1, :] > 0
    return np.where(pitch == 0, REST, np.where(onset, pitch - LOWEST + FIRST_PITCH, HOLD)).astype(np.uint8)


def encode(score: Score) -> NDArray[np.uint8]:
    """Return the tokens of a score, uint8 [N, 4]."""
    return tokens_of(score.pitch, score.onset)


def with_silence(tokens: NDArray[np.integer], voices: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return tokens of all voices, uint8 [..., 4], of tokens [..., voices] of some: the others rest."""
    full = np.full((*tokens.shape[:-1], len(VOCABULARY)), REST, np.uint8)
    full[..., list(voices)] = tokens
    return full


def decode(tokens: NDArray[np.integer], rows_per_second: float) -> Score:
    """Return the score of tokens; a hold that continues nothing is a rest.

    Parameters
    ----------
    tokens : int [N, 4]
        Each below the vocabulary size of its voice.
    rows_per_second : float
        Tempo of the score.
    """
    tokens = np.asarray(tokens)
    row = np.arange(len(tokens))[:, None]
    # The row that decides what sounds: the latest one that is not a hold.
    source = np.maximum.accumulate(np.where(tokens == HOLD, -1, row), axis=0)
    decisive = np.where(source >= 0, np.take_along_axis(tokens, np.maximum(source, 0), axis=0), REST)
    sounding = decisive >= FIRST_PITCH
    pitch = np.where(sounding, decisive - FIRST_PITCH + LOWEST, 0).astype(np.uint8)
    return Score(
        pitch,
        sounding & (source == row),
        np.where(sounding, DECODED_VELOCITY, 0).astype(np.uint8),
        np.where(sounding, DECODED_TIMBRE, 0).astype(np.uint8),
        rows_per_second,
    )
