"""Edits of many notes at once, of one voice or of several: pure functions, fast for thousands of notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nes_composer.score import bundle
from nes_composer.score.notes import Note
from nes_composer.score.score import HIGHEST, LOWEST, VOICES, Score

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
    before = bundle.take(score, notes)
    pitch = before.pitch + np.array(pitches)[before.voice]
    return bundle.write(score, replace(before, start=before.start + rows, pitch=pitch), None if copies else before)


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
    before = bundle.take(score, notes)
    # In the order of what was taken.
    became = {(note.voice, note.start): other for note, other in zip(notes, others, strict=True)}
    after = [became[key] for key in zip(before.voice.tolist(), before.start.tolist(), strict=True)]
    start, length = (np.array([getattr(note, name) for note in after]) for name in ("start", "length"))
    number = np.repeat(np.arange(len(after)), length)
    row = start[number] + np.arange(len(number)) - np.repeat(np.cumsum(length) - length, length)
    # A row that is gained sounds like the nearest one of the note as it was.
    places = np.clip(row, before.start[number], before.end[number] - 1) - before.start[number]
    longer = before.cut(np.arange(len(after)), length, places)
    return bundle.write(score, replace(longer, start=start), before)


def _with_neighbours(notes: Sequence[Note], rows: int) -> list[tuple[Note, int, int]]:
    """Return each note with the end of the one before it and the start of the one after, of those of its voice."""
    found = {}
    for voice in range(len(VOICES)):
        line = sorted((note for note in notes if note.voice == voice), key=lambda note: note.start)
        ends, starts = [0, *(note.end for note in line)], [*(note.start for note in line[1:]), rows]
        found.update({(note.voice, note.start): (note, e, s) for note, e, s in zip(line, ends, starts, strict=False)})
    return [found[note.voice, note.start] for note in notes]
