"""What happened, for whoever has to find out later: a file for each process in the folder of the program's data.

The window's process begins its log and names the folder in its environment, by which the processes that it starts find
it. Without that, as in tests and commands, nothing is written. What a song holds is never logged. Lines go through a
queue to a thread that writes them, so that no full or sleeping disk holds up the window or the sound; the audio
callback has no Python in it that could log.
"""

from __future__ import annotations

import logging
import os
import platform
import queue
import sys
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from nes_composer import __version__, paths

LOGGER = logging.getLogger("nes_composer")
LOGGER.addHandler(logging.NullHandler())  # without a log warnings are no business of the terminal's

FOLDER_VARIABLE = "NES_COMPOSER_LOG"
"""Environment variable that names the folder of the logs to the processes of a window."""

PROCESSES = ("window", "models", "sound")
MOST_BYTES = 256 << 10
"""Of one file; a full one is kept beside the new one."""

_KEPT = 2
_MOST_TEXT = 2000
_MOST_REPEATS = 10
_DEPENDENCIES = (
    *("PySide6_Essentials", "pyqtgraph", "numpy", "numba", "torch", "safetensors"),
    *("sounddevice", "rtmixer", "soundfile", "platformdirs"),
)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def folder() -> Path:
    """Return where the logs are; it need not be there yet."""
    return paths.data() / "log"


def versions() -> str:
    """Return which program this is and what it runs on, in one line; none of that is imported to find out.

    Looking it up takes longer than a window that is to be seen has.
    """
    from importlib import metadata

    found = []
    for name in _DEPENDENCIES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"{name} missing")
    python = f"Python {platform.python_version()} on {platform.platform()}, {os.cpu_count()} CPUs"
    return f"nes_composer {__version__}, {python}; {', '.join(found)}"


def begin() -> None:
    """Begin the log of the window, and let the processes that are started from now on have theirs."""
    os.environ[FOLDER_VARIABLE] = str(folder())
    _begin(PROCESSES[0])


def process(name: str) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Decorate the main function of a process: it has a log if its window has, with what nobody caught."""

    def decorated(main: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        @wraps(main)
        def logged(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            if FOLDER_VARIABLE in os.environ:
                _begin(name)
            try:
                return main(*args, **kwargs)
            except Exception:
                LOGGER.critical("nobody caught", exc_info=True)
                raise
            finally:
                end()

        return logged

    return decorated


def end() -> None:
    """Write what is not written yet, and close the file."""
    for handler in list(LOGGER.handlers):
        if isinstance(handler, _Log):
            handler.close()


def tail(most: int = 20_000) -> str:
    """Return the end of all logs, about so many bytes of each, for people."""
    parts = []
    for name in PROCESSES:
        path = _file(folder(), name)
        try:
            with path.open("rb") as file:
                length = file.seek(0, os.SEEK_END)
                file.seek(max(length - most, 0))
                text = file.read(most).decode("utf-8", errors="replace")
        except OSError:
            text = "none\n"
            length = 0
        # The first line is whole only where the file is.
        parts.append(f"{path.name}:\n{text if length <= most else text.partition(chr(10))[2]}")
    return "\n".join(parts)


def _begin(name: str) -> None:
    """Write to the log of a process from now on; without one where that cannot be."""
    end()
    try:
        log = _Log(_file(Path(os.environ[FOLDER_VARIABLE]), name))
    except OSError:
        return  # no song is the worse for it
    LOGGER.addHandler(log)
    LOGGER.setLevel(logging.INFO)
    log.watch()
    LOGGER.info("%s begins: nes_composer %s, process %d", name, __version__, os.getpid())


def _file(place: Path, name: str) -> Path:
    return place / f"{name}.log"


class _Log(QueueHandler):
    """Takes records on any thread; another one writes them to a file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _File(path, maxBytes=MOST_BYTES, backupCount=_KEPT, encoding="utf-8", errors="backslashreplace")
        file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        records: queue.SimpleQueue[Any] = queue.SimpleQueue()
        super().__init__(records)
        self.setFormatter(_OneLine("%(message)s"))
        self.addFilter(_Repeats())
        self._file = file
        self._listener = QueueListener(records, file)
        self._listener.start()
        self._hooks = (sys.excepthook, threading.excepthook)

    def watch(self) -> None:
        """Log what nobody catches, on any thread; it is shown as well, as before."""
        show, show_of_thread = self._hooks

        def uncaught(kind: type[BaseException], error: BaseException, place: TracebackType | None) -> None:
            if not issubclass(kind, KeyboardInterrupt):
                LOGGER.critical("nobody caught", exc_info=(kind, error, place))
            show(kind, error, place)

        def uncaught_in_thread(what: threading.ExceptHookArgs) -> None:
            if what.exc_value is not None:
                LOGGER.critical("nobody caught", exc_info=(what.exc_type, what.exc_value, what.exc_traceback))
            show_of_thread(what)

        sys.excepthook, threading.excepthook = uncaught, uncaught_in_thread

    def close(self) -> None:
        """Write all that waits, and let everything be as before."""
        LOGGER.removeHandler(self)
        sys.excepthook, threading.excepthook = self._hooks
        self._listener.stop()
        self._file.close()
        super().close()


class _File(RotatingFileHandler):
    """Gives up in silence what cannot be written: a full disk is told by what the person saves, not by this."""

    def close(self) -> None:
        """Close the file, whether or not what is left of it fits onto the disk."""
        with suppress(OSError):
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say nothing."""


class _OneLine(logging.Formatter):
    """Keeps each message to one line of its own, whatever the names of files hold; tracebacks are indented below."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record."""
        text = record.getMessage()[:_MOST_TEXT]
        line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
        if not record.exc_info:
            return line
        below = self.formatException(record.exc_info)[-4 * _MOST_TEXT :]
        return "\n  ".join([line, *below.splitlines()])


class _Repeats(logging.Filter):
    """Passes the same text only so often: a fault in what is painted would fill every file within a minute."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is logged."""
        place = record.exc_info[1] if record.exc_info else None
        text = f"{record.getMessage()} {place!r}"
        if len(self._seen) > _MOST_TEXT:
            self._seen.clear()
        self._seen[text] += 1
        return self._seen[text] <= _MOST_REPEATS
