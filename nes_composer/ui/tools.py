"""What a left press in a roll is for."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Signal


class Tool(Enum):
    """The pencil draws on empty, moves and resizes notes; the other two are for those who want a mode."""

    PENCIL = "pencil"
    SELECT = "select"
    ERASE = "erase"


class Tools(QObject):
    """The tool in hand.

    Signals
    -------
    changed
        There is another one.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tool = Tool.PENCIL

    def take(self, tool: Tool) -> None:
        """Take a tool in hand."""
        if tool is not self.tool:
            self.tool = tool
            self.changed.emit()
