"""Edits: pure functions from a score to a score. Whatever is drawn, every voice stays monophonic and playable.

Where a note is written over another, the older one ends there; the rest of a note whose start is
overwritten goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.notes import Note
from nes_composer.score.score import (
    FIELDS,
    HIGHEST,
    HIGHEST_TIMBRE,
    LOWEST,
    MAX_VELOCITY,
    TR,
    VOICES,
    Score,
    ScoreError,
)

_Arrays = dict[str, Any]
"""The four arrays of a score by field name, writable."""


def draw(score: Score, notes: Iterable[Note]) -> Score:
    """Write notes over what is there; a part beyond either end of the song is cut off.

    Raises
    ------
    ScoreError
        A note has a pitch, velocity or timbre that its voice cannot play.
    """
    arrays = _copies(score)
    for note in notes:
        _check_playable(note)
        start, end = max(note.start, 0), min(note.end, len(score))
        if start >= end:
            continue
        arrays["pitch"][start:end, note.voice] = note.pitch
        arrays["onset"][start:end, note.voice] = False
        arrays["onset"][start, note.voice] = True
        arrays["velocity"][start:end, note.voice] = MAX_VELOCITY if note.voice == TR else note.velocity
        arrays["timbre"][start:end, note.voice] = note.timbre
        _silence_held_rows(arrays, end, note.voice)
    return _legal(score, arrays)


def erase(score: Score, notes: Iterable[Note]) -> Score:
    """Silence the rows of notes."""
    arrays = _copies(score)
    for note in notes:
        for name in FIELDS:
            arrays[name][max(note.start, 0) : max(note.end, 0), note.voice] = 0
    return _legal(score, arrays)


def move(score: Score, notes: Iterable[Note], rows: int, semitones: int) -> Score:
    """Shift notes in time and pitch, keeping their velocity and timbre row by row.

    Notes stop at the ends of the song and at the limits of their voice: all are shifted by the same,
    largest possible distance up to the one asked for.
    """
    notes = list(notes)
    if not notes:
        return score
    rows = _clamp(rows, -min(n.start for n in notes), len(score) - max(n.end for n in notes))
    semitones = _clamp(
        semitones,
        max(int(LOWEST[n.voice]) - n.pitch for n in notes),
        min(int(HIGHEST[n.voice]) - n.pitch for n in notes),
    )
    arrays = _copies(erase(score, notes))
    for note in notes:
        source, target = slice(note.start, note.end), slice(note.start + rows, note.end + rows)
        for name in FIELDS:
            arrays[name][target, note.voice] = getattr(score, name)[source, note.voice]
        arrays["pitch"][target, note.voice] += np.uint8(semitones % 256)
        _silence_held_rows(arrays, target.stop, note.voice)
    return _legal(score, arrays)


def resize(score: Score, note: Note, length: int) -> Score:
    """Give a note another length in rows, at least 1, as far as the song reaches.

    What it grows over is overwritten; the rows it gains sound like its last one.
    """
    end = min(note.start + max(1, length), len(score))
    arrays = _copies(erase(score, [note]))
    source = np.minimum(np.arange(note.start, end), note.end - 1)
    for name in FIELDS:
        arrays[name][note.start : end, note.voice] = getattr(score, name)[source, note.voice]
    arrays["onset"][note.start + 1 : end, note.voice] = False
    _silence_held_rows(arrays, end, note.voice)
    return _legal(score, arrays)


def rows_between(score: Score, start: int, end: int) -> Score:
    """Return the rows ``start`` to ``end`` (exclusive) as a score; a note held into them starts anew."""
    arrays: _Arrays = {name: getattr(score, name)[start:end].copy() for name in FIELDS}
    if len(arrays["pitch"]):
        arrays["onset"][0] = arrays["pitch"][0] > 0
    return replace(score, **arrays)


def put(score: Score, row: int, other: Score, voices: Iterable[int] = range(len(VOICES))) -> Score:
    """Replace the rows from `row` on by those of `other` in the given voices, as far as the song reaches."""
    arrays = _copies(score)
    end = min(row + len(other), len(score))
    if row >= end:
        return score
    for voice in voices:
        for name in FIELDS:
            arrays[name][row:end, voice] = getattr(other, name)[: end - row, voice]
        _silence_held_rows(arrays, end, voice)
    return _legal(score, arrays)


def join(scores: Iterable[Score]) -> Score:
    """Return scores one after the other, with the tempo and the metre of the first.

    Raises
    ------
    ValueError
        There is no score.
    """
    scores = list(scores)
    if not scores:
        raise ValueError("nothing to join")
    arrays: _Arrays = {name: np.vstack([getattr(s, name) for s in scores]) for name in FIELDS}
    return replace(scores[0], **arrays)


def with_length(score: Score, rows: int) -> Score:
    """Return the score cut to, or continued by silence up to, `rows` rows."""
    if rows <= len(score):
        return rows_between(score, 0, rows)
    return join([score, Score.silent(rows - len(score))])


def apply_change(score: Score, before: Score, after: Score) -> Score:
    """Apply to `score` only what differs between `before` and `after`: three scores of equal length.

    So a hand edit survives a slider: a cell that the model decodes as it did before is not touched, and
    where only its velocity or timbre differs, a cell that was edited keeps its own. A held row whose note
    is no longer there is silenced.
    """
    changed = (before.pitch != after.pitch) | (before.onset != after.onset)
    edited = (score.pitch != before.pitch) | (score.onset != before.onset)
    changed |= ~edited & ((before.velocity != after.velocity) | (before.timbre != after.timbre))
    return overlay(score, after, changed)


def overlay(score: Score, other: Score, cells: NDArray[np.bool_]) -> Score:
    """Replace some cells, bool [N, 4], by those of another score of equal length.

    A held row whose note is no longer there is silenced.
    """
    arrays: _Arrays = {name: np.where(cells, getattr(other, name), getattr(score, name)) for name in FIELDS}
    return _legal(score, arrays)


def blend(before: Score, after: Score, strength: float) -> Score:
    """Return `before` with a share of what `after` has otherwise: 0 is none of it, 1 is all.

    Both have equal length. What is taken or left at once is a beat of a voice; which beats come first is spread over
    the song, the same each time, and more strength adds to what less has taken.
    """
    if strength >= 1:
        return after
    changed = np.zeros_like(before.onset)
    for name in FIELDS:
        changed |= getattr(before, name) != getattr(after, name)
    beat = np.arange(len(before)) // before.rows_per_beat
    # Multiples of the golden ratio are spread evenly, however many there are (Weyl's sequence).
    turn = (beat[:, None] * len(VOICES) + np.arange(len(VOICES))) * ((5**0.5 - 1) / 2) % 1
    return overlay(before, after, changed & (turn < strength))


def _check_playable(note: Note) -> None:
    velocity = MAX_VELOCITY if note.voice == TR else note.velocity
    for name, value, low, high in (
        ("pitch", note.pitch, LOWEST[note.voice], HIGHEST[note.voice]),
        ("velocity", velocity, 1, MAX_VELOCITY),
        ("timbre", note.timbre, 0, HIGHEST_TIMBRE[note.voice]),
    ):
        if not low <= value <= high:
            raise ScoreError(f"row {note.start}, voice {VOICES[note.voice]}: {name} {value} is not within {low}-{high}")


def _copies(score: Score) -> _Arrays:
    return {name: getattr(score, name).copy() for name in FIELDS}


def _silence_held_rows(arrays: _Arrays, row: int, voice: int) -> None:
    """Silence from `row` up to the next onset or rest: the tail of a note that lost its start."""
    stops = np.flatnonzero((arrays["pitch"][row:, voice] == 0) | arrays["onset"][row:, voice].astype(bool))
    end = row + int(stops[0]) if len(stops) else len(arrays["pitch"])
    for name in FIELDS:
        arrays[name][row:end, voice] = 0


def _legal(score: Score, arrays: _Arrays) -> Score:
    """Return `score` with new arrays, after silencing held rows that continue nothing."""
    pitch, onset = arrays["pitch"], arrays["onset"].astype(bool)
    if len(pitch):
        starts = onset | (pitch == 0)
        previous = np.vstack([np.zeros((1, 4), pitch.dtype), pitch[:-1]])
        # A held row belongs to the latest onset or rest above it; a break in pitch orphans all that follow.
        broken = ~starts & (pitch != previous)
        index = np.arange(len(pitch))[:, None]
        last_start = np.maximum.accumulate(np.where(starts, index, -1))
        last_break = np.maximum.accumulate(np.where(broken, index, -1))
        orphaned = ~starts & (last_break > last_start)
        for name in FIELDS:
            arrays[name][orphaned] = 0
    return replace(score, **arrays)


def _clamp(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))
