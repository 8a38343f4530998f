"""What an ordinary MIDI file holds: who presses which keys, controls, tempo and beats, all in MIDI ticks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import mido
import numpy as np

from nes_composer.formats import midi_file
from nes_composer.score.performance import Curve

PROGRAM = -1
"""The program, counted among the controls of a channel."""

_AT_FIRST = {midi_file.VOLUME: 100, midi_file.EXPRESSION: midi_file.HIGHEST_VALUE}
_TEMPO = 500_000
_METER = (4, 4)
"""What a file means that says nothing: 120 beats a minute, four quarters a bar."""

_ROWS_PER_BEAT = (4, 3, 6, 8, 12, 16, 24)
_OFF_BEATS, _OFF_ROWS = 0.04, 0.25
"""An onset is on a row that is no farther away than this, in beats and in rows."""

_MISFITS = 0.03
_MOST = 64
"""Rows of a beat and beats of a bar that a score may have."""

_GRID_TEXT = re.compile(r"nes_composer: (\d{1,2}) rows a beat")


def grid_text(rows_per_beat: int) -> str:
    """Return the remark by which the rows of a file of ours are found again."""
    return f"nes_composer: {rows_per_beat} rows a beat"


@dataclass(frozen=True)
class KeyPress:
    """One note: from and to which MIDI tick, MIDI's pitch and velocity."""

    start: int
    end: int
    pitch: int
    velocity: int


@dataclass(frozen=True)
class Beats:
    """Rows of a quarter and of a beat, and beats of a bar."""

    rows_per_quarter: int
    rows_per_beat: int
    beats_per_bar: int


class MidiSong:
    """The content of a file.

    Attributes
    ----------
    ticks, ticks_per_beat
        Length of the song and of a beat.
    names
        The tracks'.
    parts : dict
        What each track plays on each channel, by the numbers of both.
    uncounted : Counter
        How many bends and changes of tempo and meter there are.
    """

    def __init__(self, file: mido.MidiFile) -> None:
        self.ticks, self.ticks_per_beat = midi_file.length(file), file.ticks_per_beat
        self.names = [midi_file.text(track.name) for track in file.tracks]
        self.parts: dict[tuple[int, int], list[KeyPress]] = defaultdict(list)
        self.uncounted: Counter[str] = Counter()
        self._controls: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        self._tempos: list[tuple[int, int]] = []
        self._meters: list[tuple[int, tuple[int, int]]] = []
        self._remarks: list[str] = []
        for number, track in enumerate(file.tracks):
            self._take(number, track)
        self.uncounted["tempo changes"] = _changes(self._tempos)
        self.uncounted["meter changes"] = _changes(self._meters)

    def _take(self, number: int, track: mido.MidiTrack) -> None:
        """Take over what a track holds."""
        pressed: dict[tuple[int, int], tuple[int, int]] = {}

        def release(channel: int, pitch: int, tick: int) -> None:
            start, velocity = pressed.pop((channel, pitch), (0, 0))
            if velocity:
                self.parts[number, channel].append(KeyPress(start, tick, pitch, velocity))

        for tick, message in midi_file.timed(track):
            match message.type:
                case "note_on" | "note_off":
                    release(message.channel, message.note, tick)
                    if message.type == "note_on" and message.velocity:
                        pressed[message.channel, message.note] = tick, message.velocity
                case "control_change":
                    self._controls[message.channel, message.control].append((tick, message.value))
                case "program_change":
                    self._controls[message.channel, PROGRAM].append((tick, message.program))
                case "pitchwheel":
                    self.uncounted["pitch bends"] += message.pitch != 0
                case "set_tempo" if message.tempo:
                    self._tempos.append((tick, message.tempo))
                case "time_signature":
                    self._meters.append((tick, (message.numerator, message.denominator)))
                case "text":
                    self._remarks.append(message.text)
        for channel, pitch in list(pressed):
            release(channel, pitch, self.ticks)

    @property
    def title(self) -> str:
        """The first track's name, where that track plays nothing."""
        return self.names[0] if self.names and not any(number == 0 for number, _ in self.parts) else ""

    def has(self, channel: int, control: int) -> bool:
        """Return whether a channel sets a control at all."""
        return (channel, control) in self._controls

    def control(self, channel: int, control: int) -> Curve:
        """Return how a control of a channel, or its program, changes."""
        first = [(-1, _AT_FIRST.get(control, 0))]
        changes = sorted(self._controls.get((channel, control), []), key=lambda change: change[0])
        ticks, values = np.array(first + changes, np.int64).T
        return Curve(ticks.astype(np.float64), values.astype(np.uint8))

    @property
    def tempo(self) -> int:
        """Microseconds of a beat, of the tempo that rules longest."""
        tempos = sorted([(0, _TEMPO), *self._tempos], key=lambda change: change[0])
        ruled: Counter[int] = Counter()
        for (start, tempo), (end, _) in zip(tempos, [*tempos[1:], (self.ticks, 0)], strict=True):
            ruled[tempo] += max(end - start, 0)
        # In a file without length the latest one stands for it.
        return max(ruled, key=lambda tempo: ruled[tempo]) if self.ticks else tempos[-1][1]

    def beats(self) -> Beats:
        """Return the rows, beats and bars.

        In a file of ours the rows are those of its remark. Otherwise they are sixteenths, unless more than 3 % of the
        onsets are off these: then the first that fits of 3, 6, 8, 12, 16 and 24 to a quarter, if one does. A beat is a
        quarter if bars are made of those, otherwise what the meter counts.
        """
        rows = self._remarked_rows() or self._fitting_rows()
        numerator, denominator = min(self._meters, default=(0, _METER))[1]
        if 4 * numerator % denominator == 0 and 1 <= 4 * numerator // denominator <= _MOST:
            return Beats(rows, rows, 4 * numerator // denominator)
        if 4 * rows % denominator == 0 and 1 <= numerator <= _MOST:
            return Beats(rows, 4 * rows // denominator, numerator)
        return Beats(rows, rows, _METER[0])

    def _remarked_rows(self) -> int:
        found = [int(match[1]) for match in map(_GRID_TEXT.fullmatch, self._remarks) if match]
        return found[0] if found and 1 <= found[0] <= _MOST else 0

    def _fitting_rows(self) -> int:
        beats = np.array([key.start for part in self.parts.values() for key in part], np.float64) / self.ticks_per_beat
        for rows in _ROWS_PER_BEAT:
            off = np.abs(beats * rows - np.rint(beats * rows))
            if not len(beats) or (off > min(_OFF_ROWS, _OFF_BEATS * rows)).mean() <= _MISFITS:
                return rows
        return _ROWS_PER_BEAT[0]


def _changes(changes: list[tuple[int, Any]]) -> int:
    """Return how many of the values that are set one after the other differ from the one before."""
    values = [value for _, value in sorted(changes, key=lambda change: change[0])]
    return sum(before != value for before, value in pairwise(values))
