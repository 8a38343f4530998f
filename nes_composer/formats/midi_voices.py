"""Who plays what of an ordinary MIDI file: parts onto the four voices, one note at a time in each.

The rule
--------
1. A track named P1, P2, TR or NO is that voice; its notes on NO are drums.
2. All other drums, which is channel 10 of every track, are NO together, if that is free.
3. A part is what one track plays on one channel. Of several parts the lowest, by the mean of its pitches, is TR; parts
   with less than a tenth of the busiest one's notes are not asked. Of the others the two with the most notes are P1
   and P2, and P1 is the higher one. A single part is P1. What further parts play is left out.
4. Where notes of a voice sound at once, the highest is kept in P1 and P2, the lowest in TR and NO; but a note that
   starts in the last quarter of another follows it, as legato. With fewer than three parts, what is left over of the
   one that has most left over fills a free voice: its lowest notes TR, then its highest P2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.score import NO, P1, P2, TR, VOICES

DRUMS = 9
"""The channel of drum kits, which people count as the tenth."""

_SMALL = 0.1
_LEGATO = 0.25


FIRST, END, PITCH, VELOCITY, TIMBRE = range(5)
"""Columns of notes on rows: the first row and the one after the last; pitch as in MIDI, of a drum that of its noise,
1-16; velocity 0-127; duty or noise mode."""


@dataclass(frozen=True, eq=False)
class MidiPart:
    """What one track plays on one channel.

    Parameters
    ----------
    name
        The track's.
    channel
        0-15.
    notes : int64 [n, 5]
        In any order; columns as above.
    """

    name: str
    channel: int
    notes: NDArray[np.int64]

    @property
    def voice(self) -> int | None:
        """The voice that the track is named after."""
        name = self.name.strip().upper()
        return VOICES.index(name) if name in VOICES else None

    @property
    def is_drums(self) -> bool:
        """Whether its notes are drums."""
        return self.channel == DRUMS if self.voice is None else self.voice == NO


def assign(parts: Sequence[MidiPart]) -> tuple[dict[int, MidiPart], dict[str, int]]:
    """Return what each voice plays, one note at a time, and how many notes are left out; see the module."""
    named = {part.voice: part for part in reversed(parts) if part.voice is not None}
    others = [part for part in parts if part.voice is None]
    kits = [part for part in others if part.is_drums and NO not in named]
    melodic = [part for part in others if not part.is_drums]
    chosen = named | _by_role(melodic, [voice for voice in (P1, P2, TR) if voice not in named])
    used = {id(part) for part in (*chosen.values(), *kits)}
    if kits:
        chosen[NO] = replace(kits[0], notes=np.concatenate([part.notes for part in kits]))
    left = {}
    for voice, part in chosen.items():
        kept, left[voice] = _one_at_a_time(part.notes, voice in (TR, NO))
        chosen[voice] = replace(part, notes=kept)
    melodic_voices = [voice for voice in left if voice != NO]
    for voice in (TR, P2):
        if voice not in chosen and melodic_voices:
            source = max(melodic_voices, key=lambda voice: len(left[voice]))
            kept, left[source] = _one_at_a_time(left[source], voice == TR)
            chosen[voice] = replace(chosen[source], notes=kept)
    return chosen, {
        "simultaneous notes": sum(len(notes) for notes in left.values()),
        "notes of further parts": sum(len(part.notes) for part in parts if id(part) not in used),
    }


def _by_role(parts: list[MidiPart], free: list[int]) -> dict[int, MidiPart]:
    """Return who plays the free ones of P1, P2 and TR."""
    chosen: dict[int, MidiPart] = {}
    busiest = max((len(part.notes) for part in parts), default=0)
    # A stable order: what is equal stays as it is in the file.
    candidates = sorted(parts, key=lambda part: len(part.notes) < _SMALL * busiest)
    large = [part for part in candidates if len(part.notes) >= _SMALL * busiest]
    if TR in free and large and (len(large) > 1 or not {P1, P2} & set(free)):
        chosen[TR] = min(large, key=_mean_pitch)
        candidates.remove(chosen[TR])
    melody = sorted(candidates, key=lambda part: -len(part.notes))[: len({P1, P2} & set(free))]
    melody.sort(key=_mean_pitch, reverse=True)
    return chosen | dict(zip((voice for voice in (P1, P2) if voice in free), melody, strict=False))


def _mean_pitch(part: MidiPart) -> float:
    return float(part.notes[:, PITCH].mean())


def _one_at_a_time(notes: NDArray[np.int64], lowest: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the highest (lowest) notes, none of which overlap, and those that are left over."""
    height = -notes[:, PITCH] if lowest else notes[:, PITCH]
    order = np.lexsort((-height, notes[:, FIRST]))
    notes = notes[order]
    starts, ends, heights = notes[:, FIRST].tolist(), notes[:, END].tolist(), height[order].tolist()
    last, left = -1, np.zeros(len(notes), np.bool_)
    for index, first in enumerate(starts):
        if last >= 0 and first < ends[last]:
            follows = ends[last] - first <= _LEGATO * (ends[last] - starts[last])
            if first == starts[last] or (heights[index] < heights[last] and not follows):
                left[index] = True
                continue
            ends[last] = first
        last = index
    kept = notes.copy()
    kept[:, END] = ends
    return kept[~left], notes[left]
