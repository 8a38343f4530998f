"""The wheel: scroll pitch, Shift time; Ctrl zooms time at the mouse, Ctrl+Shift pitch; Alt on a note its velocity."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nes_composer.ui.gestures.gesture import Pointer, Roll
from nes_composer.ui.gestures.hit import hit

_ZOOM_PER_NOTCH = 1.2
_LANES_PER_NOTCH = 3.0
_SHARE_PER_NOTCH = 1 / 12


def wheel(roll: Roll, at: Pointer, notches: float, modifiers: Qt.KeyboardModifier) -> None:
    """Scroll or zoom by `notches` of the wheel, positive away from the person."""
    control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    seen = roll.coordinates
    if modifiers & Qt.KeyboardModifier.AltModifier:
        under = hit(roll, at)
        if under is not None:
            roll.desk.values.step("timbre" if shift else "velocity", under.note, 1 if notches > 0 else -1)
    elif control and shift:
        pitches = seen.pitches * _ZOOM_PER_NOTCH**-notches
        roll.show_pitches(at.pitch - (at.pitch - seen.lowest) * pitches / seen.pitches, pitches)
    elif control:
        roll.desk.time.zoom(_ZOOM_PER_NOTCH**-notches, at.row)
    elif shift:
        roll.desk.time.scroll(-notches * seen.rows * _SHARE_PER_NOTCH)
    else:
        roll.show_pitches(seen.lowest + notches * _LANES_PER_NOTCH, seen.pitches)
