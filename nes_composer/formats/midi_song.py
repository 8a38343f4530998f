"""What an ordinary MIDI file holds: who presses which keys, controls, tempo and beats, all in MIDI ticks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer.formats import midi_file
from nes_composer.formats.midi_file import BEND, CONTROL, METER, NOTE_OFF, NOTE_ON, TEMPO, TEXT, MidiFile, Track
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

_FINEST_METER = 7
"""The power of two that is the least fraction of a whole that a meter counts."""

_NO_BEND = (0, 64)
_GRID_TEXT = re.compile(r"nes_composer: (\d{1,2}) rows a beat")


def grid_text(rows_per_beat: int) -> str:
    """Return the remark by which the rows of a file of ours are found again."""
    return f"nes_composer: {rows_per_beat} rows a beat"


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
        What each track plays on each channel, by the numbers of both: int64 [n, 4], of each note the MIDI ticks of its
        start and end, its pitch and its velocity, as in MIDI.
    uncounted : Counter
        How many bends and changes of tempo and meter there are.
    """

    def __init__(self, file: MidiFile) -> None:
        self.ticks, self.ticks_per_beat = file.ticks, file.ticks_per_beat
        self.names = [track.name for track in file.tracks]
        self.parts: dict[tuple[int, int], NDArray[np.int64]] = {}
        self.uncounted: Counter[str] = Counter()
        self._controls: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        self._tempos: list[tuple[int, int]] = []
        self._meters: list[tuple[int, tuple[int, int]]] = []
        self._remarks: list[str] = []
        for number, track in enumerate(file.tracks):
            self._take_messages(number, track)
            self._take_remarks(track)
        self.uncounted["tempo changes"] = _changes(self._tempos)
        self.uncounted["meter changes"] = _changes(self._meters)

    def _take_messages(self, number: int, track: Track) -> None:
        pressed: dict[tuple[int, int], tuple[int, int]] = {}
        played: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
        controls = self._controls
        for tick, status, first, second in track.messages:
            kind, channel = status & 0xF0, status & 0x0F
            if kind in (NOTE_ON, NOTE_OFF):
                key = channel, first
                if key in pressed:
                    start, velocity = pressed.pop(key)
                    played[channel].append((start, tick, first, velocity))
                if kind == NOTE_ON and second:
                    pressed[key] = tick, second
            elif kind == CONTROL:
                controls[channel, first].append((tick, second))
            elif kind == midi_file.PROGRAM:
                controls[channel, PROGRAM].append((tick, first))
            elif kind == BEND:
                self.uncounted["pitch bends"] += (first, second) != _NO_BEND
        for (channel, pitch), (start, velocity) in pressed.items():
            played[channel].append((start, self.ticks, pitch, velocity))
        self.parts |= {(number, channel): np.array(notes, np.int64) for channel, notes in played.items()}

    def _take_remarks(self, track: Track) -> None:
        for tick, kind, content in track.remarks:
            if kind == TEMPO and len(content) == 3 and any(content):
                self._tempos.append((tick, int.from_bytes(content, "big")))
            elif kind == METER and len(content) == 4 and content[0] and content[1] <= _FINEST_METER:
                self._meters.append((tick, (content[0], 1 << content[1])))
            elif kind == TEXT:
                self._remarks.append(midi_file.text(content))

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
        changes = sorted(self._controls.get((channel, control), []), key=itemgetter(0))
        ticks, values = np.array(first + changes, np.int64).T
        return Curve(ticks.astype(np.float64), values.astype(np.uint8))

    @property
    def tempo(self) -> int:
        """Microseconds of a beat, of the tempo that rules longest."""
        tempos = sorted([(0, _TEMPO), *self._tempos], key=itemgetter(0))
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
        starts = [part[:, 0] for part in self.parts.values()]
        beats = np.concatenate([np.empty(0), *starts]) / self.ticks_per_beat
        for rows in _ROWS_PER_BEAT:
            off = np.abs(beats * rows - np.rint(beats * rows))
            if not len(beats) or (off > min(_OFF_ROWS, _OFF_BEATS * rows)).mean() <= _MISFITS:
                return rows
        return _ROWS_PER_BEAT[0]


def _changes(changes: list[tuple[int, Any]]) -> int:
    """Return how many of the values that are set one after the other differ from the one before."""
    values = [value for _, value in sorted(changes, key=itemgetter(0))]
    return sum(before != value for before, value in pairwise(values))
