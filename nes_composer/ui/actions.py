"""The menus: every command with its text, keys, tooltip, in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from nes_composer.ui.key_bindings import KeyBindings


@dataclass(frozen=True)
class Command:
    """One entry of a menu.

    Parameters
    ----------
    menu
        In which menu it is.
    name
        By which the program knows it.
    text
        With ``&`` before the letter that opens it from the keyboard.
    keys
        Those that it comes with: the first is shown; all work.
    tip
        What it does, in a sentence.
    run
        What it does, for the program.
    separated
        A line stands above it.
    checkable
        It is on or off.
    """

    menu: str
    name: str
    text: str
    keys: tuple[str, ...]
    tip: str
    run: Callable[[], object]
    separated: bool = False
    checkable: bool = False

    @property
    def title(self) -> str:
        """The text without its mark and its dots."""
        return self.text.replace("&", "").rstrip("…")

    @property
    def chapter(self) -> str:
        """The menu without its mark."""
        return self.menu.replace("&", "")


def make_actions(
    commands: Sequence[Command], bar: QMenuBar, owner: QWidget, bindings: KeyBindings
) -> dict[str, QAction]:
    """Fill the menu bar; return each action by its name, with the keys that it is bound to at any time."""
    menus = {}
    actions = {}
    for command in commands:
        if command.menu not in menus:
            menus[command.menu] = bar.addMenu(command.menu)
            menus[command.menu].setToolTipsVisible(True)
        if command.separated:
            menus[command.menu].addSeparator()
        action = QAction(command.text, owner)
        action.setCheckable(command.checkable)
        action.triggered.connect(lambda _checked=False, run=command.run: run())
        menus[command.menu].addAction(action)
        actions[command.name] = action

    def show_keys() -> None:
        for command in commands:
            keys, action = bindings.keys(command.name), actions[command.name]
            action.setShortcuts([QKeySequence(key) for key in keys])
            plain = command.tip.rstrip(".")
            action.setToolTip(f"{plain} ({keys[0]})" if keys else plain)

    bindings.changed.connect(show_keys)
    show_keys()
    return actions
