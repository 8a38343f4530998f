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
from typing import NamedTuple

from nes_composer.score.score import NO, P1, P2, TR, VOICES

DRUMS = 9
"""The channel of drum kits, which people count as the tenth."""

_SMALL = 0.1
_LEGATO = 0.25


class RowNote(NamedTuple):
    """A note of a MIDI file on rows.

    Parameters
    ----------
    first, end
        Its first row, and the one after its last.
    pitch
        As in MIDI; of a drum that of its noise, 1-16.
    velocity
        0-127.
    timbre
        Duty or noise mode.
    """

    first: int
    end: int
    pitch: int
    velocity: int
    timbre: int


@dataclass(frozen=True)
class MidiPart:
    """What one track plays on one channel.

    Parameters
    ----------
    name
        The track's.
    channel
        0-15.
    notes
        In order of their onsets.
    """

    name: str
    channel: int
    notes: Sequence[RowNote]

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
        notes = sorted((note for part in kits for note in part.notes), key=lambda note: note.first)
        chosen[NO] = replace(kits[0], notes=notes)
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
    return sum(note.pitch for note in part.notes) / len(part.notes)


def _one_at_a_time(notes: Sequence[RowNote], lowest: bool) -> tuple[list[RowNote], list[RowNote]]:
    """Return the highest (lowest) notes, none of which overlap, and those that are left over."""
    sign = -1 if lowest else 1
    kept: list[RowNote] = []
    left: list[RowNote] = []
    for note in sorted(notes, key=lambda note: (note.first, -sign * note.pitch)):
        last = kept[-1] if kept else None
        if last and note.first < last.end:
            follows = last.end - note.first <= _LEGATO * (last.end - last.first)
            if note.first == last.first or (sign * note.pitch < sign * last.pitch and not follows):
                left.append(note)
                continue
            kept[-1] = last._replace(end=note.first)
        kept.append(note)
    return kept, left
