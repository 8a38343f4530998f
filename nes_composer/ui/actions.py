"""The menus: every command with its text, keys, tooltip, in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from nes_composer.ui.key_bindings import KeyBindings


@dataclass(frozen=True)
class Command:
    """One entry of a menu.

    Parameters
    ----------
    menu
        In which menu it is; after a ``/``, in which menu of that one.
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
        """The innermost menu without its mark."""
        return self.menu.rpartition("/")[2].replace("&", "")


def make_actions(
    commands: Sequence[Command], bar: QMenuBar, owner: QWidget, bindings: KeyBindings
) -> dict[str, QAction]:
    """Fill the menu bar; return each action by its name, with the keys that it is bound to at any time."""
    menus: dict[str, QMenu] = {}
    actions = {}
    for command in commands:
        menu = _menu(command.menu, bar, menus)
        if command.separated:
            menu.addSeparator()
        action = QAction(command.text, owner)
        action.setCheckable(command.checkable)
        action.triggered.connect(lambda _checked=False, run=command.run: run())
        menu.addAction(action)
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


def _menu(path: str, bar: QMenuBar, menus: dict[str, QMenu]) -> QMenu:
    """Return the menu of a name; one that is not there yet is put at the end of what it belongs to."""
    if path not in menus:
        above, _, name = path.rpartition("/")
        menus[path] = (_menu(above, bar, menus) if above else bar).addMenu(name)
        menus[path].setToolTipsVisible(True)
    return menus[path]
