"""Which key of the computer's keyboard is which key of the piano: by where it is, whatever letter it has."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

_LOWER = "ZSXDCVGBHNJM,L.;/"
_UPPER = "Q2W3ER5T6Y7UI9O0P"
_UPPER_STARTS = 12
"""Semitones from Z to Q. The rows overlap: the lower one's last keys are the upper one's first, an octave up."""

_PLACES = {
    **dict(zip("1234567890", range(2, 12), strict=True)),
    **dict(zip("QWERTYUIOP", range(16, 26), strict=True)),
    **dict(zip("ASDFGHJKL;", range(30, 40), strict=True)),
    **dict(zip("ZXCVBNM,./", range(44, 54), strict=True)),
}
"""Scan codes of a PC's keyboard, in which Linux and Windows are alike: named as on the American one."""

_SEMITONES = {
    **{letter: semitone for semitone, letter in enumerate(_LOWER)},
    **{letter: semitone + _UPPER_STARTS for semitone, letter in enumerate(_UPPER)},
}
_BY_PLACE = {_PLACES[letter]: semitone for letter, semitone in _SEMITONES.items()}
_BY_LETTER = {ord(letter): semitone for letter, semitone in _SEMITONES.items()}
_X11_AHEAD = 8
"""What X11, and Wayland after it, adds to Linux's codes."""


def semitone_of(event: QKeyEvent) -> int | None:
    """Return how many semitones above the lowest key of the piano a key is; None if it is not of the piano.

    Where the system does not tell the place of a key, its letter counts.
    """
    code = scan_code(event.nativeScanCode(), QGuiApplication.platformName())
    return _BY_PLACE.get(code) if code else letter_semitone(event.key())


def scan_code(native: int, platform: str) -> int:
    """Return a key's code as a PC's keyboard sends it; 0 where it is not known."""
    if platform in ("xcb", "wayland"):
        return max(native - _X11_AHEAD, 0)
    return native if platform == "windows" else 0


def letter_semitone(key: int) -> int | None:
    """Return the semitone of a letter, digit or sign, by Qt's number of it."""
    return _BY_LETTER.get(int(key)) if Qt.Key.Key_Space < key <= Qt.Key.Key_Z else None
