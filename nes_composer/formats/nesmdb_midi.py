"""MIDI in NES-MDB's convention: four tracks `p1`, `p2`, `tr`, `no`, one MIDI tick a 44,100th of a second.

Note-on velocity is the chip's volume, CC11 a change of volume, CC12 a change of duty or noise mode, and a
second time signature of 1/1 marks the end (Donahue, Mao, McAuley: The NES Music Database, ISMIR 2018).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from nes_composer.atomic import write_bytes
from nes_composer.formats import midi_file
from nes_composer.formats.midi_file import (
    CONTROL,
    EFFECT,
    EXPRESSION,
    METER,
    NOTE_OFF,
    NOTE_ON,
    PROGRAM,
    TEMPO,
    TEXT,
    TRACK_NAME,
    Message,
    MidiFile,
    Track,
)
from nes_composer.formats.midi_voices import DRUMS
from nes_composer.formats.report import FormatError, Imported
from nes_composer.score.performance import Curve, Part, Performance, to_rows
from nes_composer.score.score import MAX_VELOCITY, TICK_RATE, TR, Score
from nes_composer.score.song import Song

TRACKS = (b"p1", b"p2", b"tr", b"no")

_MIDI_TICKS_PER_SECOND = 44_100
_TICKS_PER_BEAT = 22_050
_CHANNELS = (0, 1, 2, DRUMS)
_PROGRAMS = (80, 81, 38, 121)
_DRIVER_TICKS = TICK_RATE / _MIDI_TICKS_PER_SECOND
"""Of one MIDI tick."""

_EXPLICIT = b"nes_composer: every attack has a note-on"
"""Says that a rise of volume within a note is none."""


def write(path: Path, song: Song) -> None:
    """Save a song as NES-MDB would have it.

    What the score holds comes back, but silence before the first note, a row grid that the onsets do not tell, and
    notes shorter than a tenth of a tick. Tempo is kept to a 44,100th of a second in each row; beats and bars,
    instruments and patterns are not kept.

    Raises
    ------
    FormatError
        The song is longer than a MIDI file can be: 101 minutes.
    OSError
        The file cannot be written; an older one is kept.
    """
    score = song.score
    end = _midi_tick(score, len(score))
    head = Track(
        remarks=[
            (0, TEMPO, (500_000).to_bytes(3, "big")),
            (0, METER, bytes((4, 2, 24, 8))),
            (0, TEXT, _EXPLICIT),
            (end, METER, bytes((1, 0, 24, 8))),
        ],
        ticks=end + 1,
    )
    tracks = [Track(list(_messages(score, voice)), [(0, TRACK_NAME, name)], end) for voice, name in enumerate(TRACKS)]
    write_bytes(path, midi_file.to_bytes(path, [head, *tracks], _TICKS_PER_BEAT))


def _midi_tick(score: Score, row: int) -> int:
    return round(row / score.rows_per_second * _MIDI_TICKS_PER_SECOND)


def _messages(score: Score, voice: int) -> Iterator[Message]:
    """Yield what one track holds."""
    channel = _CHANNELS[voice]
    yield 0, PROGRAM | channel, _PROGRAMS[voice], 0
    pitch, velocity, timbre = (array[:, voice].tolist() for array in (score.pitch, score.velocity, score.timbre))
    onset = score.onset[:, voice].tolist()
    sounding, volume, colour = 0, 0, -1
    for row in (*np.flatnonzero(_changes(score, voice)).tolist(), len(score)):
        tick = _midi_tick(score, row)
        ends = row == len(score)
        if sounding and (ends or onset[row] or not pitch[row]):
            yield tick, NOTE_ON | channel, sounding, 0
            sounding = 0
        if ends or not pitch[row]:
            continue
        if voice != TR and timbre[row] != colour:
            colour = timbre[row]
            yield tick, CONTROL | channel, EFFECT, colour
        if onset[row]:
            sounding, volume = pitch[row], velocity[row]
            # The triangle has no volume; in NES-MDB it is 1.
            yield tick, NOTE_ON | channel, sounding, 1 if voice == TR else volume
        elif velocity[row] != volume:
            volume = velocity[row]
            yield tick, CONTROL | channel, EXPRESSION, volume


def _changes(score: Score, voice: int) -> np.typing.NDArray[np.bool_]:
    """Return on which rows a voice does anything: bool [N]."""
    changed = score.onset[:, voice].copy()
    for array in (score.pitch, score.velocity, score.timbre):
        changed[1:] |= np.diff(array[:, voice].astype(np.int16)) != 0
    return changed


def read(path: Path, data: bytes, grid: str = "auto") -> Imported:
    """Read an NES-MDB MIDI file and put it on rows.

    Parameters
    ----------
    path
        For messages and the title.
    data
        The file's bytes.
    grid
        ``"auto"`` or ``"24hz"``, as :func:`~nes_composer.score.performance.to_rows`.

    Raises
    ------
    FormatError
        The file is not MIDI, or not in NES-MDB's convention.
    """
    return imported(path, midi_file.parse(path, data), grid)


def imported(path: Path, file: MidiFile, grid: str) -> Imported:
    """Put a parsed file on rows; as :func:`read`."""
    score, recovered, dropped = to_rows(_performance(path, file), grid)
    title = path.name[: -len(".mid")].removesuffix(".nesmdb")
    return Imported(Song(score, title=title), "NES-MDB MIDI", recovered, dropped)


def read_performance(path: Path, data: bytes) -> Performance:
    """Read an NES-MDB MIDI file as it was performed, before rows.

    Raises
    ------
    FormatError
        As :func:`read`.
    """
    return _performance(path, midi_file.parse(path, data))


def follows_convention(file: MidiFile) -> bool:
    """Return whether a file is NES-MDB's: its clock, and a track named after a voice."""
    names = [name.decode() for name in TRACKS]
    return file.ticks_per_beat == _TICKS_PER_BEAT and any(track.name in names for track in file.tracks)


def _performance(path: Path, file: MidiFile) -> Performance:
    tracks = {track.name.encode(): track for track in file.tracks}
    if not any(name in tracks for name in TRACKS):
        raise FormatError(f"{path}: none of its {len(file.tracks)} tracks is a NES voice (p1, p2, tr, no)")
    if file.ticks_per_beat != _TICKS_PER_BEAT:
        raise FormatError(f"{path}: {file.ticks_per_beat} MIDI ticks per beat, where NES-MDB's convention has 22050")
    ticks = file.ticks * _DRIVER_TICKS
    parts = [_part(tracks.get(name, Track()), voice, ticks) for voice, name in enumerate(TRACKS)]
    if any(remark[1:] == (TEXT, _EXPLICIT) for remark in file.tracks[0].remarks):
        parts = [replace(part, reattack=np.empty(0)) for part in parts]
    return Performance((parts[0], parts[1], parts[2], parts[3]), ticks)


def _part(track: Track, voice: int, ticks: float) -> Part:
    """Return what one track performs; the song ends at `ticks`."""
    notes: list[tuple[int, int, int]] = []
    volume: list[tuple[int, int]] = []
    timbre: list[tuple[int, int]] = []
    start, pitch = 0, 0
    for tick, status, first, second in track.messages:
        kind = status & 0xF0
        if kind == NOTE_ON and second:
            if pitch:
                notes.append((start, tick, pitch))
            start, pitch = tick, first
            volume.append((tick, MAX_VELOCITY if voice == TR else second))
        elif kind in (NOTE_ON, NOTE_OFF):
            # The off of the earlier note may come after the on of the next, at the same tick.
            if first == pitch:
                notes.append((start, tick, pitch))
                pitch = 0
        elif kind == CONTROL and first == EXPRESSION:
            volume.append((tick, second))
        elif kind == CONTROL and first == EFFECT:
            timbre.append((tick, second))
    table = np.array(notes, np.float64).reshape(-1, 3)
    if pitch:
        table = np.vstack([table, [start, ticks / _DRIVER_TICKS, pitch]])
    times = table[:, :2] * _DRIVER_TICKS
    return Part.heard(times[:, 0], times[:, 1], table[:, 2].astype(np.uint8), _curve(volume), _curve(timbre))


def _curve(changes: list[tuple[int, int]]) -> Curve:
    """Return a volume or timbre; beyond 15 is nothing."""
    table = np.array(changes, np.float64).reshape(-1, 2)
    return Curve(table[:, 0] * _DRIVER_TICKS, np.minimum(table[:, 1], MAX_VELOCITY).astype(np.uint8))
