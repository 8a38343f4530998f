"""The buttons at the top that say what a press in a roll does, and which key is highlighted."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from nes_composer.ui import icons
from nes_composer.ui.desk import Desk
from nes_composer.ui.key_menu import KeyButton
from nes_composer.ui.tools import Tool


class RollTools(QWidget):
    """Pencil, select, erase, and the scale.

    Attributes
    ----------
    buttons : dict of Tool to QToolButton
    key : KeyButton
    """

    def __init__(self, desk: Desk, actions: dict[str, QAction]) -> None:
        super().__init__()
        self._desk = desk
        self._actions = {tool: actions[f"tool_{tool.value}"] for tool in Tool}
        self.buttons: dict[Tool, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for (tool, action), icon in zip(
            self._actions.items(), (icons.pencil(), icons.frame(), icons.eraser()), strict=True
        ):
            action.setIcon(icon)
            button = QToolButton()
            button.setObjectName("tool")
            button.setDefaultAction(action)
            button.setIconSize(QSize(16, 16))
            button.setFixedSize(QSize(24, 26))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(f"{tool.value.capitalize()} tool")
            action.triggered.connect(self._show_tool)  # pressed again, the tool stays in hand
            row.addWidget(button)
            self.buttons[tool] = button
        self.key = KeyButton(desk)
        row.addWidget(self.key)
        desk.tools.changed.connect(self._show_tool)
        self._show_tool()

    def _show_tool(self) -> None:
        for tool, action in self._actions.items():
            action.setChecked(tool is self._desk.tools.tool)
