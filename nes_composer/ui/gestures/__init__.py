"""The gestures of the piano roll, one file each, and which press begins which."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nes_composer.ui.gestures.copy import Copy
from nes_composer.ui.gestures.draw import Draw
from nes_composer.ui.gestures.erase import Erase
from nes_composer.ui.gestures.gesture import Gesture, Pointer, Roll
from nes_composer.ui.gestures.hit import Hit, Part, hit
from nes_composer.ui.gestures.move import Move
from nes_composer.ui.gestures.pan import Pan
from nes_composer.ui.gestures.resize import Resize
from nes_composer.ui.gestures.select import Select
from nes_composer.ui.gestures.switch import Switch
from nes_composer.ui.gestures.toggle import Toggle
from nes_composer.ui.tools import Tool

__all__ = ["SHEET", "begin", "hover_cursor"]

SHEET = (
    ("Left-drag on empty", "draw a note of that length"),
    ("Click on empty", "draw a note as long as the last one"),
    ("Drag a note", "move it in time and pitch, with all others that are chosen"),
    ("Drag an edge of a note", "make it longer or shorter, with all others that are chosen"),
    ("Ctrl-drag a note", "move copies"),
    ("Alt or Shift while dragging", "go by single rows, whatever the grid is"),
    ("Click on a note, with the surprise heat on", "show what would be likelier there"),
    ("Right-click, right-drag on notes", "erase"),
    ("Ctrl-drag, or right-drag from empty", "choose rows, and the notes within"),
    ("Shift-click a note", "choose it beside the others, or no longer"),
    ("Click on a ghost note of another voice", "put that voice in focus"),
    ("Wheel / Shift+wheel", "scroll in pitch / in time"),
    ("Alt+wheel / Alt+Shift+wheel on a note", "change its velocity / its timbre"),
    ("Click, drag, wheel in the velocity lane", "set one note, draw over notes, step one note; Shift-drag by rows"),
    ("Press or drag on the keyboard", "hear it"),
    ("Ctrl+wheel / Ctrl+Shift+wheel", "zoom time at the mouse / zoom pitch"),
    ("Middle-drag", "move the paper"),
    ("Click or drag in the ruler", "seek"),
    ("Shift-drag in the ruler", "set the loop"),
    ("Ctrl-drag, Ctrl-click in the ruler", "choose rows, choose a bar"),
    ("Click on a pattern's letter", "choose the pattern that the sliders move"),
    ("Double-click a slider", "set it to 0"),
    ("Left-drag in an envelope of an instrument", "draw its values, tick by tick"),
    ("Drag the numbers above an envelope", "make it longer or shorter"),
    ("Drag, right-click in the bands below an envelope", "set or remove the loop and the release point"),
    ("Click, hold in the latent map", "hear the chosen pattern moved there"),
    ("Drag a letter in the latent map", "move that pattern on both axes"),
    ("Wheel, double-click in the latent map", "zoom at the mouse, show all"),
    ("Esc", "take back the drag that is going on"),
)
"""What the mouse does, for the key sheet."""


def begin(
    roll: Roll,
    at: Pointer,
    button: Qt.MouseButton,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> Gesture | None:
    """Return the gesture that a press begins, or None."""
    if button == Qt.MouseButton.MiddleButton:
        return Pan(roll, at)
    if button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
        return None
    under, tool = hit(roll, at), roll.desk.tools.tool
    left = button == Qt.MouseButton.LeftButton
    if (under is not None and not left) or (tool is Tool.ERASE and left):
        return Erase(roll, at)
    if under is None:
        return _begin_on_empty(roll, at, left and tool is Tool.PENCIL, modifiers)
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return Toggle(roll, at, under.note, lambda: _begin_drag(roll, at, under, modifiers))
    return _begin_drag(roll, at, under, modifiers)


def _begin_drag(roll: Roll, at: Pointer, under: Hit, modifiers: Qt.KeyboardModifier) -> Gesture:
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return Copy(roll, at, under.note)
    return Move(roll, at, under.note) if under.part is Part.BODY else Resize(roll, at, under.note, under.part)


def _begin_on_empty(roll: Roll, at: Pointer, draws: bool, modifiers: Qt.KeyboardModifier) -> Gesture | None:
    if not draws or modifiers & Qt.KeyboardModifier.ControlModifier:
        return Select(roll, at)
    if not 0 <= at.row < len(roll.desk.document.score):
        return None
    other = roll.other_at(at)
    return Switch(roll, at, other) if other is not None else Draw(roll, at)


def hover_cursor(roll: Roll, at: Pointer) -> Qt.CursorShape:
    """Return the mouse cursor that says what a left press would begin."""
    if roll.desk.tools.tool is Tool.ERASE:
        return Erase.cursor
    under = hit(roll, at)
    if under is None:
        return Switch.cursor if roll.other_at(at) is not None else Qt.CursorShape.CrossCursor
    return Qt.CursorShape.OpenHandCursor if under.part is Part.BODY else Qt.CursorShape.SizeHorCursor
