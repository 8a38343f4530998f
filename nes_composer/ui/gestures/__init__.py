"""The gestures of the piano roll, one file each, and which press begins which."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nes_composer.ui.gestures.draw import Draw
from nes_composer.ui.gestures.erase import Erase
from nes_composer.ui.gestures.gesture import Gesture, Pointer, Roll
from nes_composer.ui.gestures.hit import Part, hit
from nes_composer.ui.gestures.move import Move
from nes_composer.ui.gestures.pan import Pan
from nes_composer.ui.gestures.resize import Resize

__all__ = ["SHEET", "begin", "hover_cursor"]

SHEET = (
    ("Left-drag on empty", "draw a note of that length"),
    ("Click on empty", "draw a note as long as the last one"),
    ("Drag a note", "move it in time and pitch"),
    ("Drag an edge of a note", "make it longer or shorter"),
    ("Right-click, right-drag on notes", "erase"),
    ("Wheel / Shift+wheel", "scroll in pitch / in time"),
    ("Ctrl+wheel / Ctrl+Shift+wheel", "zoom time at the mouse / zoom pitch"),
    ("Middle-drag", "move the paper"),
    ("Click or drag in the ruler", "seek"),
    ("Shift-drag in the ruler", "set the loop"),
    ("Click on a pattern's letter", "choose the pattern that the sliders move"),
    ("Double-click a slider", "set it to 0"),
    ("Esc", "take back the drag that is going on"),
)
"""What the mouse does, for the key sheet."""


def begin(roll: Roll, at: Pointer, button: Qt.MouseButton) -> Gesture | None:
    """Return the gesture that a press begins, or None."""
    if button == Qt.MouseButton.MiddleButton:
        return Pan(roll, at)
    under = hit(roll, at)
    if button == Qt.MouseButton.RightButton:
        return Erase(roll, at, under.note) if under else None
    if button != Qt.MouseButton.LeftButton:
        return None
    if under is None:
        return Draw(roll, at) if 0 <= at.row < len(roll.desk.document.score) else None
    if under.part is Part.BODY:
        return Move(roll, at, under.note)
    return Resize(roll, at, under.note, under.part)


def hover_cursor(roll: Roll, at: Pointer) -> Qt.CursorShape:
    """Return the mouse cursor that says what a left press would begin."""
    under = hit(roll, at)
    if under is None:
        return Qt.CursorShape.CrossCursor
    return Qt.CursorShape.OpenHandCursor if under.part is Part.BODY else Qt.CursorShape.SizeHorCursor
