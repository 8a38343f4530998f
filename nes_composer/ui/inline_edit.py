"""A line of text that is typed where it is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QLineEdit, QWidget


class InlineEdit(QLineEdit):
    """Appears with its text chosen; Return or a click elsewhere takes it over, Esc gives up.

    Parameters
    ----------
    place
        Where it stands on `parent`.
    text, name
        What it begins with, and what it is called.
    take_over
        Gets what was typed.
    """

    def __init__(self, parent: QWidget, place: QRect, text: str, name: str, take_over: Callable[[str], object]) -> None:
        super().__init__(text, parent)
        self._take_over: Callable[[str], object] | None = take_over
        self.setGeometry(place)
        self.setAccessibleName(name)
        self.selectAll()
        self.editingFinished.connect(self._finish)
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Give up on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._take_over = None
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        # Return ends it, and then the focus leaves it: only the first counts.
        take_over, self._take_over = self._take_over, None
        self.hide()
        self.deleteLater()
        if take_over is not None:
            take_over(self.text())
