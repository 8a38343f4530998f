"""Mouse events with everything that a person can hold down: QTest knows no modifiers while the mouse moves."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class Mouse:
    """A mouse on a widget, in its pixels.

    Parameters
    ----------
    widget
        Of a roll, its viewport.
    """

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget

    def press(self, at: QPointF, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE) -> None:
        self._send(QEvent.Type.MouseButtonPress, at, button, button, held)

    def move(self, at: QPointF, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE) -> None:
        self._send(QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, button, held)

    def release(self, at: QPointF, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE) -> None:
        self._send(QEvent.Type.MouseButtonRelease, at, button, Qt.MouseButton.NoButton, held)

    def drag(self, *places: QPointF, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE) -> None:
        """Press at the first place, pass through the others, release at the last; a single place is a click."""
        self.press(places[0], button, held)
        for place in places[1:]:
            self.move(place, button, held)
        self.release(places[-1], button, held)

    def wheel(self, at: QPointF, notches: float, held: Qt.KeyboardModifier = NONE) -> None:
        """Turn the wheel, positive away from the person."""
        event = QWheelEvent(
            at,
            self._widget.mapToGlobal(at),
            QPoint(),
            QPoint(0, round(120 * notches)),
            Qt.MouseButton.NoButton,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self._widget, event)

    def _send(
        self,
        kind: QEvent.Type,
        at: QPointF,
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
        held: Qt.KeyboardModifier,
    ) -> None:
        QApplication.sendEvent(self._widget, QMouseEvent(kind, at, self._widget.mapToGlobal(at), button, buttons, held))


def place(roll, row: float, pitch: float) -> QPointF:
    """The pixel in the middle of a lane of a roll, at a row with its fraction."""
    seen = roll.coordinates
    return QPointF(seen.x(float(row)), seen.y(pitch + 0.5))
