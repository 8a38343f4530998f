"""Which key each command has now, for the tooltips and sentences that name it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nes_composer.ui.follower import Follower


class _Teller(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.keys: Mapping[str, str] = {}


_teller = _Teller()
changed = _teller.changed
"""Emitted after commands have got other keys."""


def use(keys: Mapping[str, str]) -> None:
    """Let these be the keys, by the name of the command; a command without a key may be missing."""
    _teller.keys = dict(keys)
    changed.emit()


def key(name: str) -> str:
    """Return the key of a command, or an empty text."""
    return _teller.keys.get(name, "")


def with_key(text: str, name: str) -> str:
    """Return a text that ends with the key of a command in brackets, if it has one."""
    return f"{text} ({key(name)})" if key(name) else text


def follow(owner: QObject, show: Callable[[], object]) -> None:
    """Do something that depends on keys, now and whenever they change while `owner` lives."""
    Follower(changed, show, owner)


def follow_tip(widget: QWidget, tip: str, name: str) -> None:
    """Give a widget a tooltip that names the key of a command."""
    follow(widget, lambda: widget.setToolTip(with_key(tip, name)))
