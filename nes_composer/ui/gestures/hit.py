"""What is under the mouse."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto

from nes_composer.score.notes import Note, note_at
from nes_composer.ui.gestures.gesture import Pointer, Roll

_EDGE_PIXELS = 6.0


class Part(Enum):
    """Which part of a note: what a press there takes hold of."""

    LEFT = auto()
    BODY = auto()
    RIGHT = auto()


@dataclass(frozen=True)
class Hit:
    """A note under the mouse."""

    note: Note
    part: Part


def hit(roll: Roll, at: Pointer) -> Hit | None:
    """Return the note under the mouse and the part of it, or None."""
    note = note_at(roll.desk.document.score, roll.voice, math.floor(at.row))
    if note is None or note.pitch != math.floor(at.pitch):
        return None
    left, _, width, _ = roll.coordinates.span(float(note.start), float(note.length), float(note.pitch))
    edge = min(_EDGE_PIXELS, width / 4)
    if at.x >= left + width - edge:
        return Hit(note, Part.RIGHT)
    return Hit(note, Part.LEFT if at.x < left + edge else Part.BODY)
