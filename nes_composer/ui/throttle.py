"""Call a function at most once per interval: at once when it has been quiet, else at the interval's end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer


class Throttle(QObject):
    """A callable that forwards to `function`, the first call at once, the rest of a burst as one.

    Parameters
    ----------
    function
        What is called; always on the thread of this object.
    interval_ms
        Least time between two calls.
    """

    def __init__(self, function: Callable[[], None], interval_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._function = function
        self._waiting = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self._elapsed)

    @property
    def busy(self) -> bool:
        """Whether the interval of the latest call is not over."""
        return self._timer.isActive()

    def __call__(self) -> None:
        """Call now or when the interval is over."""
        if self.busy:
            self._waiting = True
        else:
            self._timer.start()
            self._function()

    def _elapsed(self) -> None:
        if self._waiting:
            self._waiting = False
            self()
