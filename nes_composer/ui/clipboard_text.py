"""Notes as text for the system's clipboard, so that they go from one window to another; hostile text is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, TypeGuard

import numpy as np

from nes_composer.score.bundle import Bundle
from nes_composer.score.score import HIGHEST, HIGHEST_TIMBRE, LOWEST, MAX_ROWS, MAX_VELOCITY, TR, VOICES

MOST_CHARACTERS = 8_000_000
MOST_NOTES = 200_000

_TYPE = "nes_composer notes 1"
_FIELDS = 6
_LIMITS = tuple(
    (int(LOWEST[voice]), int(HIGHEST[voice]), MAX_VELOCITY if voice == TR else 1, int(HIGHEST_TIMBRE[voice]))
    for voice in range(len(VOICES))
)
"""For each voice: lowest and highest pitch, lowest velocity, highest timbre."""


class ClipboardError(ValueError):
    """The text holds no notes; the message says in one sentence why."""


@dataclass(frozen=True)
class Clip:
    """Copied notes.

    Parameters
    ----------
    notes
        With starts from 0 on, which is where they are pasted.
    rows
        As many as were copied, at least to the end of the last note: how far a copy is behind the one before.
    """

    notes: Bundle
    rows: int


def text_of(clip: Clip) -> str:
    """Return a clip as JSON: each note as voice, start, length, pitch, velocity, timbre.

    Velocity and timbre are lists where they change within the note.
    """
    notes = clip.notes
    ends = list(accumulate(notes.length.tolist()))
    velocity, timbre = notes.velocity.tolist(), notes.timbre.tolist()
    lines = [
        [*values, *(_short(rows[end - values[2] : end]) for rows in (velocity, timbre))]
        for values, end in zip(
            np.stack([notes.voice, notes.start, notes.length, notes.pitch], 1).tolist(), ends, strict=True
        )
    ]
    return json.dumps({"type": _TYPE, "rows": clip.rows, "notes": lines}, separators=(",", ":"))


def clip_of(text: str) -> Clip:
    """Return the clip that a text holds.

    Raises
    ------
    ClipboardError
        It holds none, or one that cannot be played.
    """
    if len(text) > MOST_CHARACTERS:
        raise ClipboardError(
            f"The clipboard holds {len(text):,} characters, more than the {MOST_CHARACTERS:,} of notes"
        )
    try:
        found = json.loads(text) if text.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("type") != _TYPE:
        raise ClipboardError("The clipboard holds no notes: copy some first")
    lines, rows = found.get("notes"), found.get("rows")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_NOTES:
        raise ClipboardError(f"The clipboard's notes are not a list of 1-{MOST_NOTES:,} notes")
    if not _whole(rows, 1, MAX_ROWS):
        raise ClipboardError(f"The clipboard's notes do not say how many rows they are, within 1-{MAX_ROWS:,}")
    return Clip(_bundle(lines, rows), rows)


def _bundle(lines: list[Any], rows: int) -> Bundle:
    heads: list[tuple[int, int, int, int]] = []
    velocities: list[bytes] = []
    timbres: list[bytes] = []
    total = 0
    for number, line in enumerate(lines, 1):
        if not isinstance(line, list) or len(line) != _FIELDS or not _whole(line[0], 0, len(VOICES) - 1):
            raise ClipboardError(f"Note {number} of the clipboard is not one of a voice")
        voice, start, length, pitch, velocity, timbre = line
        lowest, highest, softest, most = _LIMITS[voice]
        if not (_whole(start, 0, rows - 1) and _whole(length, 1, rows - start)):
            raise ClipboardError(f"Note {number} of the clipboard is not within its {rows} rows")
        if not _whole(pitch, lowest, highest):
            raise ClipboardError(f"Note {number} of the clipboard has a pitch that {VOICES[voice]} cannot play")
        total += length
        if total > len(VOICES) * MAX_ROWS:
            raise ClipboardError("The clipboard's notes are longer than a song may be")
        for value, low, high, into in ((velocity, softest, MAX_VELOCITY, velocities), (timbre, 0, most, timbres)):
            row_by_row = _rows(value, length, low, high)
            if not row_by_row:
                raise ClipboardError(f"Note {number} of the clipboard has a velocity or timbre that cannot be played")
            into.append(row_by_row)
        heads.append((voice, start, length, pitch))
    voices, starts, lengths, pitches = np.array(heads, np.int64).T
    velocity, timbre = (np.frombuffer(b"".join(parts), np.uint8) for parts in (velocities, timbres))
    return Bundle(voices, starts, lengths, pitches, velocity, timbre)


def _rows(value: object, length: int, low: int, high: int) -> bytes:
    """Return a value for each row of a note, from one for all or a list; nothing if one is not within its limits."""
    if _whole(value, low, high):
        return bytes((value,)) * length
    if isinstance(value, list) and len(value) == length and all(_whole(one, low, high) for one in value):
        return bytes(value)
    return b""


def _short(values: list[int]) -> int | list[int]:
    """Return the one value of a list of equal ones; else the list."""
    return values[0] if values.count(values[0]) == len(values) else values


def _whole(value: object, low: int, high: int) -> TypeGuard[int]:
    return type(value) is int and low <= value <= high
