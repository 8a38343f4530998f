"""MIDI in NES-MDB's convention: four tracks `p1`, `p2`, `tr`, `no`, one MIDI tick a 44,100th of a second.

Note-on velocity is the chip's volume, CC11 a change of volume, CC12 a change of duty or noise mode, and a
second time signature of 1/1 marks the end (Donahue, Mao, McAuley: The NES Music Database, ISMIR 2018).
"""

from __future__ import annotations

import io
from pathlib import Path

import mido
import numpy as np

from nes_composer.formats.report import FormatError, Imported
from nes_composer.score.performance import Curve, Part, Performance, to_rows
from nes_composer.score.score import MAX_ROWS, MAX_VELOCITY, TICK_RATE, TR
from nes_composer.score.song import Song

TRACKS = ("p1", "p2", "tr", "no")
MAX_BYTES = 16 << 20

_MIDI_TICKS_PER_SECOND = 44_100
_VOLUME, _TIMBRE = 11, 12
_SHORTEST_NOTE = 0.1
"""In ticks. Shorter ones show the order in which a driver writes its registers, not music."""

_REATTACK = 3
"""A rise of volume by this much within a note may be a new attack: a driver's envelope starts again."""


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
    score, recovered, dropped = to_rows(read_performance(path, data), grid)
    return Imported(Song(score, title=path.stem), "NES-MDB MIDI", recovered, dropped)


def read_performance(path: Path, data: bytes) -> Performance:
    """Read an NES-MDB MIDI file as it was performed, before rows.

    Raises
    ------
    FormatError
        As :func:`read`.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(f"{path}: a MIDI file of {len(data)} bytes is larger than the {MAX_BYTES} that are read")
    try:
        file = mido.MidiFile(file=io.BytesIO(data))
    except Exception as error:  # mido lets whatever its parser meets escape: EOFError, OSError, IndexError, KeyError …
        raise FormatError(f"{path}: not a readable MIDI file: {error or type(error).__name__}") from error
    tracks = {track.name: track for track in file.tracks}
    if not any(name in tracks for name in TRACKS):
        raise FormatError(f"{path}: none of its {len(file.tracks)} tracks is a NES voice (p1, p2, tr, no)")
    if file.ticks_per_beat != _MIDI_TICKS_PER_SECOND // 2:
        raise FormatError(f"{path}: {file.ticks_per_beat} MIDI ticks per beat, where NES-MDB's convention has 22050")
    ticks = max(sum(message.time for message in track) for track in file.tracks)
    performance_ticks = ticks * TICK_RATE / _MIDI_TICKS_PER_SECOND
    if performance_ticks > MAX_ROWS:
        raise FormatError(f"{path}: {ticks / _MIDI_TICKS_PER_SECOND:.0f} seconds are longer than a score may be")
    parts = [
        _read_part(tracks.get(name, mido.MidiTrack()), voice, performance_ticks) for voice, name in enumerate(TRACKS)
    ]
    return Performance((parts[0], parts[1], parts[2], parts[3]), performance_ticks)


def _read_part(track: mido.MidiTrack, voice: int, ticks: float) -> Part:
    """Return the notes of one track, and where their volume shows a new attack; the song ends at `ticks`."""
    notes: list[tuple[float, float, int]] = []
    volume: list[tuple[float, int]] = []
    timbre: list[tuple[float, int]] = []
    reattack: list[float] = []
    start, pitch, midi_ticks = 0.0, 0, 0

    def end_note(tick: float) -> None:
        if pitch and tick - start >= _SHORTEST_NOTE:
            notes.append((start, tick, pitch))

    for message in track:
        midi_ticks += message.time
        tick = midi_ticks * TICK_RATE / _MIDI_TICKS_PER_SECOND
        if message.type == "note_on" and message.velocity > 0:
            end_note(tick)
            start, pitch = tick, message.note
            volume.append((tick, MAX_VELOCITY if voice == TR else min(message.velocity, MAX_VELOCITY)))
        elif message.type in ("note_on", "note_off"):
            # The off of the earlier note may come after the on of the next, at the same tick.
            if message.note == pitch:
                end_note(tick)
                pitch = 0
        elif message.type == "control_change" and message.control == _VOLUME:
            value = min(message.value, MAX_VELOCITY)
            if pitch and volume and value - volume[-1][1] >= _REATTACK:
                reattack.append(tick)
            volume.append((tick, value))
        elif message.type == "control_change" and message.control == _TIMBRE:
            timbre.append((tick, message.value))
    end_note(ticks)
    table = np.array(notes, np.float64).reshape(-1, 3)
    return Part(
        table[:, 0], table[:, 1], table[:, 2].astype(np.uint8), _curve(volume), _curve(timbre), np.array(reattack)
    )


def _curve(changes: list[tuple[float, int]]) -> Curve:
    table = np.array(changes, np.float64).reshape(-1, 2)
    return Curve(table[:, 0], table[:, 1].astype(np.uint8))
