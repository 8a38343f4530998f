"""What the trackers' formats have in common: patterns of events, and instruments as they count them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi, sin

import numpy as np

from nes_composer.driver.periods import period
from nes_composer.driver.sequencer import is_shaped
from nes_composer.formats.report import FormatError
from nes_composer.score.instrument import Envelope, Instrument
from nes_composer.score.score import NO, TICK_RATE, TR, VOICES, Score
from nes_composer.score.song import Song

NOTE_NAMES = ("C-", "C#", "D-", "D#", "E-", "F-", "F#", "G-", "G#", "A-", "A#", "B-")

_LOWEST_NOTE = 24
"""MIDI number of a tracker's lowest note, C-0 at 32.7 Hz; they count from there and do not know that the triangle
sounds an octave lower."""

_NOTES = 96
_CONCERT_PITCH = 69


@dataclass(frozen=True)
class Event:
    """What happens to one voice on one row.

    Parameters
    ----------
    row
        Counted from the start of the pattern.
    pitch, length
        Of the note that starts, as in the score, and how many rows it is held; 0 and 0 if none starts.
    ends
        The note before ends here, and none starts.
    shaped
        The velocities of the note that starts or ends are its volume envelope; see the driver.
    velocity, timbre
        What they become, or None if they stay.
    """

    row: int
    pitch: int = 0
    length: int = 0
    ends: bool = False
    shaped: bool = False
    velocity: int | None = None
    timbre: int | None = None


@dataclass(frozen=True)
class Patch:
    """An instrument of one voice as trackers count it.

    Parameters
    ----------
    name
        Unique within the song.
    envelopes
        ``volume``, ``arpeggio``, ``duty``, and ``pitch`` in steps of the timer period above that of the note; those
        that do nothing are left out.
    """

    name: str
    envelopes: dict[str, Envelope]


def note_number(pitch: int, voice: int) -> int | None:
    """Return what a tracker calls a pitch of P1, P2 or TR, counted from its lowest note; None if it is too high."""
    number = pitch - _LOWEST_NOTE + (12 if voice == TR else 0)
    return number if number < _NOTES else None


def check_pitches(score: Score, name: str) -> None:
    """Refuse the one pitch of the chip for which trackers have no note: the triangle's highest.

    Raises
    ------
    FormatError
        The message names row, voice and pitch.
    """
    rows = np.flatnonzero([note_number(int(pitch), TR) is None for pitch in score.pitch[:, TR]])
    if len(rows):
        raise FormatError(
            f"{name}: row {rows[0]}, voice {VOICES[TR]}: a tracker has no note for pitch {score.pitch[rows[0], TR]}"
        )


def pattern_events(song: Song, voice: int, start: int, end: int) -> list[Event]:
    """Return the events of the rows `start` to `end` (exclusive) of a voice, of a song that is played over and over.

    Velocity and timbre are told anew in each pattern, so that equal patterns sound the same wherever they stand. The
    timbre is left to the instrument where that has a duty envelope.
    """
    score = song.score
    pitch, onset = score.pitch[:, voice], score.onset[:, voice]
    follows_score = voice != TR and song.instruments[voice].duty is None
    events = []
    velocity = timbre = None
    for row in range(start, min(end, len(score))):
        if not pitch[row]:
            if pitch[row - 1]:
                last_onset = int(np.flatnonzero(onset[: row or None])[-1])
                events.append(Event(row - start, ends=True, shaped=is_shaped(score, last_onset, voice)))
            continue
        new_velocity, new_timbre = int(score.velocity[row, voice]), int(score.timbre[row, voice])
        event = Event(
            row - start,
            velocity=new_velocity if new_velocity != velocity else None,
            timbre=new_timbre if follows_score and new_timbre != timbre else None,
        )
        velocity, timbre = new_velocity, new_timbre
        if onset[row]:
            shaped = is_shaped(score, row, voice)
            event = replace(event, pitch=int(pitch[row]), length=_length(score, voice, row), shaped=shaped)
        if event != Event(event.row):
            events.append(event)
    return events


def _length(score: Score, voice: int, row: int) -> int:
    """Return how many rows the note that starts on `row` is held."""
    end = row + 1
    while end < len(score) and score.pitch[end, voice] and not score.onset[end, voice]:
        end += 1
    return end - row


def numbered_patches(song: Song) -> tuple[list[Patch], dict[tuple[int, bool], int]]:
    """Return the instruments of a song, and their numbers by voice and by whether the note is shaped.

    A voice has a second one only if it has shaped notes, and a volume envelope that would bend them a second time.
    """
    made = [
        Patch(f"{name} {instrument.name}", _envelopes(instrument, voice, _middle_pitch(song.score, voice)))
        for voice, (name, instrument) in enumerate(zip(VOICES, song.instruments, strict=True))
    ]
    numbers = {(voice, shaped): voice for voice in range(len(VOICES)) for shaped in (False, True)}
    for voice, patch in enumerate(made[:]):
        onsets = np.flatnonzero(song.score.onset[:, voice]).tolist()
        if "volume" in patch.envelopes and any(is_shaped(song.score, row, voice) for row in onsets):
            numbers[voice, True] = len(made)
            without = {what: envelope for what, envelope in patch.envelopes.items() if what != "volume"}
            made.append(Patch(f"{patch.name} (shaped)", without))
    return made, numbers


def _middle_pitch(score: Score, voice: int) -> int:
    """Return the median pitch of a voice's notes: for it bends are right, and for others nearly."""
    pitch = score.pitch[score.onset[:, voice], voice]
    return int(np.sort(pitch)[len(pitch) // 2]) if len(pitch) else _CONCERT_PITCH


def _envelopes(instrument: Instrument, voice: int, pitch: int) -> dict[str, Envelope]:
    volume = instrument.volume
    if volume.release is not None and volume.values[-1]:
        # Ours is silent once the released values are through; theirs stays on the last one.
        volume = Envelope((*volume.values, 0), volume.loop, volume.release)
    envelopes = {"arpeggio": instrument.arpeggio}
    if voice != NO:
        envelopes["pitch"] = _bend(instrument, voice, pitch)
    envelopes = {name: envelope for name, envelope in envelopes.items() if any(envelope.values)}
    if set(volume.values) != {15}:
        envelopes["volume"] = volume
    if instrument.duty is not None and voice != TR:
        envelopes["duty"] = instrument.duty
    return envelopes


def _bend(instrument: Instrument, voice: int, pitch: int) -> Envelope:
    """Return the held part of the pitch envelope, and vibrato, together in steps of the timer period.

    The swing of a vibrato is rounded to whole ticks; beside it the envelope does not loop, but stays on its last value.
    """
    bend, vibrato = instrument.pitch, instrument.vibrato
    cents: list[float] = list(bend.values[: bend.release])
    loop = bend.loop
    if vibrato is not None:
        swing = round(TICK_RATE / vibrato.rate)
        loop = max(vibrato.delay, len(cents) - 1)
        cents += cents[-1:] * (loop + swing - len(cents))
        for tick in range(vibrato.delay, len(cents)):
            cents[tick] += vibrato.depth * sin(2 * pi * (tick - vibrato.delay) / swing)
    steps = (period(pitch + value / 100, voice) - period(pitch, voice) for value in cents)
    return Envelope(tuple(steps), loop)
