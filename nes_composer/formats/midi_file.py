"""Standard MIDI files as lists of timed messages (MIDI Association: RP-001, Standard MIDI Files)."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from nes_composer.formats.report import FormatError

MAX_BYTES = 3 << 18
"""Half as much again as the longest song of NES-MDB; that many bytes of nothing but notes take a second."""

MAX_TICKS = (1 << 28) - 1
"""Longest wait that the format can express. Whole songs are not longer here."""

NOTE_OFF, NOTE_ON, CONTROL, PROGRAM, BEND = 0x80, 0x90, 0xB0, 0xC0, 0xE0
"""What a message does, in the upper half of its status; the lower half is its channel."""

VOLUME, EXPRESSION, EFFECT = 7, 11, 12
"""Control changes. The last one is free for anything: in NES-MDB's convention and in ours it is the timbre."""

TEXT, TRACK_NAME, END_OF_TRACK, TEMPO, METER = 0x01, 0x03, 0x2F, 0x51, 0x58
"""Remarks, which are for programs and not for instruments."""

HIGHEST_VALUE = 127
"""Of velocities and controls."""

_META, _SYSTEM = 0xFF, (0xF0, 0xF7)

Message: TypeAlias = tuple[int, int, int, int]
"""MIDI tick from the start, status, and two data bytes; the second is 0 where there is one only."""

Remark: TypeAlias = tuple[int, int, bytes]
"""MIDI tick from the start, kind, and content."""


@dataclass
class Track:
    """One track of a file.

    Parameters
    ----------
    messages, remarks
        In order of time.
    ticks
        Its length.
    """

    messages: list[Message] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    ticks: int = 0

    @property
    def name(self) -> str:
        """The track's name; empty without one."""
        return next((text(content) for _, kind, content in self.remarks if kind == TRACK_NAME), "")


@dataclass(frozen=True)
class MidiFile:
    """The content of a file.

    Parameters
    ----------
    ticks_per_beat
        MIDI ticks of a quarter.
    tracks
        All tracks; they play together.
    """

    ticks_per_beat: int
    tracks: list[Track]

    @property
    def ticks(self) -> int:
        """MIDI ticks of the longest track."""
        return max((track.ticks for track in self.tracks), default=0)


def text(content: bytes) -> str:
    """Return a text of a file: nothing in it says the encoding, but hardly anything else is UTF-8 by chance."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def parse(path: Path, data: bytes) -> MidiFile:
    """Return the content of a file.

    Raises
    ------
    FormatError
        It is no MIDI file, is damaged, too large, or not timed in beats.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(f"{path}: a MIDI file of {len(data)} bytes is larger than the {MAX_BYTES} that are read")
    try:
        return _parse(data)
    except FormatError as error:
        raise FormatError(f"{path}: not a readable MIDI file: {error}") from None


def _parse(data: bytes) -> MidiFile:
    if data[:4] != b"MThd" or len(data) < 14:
        raise FormatError("it has no MIDI header")
    header_bytes, form, count, ticks_per_beat = struct.unpack_from(">IHHH", data, 4)
    if form > 1:
        raise FormatError(f"its tracks are songs of their own (format {form})")
    if not 1 <= ticks_per_beat < 1 << 15:
        raise FormatError("it is timed in frames of film, not in beats")
    position, tracks = 8 + header_bytes, []
    while position + 8 <= len(data):
        name, size = struct.unpack_from(">4sI", data, position)
        start, position = position + 8, position + 8 + size
        if position > len(data):
            raise FormatError(f"cut off: a part of {size} bytes starts at byte {start}, but {len(data)} are there")
        # Parts of other kinds are to be passed over.
        if name == b"MTrk":
            tracks.append(_track(data, start, position))
    if len(tracks) < count:
        raise FormatError(f"cut off: {len(tracks)} of {count} tracks")
    return MidiFile(ticks_per_beat, tracks)


def _track(data: bytes, position: int, end: int) -> Track:
    """Return the track between two bytes of a file."""
    track = Track()
    tick, status = 0, 0
    try:
        while position < end:
            delta = data[position]
            position += 1
            if delta > 0x7F:
                delta, position = _number(data, position - 1)
            tick += delta
            byte = data[position]
            if byte < 0xF0:
                # Without a status byte the one before holds on; also across remarks, against the specification.
                if byte > 0x7F:
                    status = byte
                    position += 1
                elif not status:
                    raise FormatError(f"a message without a status at byte {position}")
                first, second = data[position], 0
                position += 1
                if _data_bytes(status) == 2:
                    second = data[position]
                    position += 1
                if (first | second) > 0x7F:
                    raise FormatError(f"a message with data beyond 127 at byte {position - 1}")
                track.messages.append((tick, status, first, second))
            else:
                kind, content, position = _remark(data, position)
                if kind == END_OF_TRACK:
                    break
                track.remarks.append((tick, kind, content))
    except IndexError:
        position = end + 1
    if position > end:
        raise FormatError(f"cut off: the track that ends at byte {end} goes on")
    if tick > MAX_TICKS:
        raise FormatError(f"{tick} MIDI ticks are longer than a song may be")
    track.ticks = tick
    return track


def _data_bytes(status: int) -> int:
    """Return how many bytes follow a status: programs and pressures are one, all else are two."""
    return 1 if 0xC0 <= status < 0xE0 else 2


def _remark(data: bytes, position: int) -> tuple[int, bytes, int]:
    """Return kind and content of a remark, or of a message to one maker's instruments, and the position behind it."""
    kind = data[position]
    if kind == _META:
        position += 1
        kind = data[position]
    elif kind not in _SYSTEM:
        raise FormatError(f"an unknown message {kind:#04x} at byte {position}")
    size, start = _number(data, position + 1)
    return kind, data[start : start + size], start + size


def _number(data: bytes, position: int) -> tuple[int, int]:
    """Return a number of variable length and the position behind it."""
    number = 0
    for byte in data[position : position + 4]:
        number = number << 7 | byte & 0x7F
        position += 1
        if byte < 0x80:
            return number, position
    raise FormatError(f"a number of more than four bytes at byte {position - 4}")


def to_bytes(path: Path, tracks: Iterable[Track], ticks_per_beat: int) -> bytes:
    """Return the file that holds these tracks; messages of a tick come behind its remarks, in their order.

    Raises
    ------
    FormatError
        The song is longer than the format can wait.
    """
    chunks = []
    for track in tracks:
        if track.ticks > MAX_TICKS:
            raise FormatError(f"{path}: {track.ticks} MIDI ticks are more than the {MAX_TICKS} that a file can wait")
        events = [
            (tick, bytes((_META, kind)) + _variable(len(content)) + content) for tick, kind, content in track.remarks
        ]
        for tick, status, *values in track.messages:
            events.append((tick, bytes((status, *values[: _data_bytes(status)]))))
        events.sort(key=lambda event: event[0])
        events.append((track.ticks, bytes((_META, END_OF_TRACK, 0))))
        now, content = 0, bytearray()
        for tick, event in events:
            content += _variable(tick - now) + event
            now = tick
        chunks.append(struct.pack(">4sI", b"MTrk", len(content)) + content)
    return struct.pack(">4sIHHH", b"MThd", 6, 1, len(chunks), ticks_per_beat) + b"".join(chunks)


def _variable(number: int) -> bytes:
    """Return a number in seven bits a byte, the highest first."""
    content = [number & 0x7F]
    while number := number >> 7:
        content.append(number & 0x7F | 0x80)
    return bytes(reversed(content))
