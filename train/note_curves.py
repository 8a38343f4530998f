"""How real notes develop: volume, timbre and pitch of the notes of NES-MDB's MIDI form at tick rate."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.grid import recover_grid
from nes_composer.score.performance import Part, Performance
from nes_composer.score.score import MAX_VELOCITY, TR

LONGEST = 96
"""Ticks of a note that are looked at."""

_FAST = 2.5
"""A note of so many ticks or fewer that another follows without a gap is a step of an arpeggio or a slide."""

_GAP = 0.5
_ATTACK = 3
_LEAST_HELD, _LEAST_RELEASE, _LEAST_HELD_VOLUME = 3, 2, 4
"""Ticks in which a note and a longer one must begin alike and end alike for the end to be a release, and the volume
that it falls from: what fades anyhow has none."""


@dataclass(frozen=True)
class NoteCurve:
    """One note as it was played, tick by tick from its onset.

    Parameters
    ----------
    volume : uint8 [n]
        0-15, while it is held.
    timbre : uint8 [n]
        Duty or noise mode.
    steps : int16 [n]
        Pitch relative to the one that it stays on longest.
    pitch
        The pitch that it stays on longest.
    gap
        Ticks of silence until the voice's next note.
    release : uint8 [m]
        Volume after the note's end; empty where it shows none.
    """

    volume: NDArray[np.uint8]
    timbre: NDArray[np.uint8]
    steps: NDArray[np.int16]
    pitch: int
    gap: float
    release: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.volume)


def note_curves(performance: Performance) -> list[list[NoteCurve]]:
    """Return the notes of each voice; what runs at the driver's rate (arpeggios, slides) is one note."""
    grid = recover_grid(performance.rhythmic_onsets())
    return [
        _part_curves(part.with_reattacks(grid), voice, performance.ticks)
        for voice, part in enumerate(performance.parts)
    ]


def with_release(curve: NoteCurve, longer: list[NoteCurve]) -> NoteCurve:
    """Return a note with its end told apart as a release, if a longer note of the same part shows that it is one.

    The longer note begins alike and is then held on while this one falls, and in the end it falls by the same values.
    Its held part is the better known one, and taken over.
    """
    for other in longer:
        held = _shared(curve.volume, other.volume)
        tail = curve.volume[held:]
        longer_held = len(other) - len(tail)
        if held < _LEAST_HELD or len(tail) < _LEAST_RELEASE or longer_held < held + _LEAST_HELD:
            continue
        loud = min(curve.volume[held - 1], other.volume[longer_held - 1]) >= _LEAST_HELD_VOLUME
        falls = tail[0] < min(curve.volume[held - 1], other.volume[held]) and (tail[1:] <= tail[:-1]).all()
        if loud and falls and np.array_equal(other.volume[longer_held:], tail):
            kept = slice(0, longer_held)
            return replace(
                other, volume=other.volume[kept], timbre=other.timbre[kept], steps=other.steps[kept], release=tail
            )
    return curve


def _shared(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> int:
    """Return how many values two notes begin with alike."""
    length = min(len(one), len(other))
    differs = np.flatnonzero(one[:length] != other[:length])
    return int(differs[0]) if len(differs) else length


def _part_curves(part: Part, voice: int, ticks: float) -> list[NoteCurve]:
    if not len(part.start):
        return []
    before, after = part.velocity.at(part.start - 0.5), part.velocity.at(part.start + 0.5)
    attack = after.astype(int) - before >= (MAX_VELOCITY + 1 if voice == TR else _ATTACK)
    length = part.end - part.start
    joined = np.zeros(len(part.start), bool)
    joined[1:] = (part.start[1:] - part.end[:-1] < _GAP) & (length[:-1] <= _FAST) & ~attack[1:]
    joined[1:] &= part.pitch[1:] != part.pitch[:-1]
    first = np.flatnonzero(~joined)
    starts, ends = part.start[first], part.end[np.append(first[1:], len(joined)) - 1]
    gaps = np.append(starts[1:], ticks) - ends
    return [_curve(part, *times) for times in zip(starts, ends, gaps, strict=True)]


def _curve(part: Part, start: float, end: float, gap: float) -> NoteCurve:
    count = min(max(round(end - start), 1), LONGEST)
    times = start + 0.5 + np.arange(count, dtype=np.float64)
    # The middle of the last tick may lie behind the end of a note that was cut within it.
    pitches = part.pitch[np.searchsorted(part.start, np.minimum(times, end - 1e-3), side="right") - 1].astype(np.int16)
    values, counts = np.unique(pitches, return_counts=True)
    pitch = int(values[counts.argmax()])
    volume, timbre = part.velocity.at(times), part.timbre.at(times)
    return NoteCurve(volume, timbre, pitches - pitch, pitch, float(gap), np.zeros(0, np.uint8))
