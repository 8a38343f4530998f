"""Arrow keys belong to the notes, but to a field, a slider or a list while one of those has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

_OWN_ARROWS = (QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QTextEdit)
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_OWN_MODIFIERS = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class ArrowKeys(QObject):
    """Keeps arrow keys from the menus while the widget in focus has a use of its own for them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Claim an arrow key for the widget: it comes to it as a press instead of as a shortcut."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            typed = isinstance(watched, (QLineEdit, QTextEdit, QAbstractSpinBox))
            if event.key() in _ARROWS and (typed or event.modifiers() in _OWN_MODIFIERS):
                event.accept()
                return True
        return False

    def _focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        # Only the widget in focus is watched: a filter on everything would slow down everything.
        if before is not None:
            before.removeEventFilter(self)
        if isinstance(now, _OWN_ARROWS) and not isinstance(now, QScrollBar):
            now.installEventFilter(self)
