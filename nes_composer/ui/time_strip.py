"""What stands over the rolls and shares their time axis."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget

from nes_composer.ui.coordinates import Coordinates
from nes_composer.ui.desk import Desk


class TimeStrip(QWidget):
    """A strip of a fixed height; the wheel scrolls in time, and with Ctrl it zooms at the mouse.

    Attributes
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk, height: int) -> None:
        super().__init__()
        self.desk = desk
        self.setFixedHeight(height)
        desk.time.changed.connect(self.update)
        desk.document.song_changed.connect(self.update)

    @property
    def coordinates(self) -> Coordinates:
        """Where rows are on this widget."""
        return Coordinates(self.desk.time.first, self.desk.time.span, 0, 1, max(self.width(), 1), self.height())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scroll or zoom."""
        # Alt turns the wheel sideways on some desktops; a touch pad moves both ways.
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.desk.time.zoom(1.2**-notches, self.coordinates.row(event.position().x()))
        else:
            self.desk.time.scroll(-notches * self.desk.time.span / 12)
        event.accept()
