"""Edits of many notes at once, of one voice or of several: pure functions, fast for thousands of notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.notes import Note
from nes_composer.score.score import HIGHEST, LOWEST, VOICES, Score

_FIELDS = ("pitch", "onset", "velocity", "timbre")

Pitches = tuple[int, int, int, int]
"""By how much each voice is shifted in pitch."""


def reach(score: Score, notes: Sequence[Note], rows: int, pitches: Pitches) -> tuple[int, Pitches]:
    """Return how far notes can be shifted together, up to what is asked for.

    They stop at the ends of the song and at the limits of their voices, and keep their distances.
    """
    if not notes:
        return 0, (0, 0, 0, 0)
    start, end, voice, pitch = (
        np.array([getattr(n, name) for n in notes]) for name in ("start", "end", "voice", "pitch")
    )
    rows = int(np.clip(rows, -start.min(), len(score) - end.max()))
    asked = np.array(pitches)
    low, high = LOWEST[voice].astype(int) - pitch, HIGHEST[voice].astype(int) - pitch
    for shift in {shift for shift in pitches if shift}:
        those = asked[voice] == shift
        if those.any():
            asked[np.array(pitches) == shift] = int(np.clip(shift, low[those].max(), high[those].min()))
    p1, p2, tr, no = asked.tolist()
    return rows, (p1, p2, tr, no)


def shifted(notes: Sequence[Note], rows: int, pitches: Pitches) -> tuple[Note, ...]:
    """Return notes as they are after :func:`shift`."""
    return tuple(
        Note(n.voice, n.start + rows, n.length, n.pitch + pitches[n.voice], n.velocity, n.timbre) for n in notes
    )


def shift(score: Score, notes: Sequence[Note], rows: int, pitches: Pitches, copies: bool = False) -> Score:
    """Shift notes, or copies of them, in time and pitch; velocity and timbre stay as they are row by row.

    Parameters
    ----------
    score
        What has the notes.
    notes
        Whole notes of it, of any voices.
    rows, pitches
        A distance that :func:`reach` allows.
    copies
        The notes stay where they are, as far as no copy is written over them.
    """
    if not notes or (rows == 0 and not any(pitches)):
        return score
    arrays = _copies(score)
    row, voice = _cells(notes)
    values = {name: array[row, voice] for name, array in arrays.items()}
    if not copies:
        for array in arrays.values():
            array[row, voice] = 0
    # Semitones may be negative: they are added as what they are modulo 256.
    values["pitch"] += (np.array(pitches)[voice] % 256).astype(np.uint8)
    for name, array in arrays.items():
        array[row + rows, voice] = values[name]
    _silence_tails(arrays, ((note.end + rows, note.voice) for note in notes))
    return replace(score, **arrays)


def resized(score: Score, notes: Sequence[Note], left: int, right: int) -> tuple[Note, ...]:
    """Return notes with other edges: starts moved by `left` rows or ends by `right`, one of which is 0.

    Each keeps at least a row, none leaves the song, and of the given ones none grows over another.
    """
    result = []
    for note, before, after in _with_neighbours(notes, len(score)):
        start = min(max(note.start + left, before if left < 0 else 0, 0), note.end - 1)
        end = max(min(note.end + right, after if right > 0 else len(score)), note.start + 1)
        result.append(replace(note, start=start, length=end - start))
    return tuple(result)


def resize(score: Score, notes: Sequence[Note], others: Sequence[Note]) -> Score:
    """Give notes the starts and lengths of `others`, which :func:`resized` returned for them.

    What they grow over is overwritten; the rows they gain sound like their first or their last one.
    """
    if all(a == b for a, b in zip(notes, others, strict=True)):
        return score
    arrays, before = _copies(score), _copies(score)
    for array in arrays.values():
        array[_cells(notes)] = 0
    for note, other in zip(notes, others, strict=True):
        source = np.clip(np.arange(other.start, other.end), note.start, note.end - 1)
        for name, array in arrays.items():
            array[other.start : other.end, note.voice] = before[name][source, note.voice]
        arrays["onset"][other.start : other.end, note.voice] = False
        arrays["onset"][other.start, note.voice] = True
    _silence_tails(arrays, ((other.end, other.voice) for other in others))
    return replace(score, **arrays)


def _copies(score: Score) -> dict[str, Any]:
    return {name: getattr(score, name).copy() for name in _FIELDS}


def _cells(notes: Sequence[Note]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows and voices of all cells of notes."""
    start, length, voice = (np.array([getattr(n, name) for n in notes]) for name in ("start", "length", "voice"))
    row = np.repeat(start - np.cumsum(length) + length, length) + np.arange(length.sum())
    return row, np.repeat(voice, length)


def _with_neighbours(notes: Sequence[Note], rows: int) -> list[tuple[Note, int, int]]:
    """Return each note with the end of the one before it and the start of the one after, of those of its voice."""
    found = {}
    for voice in range(len(VOICES)):
        line = sorted((note for note in notes if note.voice == voice), key=lambda note: note.start)
        ends, starts = [0, *(note.end for note in line)], [*(note.start for note in line[1:]), rows]
        found.update({(note.voice, note.start): (note, e, s) for note, e, s in zip(line, ends, starts, strict=False)})
    return [found[note.voice, note.start] for note in notes]


def _silence_tails(arrays: dict[str, Any], ends: Any) -> None:
    """Silence the rest of what was written over: held rows after the ends of what was written."""
    for end, voice in ends:
        row = end
        while row < len(arrays["pitch"]) and arrays["pitch"][row, voice] and not arrays["onset"][row, voice]:
            row += 1
        if row > end:
            for array in arrays.values():
                array[end:row, voice] = 0
