"""Notes as a derived view of a score: where each starts, how long it is, what it plays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.score import FIELDS, VOICES, Score

NOTE_DTYPE = np.dtype([("start", np.int64), ("length", np.int64), ("pitch", np.int64), ("velocity", np.int64)])


@dataclass(frozen=True)
class Note:
    """One note of one voice.

    Parameters
    ----------
    voice
        Index into ``VOICES``.
    start, length
        In rows; a length is at least 1.
    pitch, velocity, timbre
        As in :class:`~nes_composer.score.score.Score`; velocity and timbre are those of the first row.
    """

    voice: int
    start: int
    length: int
    pitch: int
    velocity: int = 12
    timbre: int = 0

    @property
    def end(self) -> int:
        """The first row after the note."""
        return self.start + self.length


def note_table(score: Score, voice: int) -> NDArray[np.void]:
    """Return all notes of a voice as a structured array of ``NOTE_DTYPE``, ordered by start; lengths in rows."""
    onset, sounding = score.onset[:, voice], score.sounding[:, voice]
    starts = np.flatnonzero(onset)
    # A note ends where the voice falls silent or where the next note starts.
    boundary = np.flatnonzero(np.append(onset | ~sounding, True))
    ends = boundary[np.searchsorted(boundary, starts, side="right")]
    table = np.empty(len(starts), NOTE_DTYPE)
    table["start"], table["length"] = starts, ends - starts
    table["pitch"], table["velocity"] = score.pitch[starts, voice], score.velocity[starts, voice]
    return table


def note_at(score: Score, voice: int, row: int) -> Note | None:
    """Return the note that sounds on `row`, or None where the voice is silent or the row outside the song."""
    if not 0 <= row < len(score) or not score.pitch[row, voice]:
        return None
    start = row
    while not score.onset[start, voice]:
        start -= 1
    end = row + 1
    while end < len(score) and score.pitch[end, voice] and not score.onset[end, voice]:
        end += 1
    return Note(
        voice,
        start,
        end - start,
        int(score.pitch[start, voice]),
        int(score.velocity[start, voice]),
        int(score.timbre[start, voice]),
    )


def agreement(score: Score, other: Score, voices: Iterable[int]) -> float:
    """Return the share of a score's cells (row by voice) whose pitch and onset another one, as long or longer, has."""
    same = (other.pitch[: len(score)] == score.pitch) & (other.onset[: len(score)] == score.onset)
    return float(same[:, list(voices)].mean())


def notes_not_in(score: Score, other: Score) -> Score:
    """Return the notes of a score that another one of as many rows does not have alike, in start, length and pitch."""
    differs = (score.pitch != other.pitch) | (score.onset != other.onset)
    # A note that the other holds on for longer differs on the row after its end.
    longer = np.roll(other.sounding & ~other.onset, -1, axis=0)
    longer[-1:] = False
    ends = np.roll(score.onset | ~score.sounding, -1, axis=0)
    differs |= longer & ends
    number = np.cumsum(score.onset, axis=0)
    keep = np.zeros_like(score.onset)
    for voice in range(len(VOICES)):
        different = np.bincount(number[:, voice], differs[:, voice] & score.sounding[:, voice], minlength=1) > 0
        keep[:, voice] = different[number[:, voice]] & score.sounding[:, voice]
    return replace(score, **{name: getattr(score, name) * keep for name in FIELDS})


def notes_per_voice(score: Score) -> dict[str, int]:
    """Return the number of notes of each voice by name."""
    return dict(zip(VOICES, (int(n) for n in score.onset.sum(axis=0)), strict=True))
