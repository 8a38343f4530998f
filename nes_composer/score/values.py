"""Edits of velocity and timbre, which a note may have another one of on each of its rows: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from nes_composer.score.notes import Note
from nes_composer.score.score import HIGHEST_TIMBRE, MAX_VELOCITY, TR, Score

Field = Literal["velocity", "timbre"]


def limits(field: Field, voice: int) -> tuple[int, int]:
    """Return the least and the greatest value that a sounding row of a voice may have."""
    if field == "velocity":
        return (MAX_VELOCITY if voice == TR else 1), MAX_VELOCITY
    return 0, int(HIGHEST_TIMBRE[voice])


def paint(score: Score, field: Field, voice: int, rows: ArrayLike, values: ArrayLike) -> Score:
    """Give rows of a voice values, within its limits; silent rows have none and stay silent.

    Parameters
    ----------
    score, field, voice
        What is changed.
    rows
        int [n]: rows of the song; those outside it are left out.
    values
        int [n] or one for all.
    """
    row = np.asarray(rows, np.int64)
    value = np.clip(np.broadcast_to(np.asarray(values, np.int64), row.shape), *limits(field, voice)).astype(np.uint8)
    inside = (row >= 0) & (row < len(score))
    row, value = row[inside], value[inside]
    sounds = score.sounding[row, voice]
    array = getattr(score, field).copy()
    array[row[sounds], voice] = value[sounds]
    return score if np.array_equal(array, getattr(score, field)) else replace(score, **{field: array})


def step(score: Score, field: Field, notes: Sequence[Note], steps: int) -> Score:
    """Raise or lower notes by some steps; a curve along a note keeps its shape as far as the limits let it."""
    array = getattr(score, field).copy()
    for note in notes:
        rows = array[note.start : note.end, note.voice].astype(np.int64) + steps
        array[note.start : note.end, note.voice] = np.clip(rows, *limits(field, note.voice))
    return score if np.array_equal(array, getattr(score, field)) else replace(score, **{field: array})
