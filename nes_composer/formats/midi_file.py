"""Standard MIDI files as lists of timed messages, read and made by mido within limits (MIDI Association: RP-001)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import mido

from nes_composer.formats.report import FormatError

MAX_BYTES = 2 << 20
"""Four times the longest song of NES-MDB; mido takes some seconds for that much."""

MAX_TICKS = (1 << 28) - 1
"""Longest wait that the format can express. Whole songs are not longer here."""

VOLUME, EXPRESSION, EFFECT = 7, 11, 12
"""Control changes. The last one is free for anything: in NES-MDB's convention and in ours it is the timbre."""

HIGHEST_VALUE = 127
"""Of velocities and controls."""

_LONG_NUMBER = re.compile(rb"[\x80-\xff]{1000}")
"""Bytes that go on and on as one number: mido works it out, for hours if a file holds nothing else."""


def parse(path: Path, data: bytes) -> mido.MidiFile:
    """Return the content of a file.

    Raises
    ------
    FormatError
        It is no MIDI file, is damaged, too large, or not timed in beats.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(f"{path}: a MIDI file of {len(data)} bytes is larger than the {MAX_BYTES} that are read")
    if _LONG_NUMBER.search(data):
        raise FormatError(f"{path}: not a readable MIDI file: a number of more than a thousand bytes")
    try:
        file = mido.MidiFile(file=io.BytesIO(data))
    except Exception as error:  # mido lets whatever its parser meets escape: EOFError, OSError, IndexError, KeyError …
        raise FormatError(f"{path}: not a readable MIDI file: {str(error) or type(error).__name__}") from error
    if file.ticks_per_beat < 1:
        raise FormatError(f"{path}: timed in frames of film, not in beats")
    if length(file) > MAX_TICKS:
        raise FormatError(f"{path}: {length(file)} MIDI ticks are longer than a song may be")
    return file


def length(file: mido.MidiFile) -> int:
    """Return the MIDI ticks of the longest track."""
    return max((sum(message.time for message in track) for track in file.tracks), default=0)


def timed(track: mido.MidiTrack) -> Iterator[tuple[int, mido.Message]]:
    """Yield the messages of a track, each with its time in MIDI ticks from the start."""
    tick = 0
    for message in track:
        tick += message.time
        yield tick, message


def text(name: str) -> str:
    """Return a text of a file as it was meant: files do not say their encoding, and mido takes all for Latin-1."""
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name


def track(events: Iterable[tuple[int, mido.Message]], end: int) -> mido.MidiTrack:
    """Return a track of events in order of time; it ends at tick `end`."""
    messages, now = mido.MidiTrack(), 0
    for tick, message in (*events, (end, mido.MetaMessage("end_of_track"))):
        messages.append(message.copy(time=tick - now))
        now = tick
    return messages


def to_bytes(path: Path, tracks: list[mido.MidiTrack], ticks_per_beat: int) -> bytes:
    """Return the file that holds these tracks.

    Raises
    ------
    FormatError
        The song is longer than the format can count.
    """
    file = mido.MidiFile(type=1, ticks_per_beat=ticks_per_beat, charset="utf-8", tracks=tracks)
    if length(file) > MAX_TICKS:
        raise FormatError(f"{path}: {length(file)} MIDI ticks are more than the {MAX_TICKS} that a MIDI file can wait")
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()
