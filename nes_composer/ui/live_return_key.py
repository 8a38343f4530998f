"""Return also writes played notes, whenever that means something and no field or take has a use for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QWidget

_KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class ReturnKey(QObject):
    """A second key of an action: Return is the takes' by its shortcut, and a key has one action in the menus.

    Parameters
    ----------
    action
        Is triggered while it is enabled.
    window
        Whose key it is: whatever has the focus in it passes Return on, unless it needs it.
    """

    def __init__(self, action: QAction, window: QWidget) -> None:
        super().__init__(window)
        self._action = action
        self._meant = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Trigger the action by Return."""
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in _RETURN or event.modifiers() not in _PLAIN:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            # It comes first: a field that Return ends has let go of the focus when the press itself comes here.
            self._meant = self._action.isEnabled()
            return False
        meant, self._meant = self._meant and self._action.isEnabled(), False
        if meant:
            self._action.trigger()
        return meant
