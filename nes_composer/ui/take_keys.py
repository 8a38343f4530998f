"""Tab, Return and their like belong to the takes while they are on offer, and to a field while one is typed in."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget

from nes_composer.ui.takes import Takes

_NAMES = ("take_next", "take_previous", "accept", "hear")
_FIELDS = (QAbstractSpinBox, QComboBox, QLineEdit)


class TakeKeys(QObject):
    """Switches the commands of the takes on and off: without them, the keys move the focus as usual."""

    def __init__(self, takes: Takes, actions: Mapping[str, QAction], parent: QObject) -> None:
        super().__init__(parent)
        self._takes, self._actions = takes, [actions[name] for name in _NAMES]
        takes.changed.connect(self._show)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)
        self._show()

    def _focus_changed(self, _: QWidget | None, __: QWidget | None) -> None:
        self._show()

    def _show(self) -> None:
        typing = isinstance(QApplication.focusWidget(), _FIELDS)
        for action in self._actions:
            action.setEnabled(self._takes.on_offer and not typing)
