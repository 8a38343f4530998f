"""MIDI in NES-MDB's convention: four tracks `p1`, `p2`, `tr`, `no`, one MIDI tick a 44,100th of a second.

Note-on velocity is the chip's volume, CC11 a change of volume, CC12 a change of duty or noise mode, and a
second time signature of 1/1 marks the end (Donahue, Mao, McAuley: The NES Music Database, ISMIR 2018).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import mido
import numpy as np

from nes_composer.atomic import write_bytes
from nes_composer.formats import midi_file
from nes_composer.formats.midi_voices import DRUMS
from nes_composer.formats.report import FormatError, Imported
from nes_composer.score.performance import Curve, Part, Performance, to_rows
from nes_composer.score.score import MAX_VELOCITY, TICK_RATE, TR, Score
from nes_composer.score.song import Song

TRACKS = ("p1", "p2", "tr", "no")

_MIDI_TICKS_PER_SECOND = 44_100
_TICKS_PER_BEAT = 22_050
_CHANNELS = (0, 1, 2, DRUMS)
_PROGRAMS = (80, 81, 38, 121)
_SHORTEST_NOTE = 0.1
"""In ticks. Shorter ones show the order in which a driver writes its registers, not music."""

_REATTACK = 3
"""A rise of volume by this much within a note may be a new attack: a driver's envelope starts again."""

_EXPLICIT = "nes_composer: every attack has a note-on"
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
    signature = {"clocks_per_click": 24, "notated_32nd_notes_per_beat": 8}
    head: list[tuple[int, mido.Message]] = [
        (0, mido.MetaMessage("set_tempo", tempo=500_000)),
        (0, mido.MetaMessage("time_signature", numerator=4, denominator=4, **signature)),
        (0, mido.MetaMessage("text", text=_EXPLICIT)),
        (end, mido.MetaMessage("time_signature", numerator=1, denominator=1, **signature)),
    ]
    tracks = [midi_file.track(head, end + 1)]
    tracks += [midi_file.track(_events(score, voice), end) for voice in range(len(TRACKS))]
    write_bytes(path, midi_file.to_bytes(path, tracks, _TICKS_PER_BEAT))


def _midi_tick(score: Score, row: int) -> int:
    return round(row / score.rows_per_second * _MIDI_TICKS_PER_SECOND)


def _events(score: Score, voice: int) -> Iterator[tuple[int, mido.Message]]:
    """Yield what one track holds, with its times in MIDI ticks."""
    channel = _CHANNELS[voice]
    yield 0, mido.MetaMessage("track_name", name=TRACKS[voice])
    yield 0, mido.Message("program_change", channel=channel, program=_PROGRAMS[voice])
    pitch, velocity, timbre = (array[:, voice].tolist() for array in (score.pitch, score.velocity, score.timbre))
    onset = score.onset[:, voice].tolist()
    sounding, volume, colour = 0, 0, -1
    for row in (*np.flatnonzero(_changes(score, voice)).tolist(), len(score)):
        tick = _midi_tick(score, row)
        ends = row == len(score)
        if sounding and (ends or onset[row] or not pitch[row]):
            yield tick, mido.Message("note_on", channel=channel, note=sounding, velocity=0)
            sounding = 0
        if ends or not pitch[row]:
            continue
        if voice != TR and timbre[row] != colour:
            colour = timbre[row]
            yield tick, mido.Message("control_change", channel=channel, control=midi_file.EFFECT, value=colour)
        if onset[row]:
            sounding, volume = pitch[row], velocity[row]
            # The triangle has no volume; in NES-MDB it is 1.
            yield tick, mido.Message("note_on", channel=channel, note=sounding, velocity=1 if voice == TR else volume)
        elif velocity[row] != volume:
            volume = velocity[row]
            yield tick, mido.Message("control_change", channel=channel, control=midi_file.EXPRESSION, value=volume)


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


def imported(path: Path, file: mido.MidiFile, grid: str) -> Imported:
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


def follows_convention(file: mido.MidiFile) -> bool:
    """Return whether a file is NES-MDB's: its clock, and a track named after a voice."""
    return file.ticks_per_beat == _TICKS_PER_BEAT and any(track.name in TRACKS for track in file.tracks)


def _performance(path: Path, file: mido.MidiFile) -> Performance:
    tracks = {track.name: track for track in file.tracks}
    if not any(name in tracks for name in TRACKS):
        raise FormatError(f"{path}: none of its {len(file.tracks)} tracks is a NES voice (p1, p2, tr, no)")
    if file.ticks_per_beat != _TICKS_PER_BEAT:
        raise FormatError(f"{path}: {file.ticks_per_beat} MIDI ticks per beat, where NES-MDB's convention has 22050")
    ticks = midi_file.length(file) * TICK_RATE / _MIDI_TICKS_PER_SECOND
    parts = [_part(tracks.get(name, mido.MidiTrack()), voice, ticks) for voice, name in enumerate(TRACKS)]
    if any(message.type == "text" and message.text == _EXPLICIT for message in file.tracks[0]):
        parts = [replace(part, reattack=np.empty(0)) for part in parts]
    return Performance((parts[0], parts[1], parts[2], parts[3]), ticks)


def _part(track: mido.MidiTrack, voice: int, ticks: float) -> Part:
    """Return the notes of one track, and where their volume shows a new attack; the song ends at `ticks`."""
    notes: list[tuple[float, float, int]] = []
    volume: list[tuple[float, int]] = []
    timbre: list[tuple[float, int]] = []
    reattack: list[float] = []
    start, pitch = 0.0, 0

    def end_note(tick: float) -> None:
        if pitch and tick - start >= _SHORTEST_NOTE:
            notes.append((start, tick, pitch))

    for midi_tick, message in midi_file.timed(track):
        tick = midi_tick * TICK_RATE / _MIDI_TICKS_PER_SECOND
        if message.type == "note_on" and message.velocity > 0:
            end_note(tick)
            start, pitch = tick, message.note
            volume.append((tick, MAX_VELOCITY if voice == TR else min(message.velocity, MAX_VELOCITY)))
        elif message.type in ("note_on", "note_off"):
            # The off of the earlier note may come after the on of the next, at the same tick.
            if message.note == pitch:
                end_note(tick)
                pitch = 0
        elif message.type == "control_change" and message.control == midi_file.EXPRESSION:
            value = min(message.value, MAX_VELOCITY)
            if pitch and volume and value - volume[-1][1] >= _REATTACK:
                reattack.append(tick)
            volume.append((tick, value))
        elif message.type == "control_change" and message.control == midi_file.EFFECT:
            timbre.append((tick, message.value))
    end_note(ticks)
    table = np.array(notes, np.float64).reshape(-1, 3)
    return Part(
        table[:, 0], table[:, 1], table[:, 2].astype(np.uint8), _curve(volume), _curve(timbre), np.array(reattack)
    )


def _curve(changes: list[tuple[float, int]]) -> Curve:
    table = np.array(changes, np.float64).reshape(-1, 2)
    return Curve(table[:, 0], table[:, 1].astype(np.uint8))
