"""Does something again whenever a signal comes, as long as its owner lives."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, SignalInstance


class Follower(QObject):
    """A child of what it works for, so that both end together: a function that is connected would outlive it."""

    def __init__(self, signal: SignalInstance, show: Callable[[], object], owner: QObject) -> None:
        super().__init__(owner)
        self._shown = show
        signal.connect(self._show)
        show()

    def _show(self) -> None:
        self._shown()
