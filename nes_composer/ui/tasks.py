"""Work that would hold up the window, done on other threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from nes_composer.formats.report import FormatError
from nes_composer.log import LOGGER

Value = TypeVar("Value")
Arguments = ParamSpec("Arguments")


@dataclass(frozen=True)
class _Outcome:
    done: Callable[[Any, Exception | None], None]
    result: Any
    error: Exception | None


class Tasks(QObject):
    """Runs functions on a pool of threads; the outcome of each arrives in one callback on this object's thread.

    Python's pool, not Qt's: what that one deletes, PySide later takes for other objects at the same address.
    """

    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="task")
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], Value], done: Callable[[Value | None, Exception | None], None]) -> None:
        """Run `work` aside; then call `done` with its result, or with None and the exception that it raised."""

        def task() -> None:
            try:
                outcome = _Outcome(done, work(), None)
            except Exception as error:  # whatever it is, it belongs to the person who waits for the outcome
                outcome = _Outcome(done, None, error)
                if not isinstance(error, (OSError, FormatError)):  # those name a file, not a mistake of ours
                    LOGGER.warning("work aside failed", exc_info=True)
            self._finished.emit(outcome)

        self._pool.submit(task)

    def close(self) -> None:
        """Wait until all work is done; take no more."""
        self._pool.shutdown()

    def _deliver(self, outcome: _Outcome) -> None:
        outcome.done(outcome.result, outcome.error)


def in_process(work: Callable[Arguments, Value], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Value:
    """Return what `work` returns when it is run in a process of its own, or raise what it raises.

    For work that would keep Python's lock from the window for longer than a frame, such as rendering sound.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, *args, **kwargs).result()
