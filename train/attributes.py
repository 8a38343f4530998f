"""Attributes of patterns that a person hears: what axes of latent space are named by, and what has axes of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.models.codec import FIRST_PITCH, HOLD, REST
from nes_composer.models.grids import ModelGrid
from nes_composer.score.score import NO, VOICES

ALL = "all"
"""What an attribute of the voices together is called by."""

WORDS = {
    "density": ("denser", "sparser"),
    "height": ("higher", "lower"),
    "length": ("more legato", "more staccato"),
    "leaps": ("more leaping", "smoother"),
    "syncopation": ("more syncopated", "straighter"),
    "repetition": ("more repetitive", "more varied"),
}
"""What more and less of an attribute are called."""

Attribute = tuple[str, str]
"""A voice, or `ALL`, and a key of `WORDS`."""

Floats = NDArray[np.float64]


def attributes_of(voices: tuple[int, ...], grid: ModelGrid) -> list[Attribute]:
    """Return the attributes that a model of these voices has; metre is known on rows only."""
    kinds = ["density", "height", "length", "leaps"]
    metrical = ["syncopation", "repetition"] if grid.rows_per_second is None else []
    found = [(VOICES[v], kind) for v in voices for kind in (["density", "height"] if v == NO else kinds) + metrical]
    if len(voices) > 1:
        found += [(ALL, kind) for kind in ["density", "height", "length", *metrical]]
    return found


def measure(tokens: NDArray[np.uint8], attribute: Attribute, grid: ModelGrid) -> Floats:
    """Return an attribute of patterns.

    Parameters
    ----------
    tokens : uint8 [B, rows, 4]
        All voices; those that a model lacks rest.
    attribute
        See :func:`attributes_of`.
    grid
        The patterns' grid.

    Returns
    -------
    float64 [B]
        Density: onsets per row. Height: mean pitch of the onsets. Length: sounding rows per onset, at most those to
        the next onset. Leaps: mean interval between onsets in semitones. Syncopation: share of onsets that are on a
        weaker place than the next beat, which has none. Repetition: share of rows that are those one bar before.
        NaN for a pattern without the notes that it takes. Of all voices: the mean of those that have them.
    """
    voice, kind = attribute
    if voice == ALL:
        return _of_all(tokens, kind, grid)
    return _of_voice(tokens[..., VOICES.index(voice)], kind, grid)


def _of_all(tokens: NDArray[np.uint8], kind: str, grid: ModelGrid) -> Floats:
    if kind == "repetition":
        return _repetition(tokens, grid)
    voices = np.array([_of_voice(tokens[..., voice], kind, grid) for voice in range(tokens.shape[-1])])
    if kind == "height":
        # The noise has periods, no pitches.
        voices[NO] = np.nan
    known = np.isfinite(voices)
    count = known.sum(axis=0)
    return np.asarray(np.where(count, np.where(known, voices, 0).sum(axis=0) / np.maximum(count, 1), np.nan))


def _of_voice(tokens: NDArray[np.uint8], kind: str, grid: ModelGrid) -> Floats:
    """Return an attribute of one voice's tokens, uint8 [B, rows]."""
    onset = tokens >= FIRST_PITCH
    count = onset.sum(axis=1)
    if kind == "density":
        return np.asarray(count / tokens.shape[1])
    if kind == "repetition":
        return _repetition(tokens[..., None], grid)
    enough = count > (1 if kind == "leaps" else 0)
    total = {"height": _pitches, "length": _sounding, "leaps": _leaps, "syncopation": _syncopes}[kind](tokens, onset)
    parts = count - 1 if kind == "leaps" else count
    return np.asarray(np.where(enough, total / np.maximum(parts, 1), np.nan))


def _pitches(tokens: NDArray[np.uint8], onset: NDArray[np.bool_]) -> Floats:
    return np.asarray((tokens * onset).sum(axis=1), np.float64)


def _sounding(tokens: NDArray[np.uint8], onset: NDArray[np.bool_]) -> Floats:
    # A hold sounds only if the last token that is not one is an onset.
    place = np.where(tokens == HOLD, 0, np.arange(tokens.shape[1]))
    decisive = np.take_along_axis(tokens, np.maximum.accumulate(place, axis=1), axis=1)
    return np.asarray((onset | ((tokens != REST) & (decisive >= FIRST_PITCH))).sum(axis=1), np.float64)


def _leaps(tokens: NDArray[np.uint8], onset: NDArray[np.bool_]) -> Floats:
    place = np.maximum.accumulate(np.where(onset, np.arange(tokens.shape[1]), -1), axis=1)
    before = np.roll(place, 1, axis=1)
    before[:, 0] = -1
    previous = np.take_along_axis(tokens, np.maximum(before, 0), axis=1).astype(np.int64)
    interval = np.abs(tokens.astype(np.int64) - previous)
    return np.asarray((interval * (onset & (before >= 0))).sum(axis=1), np.float64)


def _syncopes(tokens: NDArray[np.uint8], onset: NDArray[np.bool_]) -> Floats:
    """Count onsets off the beat that are not followed by one on the next beat (Longuet-Higgins & Lee, 1984)."""
    rows = tokens.shape[1]
    beat = (np.arange(rows) // 4 + 1) * 4
    followed = np.pad(onset, ((0, 0), (0, 4)), constant_values=True)[:, beat]
    return np.asarray((onset & ~followed & (np.arange(rows) % 4 != 0)).sum(axis=1), np.float64)


def _repetition(tokens: NDArray[np.uint8], grid: ModelGrid) -> Floats:
    bar = grid.bar_rows
    return np.asarray((tokens[:, bar:] == tokens[:, :-bar]).mean(axis=(1, 2)))
