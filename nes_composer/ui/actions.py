"""The menus: every command with its text, keys, tooltip, in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget


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
        The first is shown; all work.
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


def make_actions(commands: Sequence[Command], bar: QMenuBar, owner: QWidget) -> dict[str, QAction]:
    """Fill the menu bar; return each command's action by its name."""
    menus = {}
    actions = {}
    for command in commands:
        if command.menu not in menus:
            menus[command.menu] = bar.addMenu(command.menu)
            menus[command.menu].setToolTipsVisible(True)
        if command.separated:
            menus[command.menu].addSeparator()
        action = QAction(command.text, owner)
        action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        plain = command.tip.rstrip(".")
        action.setToolTip(f"{plain} ({command.keys[0]})" if command.keys else plain)
        action.setCheckable(command.checkable)
        action.triggered.connect(lambda _checked=False, run=command.run: run())
        menus[command.menu].addAction(action)
        actions[command.name] = action
    return actions


def key_sheet(commands: Sequence[Command], gestures: Sequence[tuple[str, str]]) -> str:
    """Return all keys and gestures as HTML, by menu."""
    sections: dict[str, list[tuple[str, str]]] = {"Mouse": list(gestures)}
    for command in commands:
        if command.keys:
            keys = " or ".join(command.keys)
            sections.setdefault(command.menu.replace("&", ""), []).append((keys, command.tip.rstrip(".")))
    rows = "".join(
        f"<tr><td colspan=2><h3>{title}</h3></td></tr>"
        + "".join(
            f"<tr><td style='padding-right:24px'><b>{_escaped(k)}</b></td><td>{_escaped(t)}</td></tr>" for k, t in lines
        )
        for title, lines in sections.items()
    )
    return f"<table cellspacing=3>{rows}</table>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
