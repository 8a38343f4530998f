"""Ctrl and left press on a note: drag a copy of it, and of all others that are chosen with it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nes_composer.ui.gestures.move import Move


class Copy(Move):
    """Leave the notes where they are and move copies of them."""

    cursor = Qt.CursorShape.DragCopyCursor
    copies = True
    _verb = "Copy"
