"""How far a command is, in one line of a terminal that stays where it is; nothing where there is no terminal."""

from __future__ import annotations

import shutil
from typing import TextIO

_BAR = 30


class ProgressLine:
    """The line below what a command prints.

    Parameters
    ----------
    stream
        Where it is shown, if that is a terminal.
    total
        How many steps the whole has.
    """

    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream = stream if stream.isatty() else None
        self._total = total

    def show(self, done: int, text: str) -> None:
        """Show how many steps are done, and what the last one was."""
        if self._stream is None:
            return
        full = _BAR * done // max(self._total, 1)
        self._write(f"[{'#' * full}{'.' * (_BAR - full)}] {done}/{self._total} {text}")

    def clear(self) -> None:
        """Give the line free for what is printed next."""
        if self._stream is not None:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _write(self, text: str) -> None:
        assert self._stream is not None
        # A line that is as wide as the terminal would begin a second one.
        width = shutil.get_terminal_size().columns - 1
        self._stream.write("\r" + text[:width].ljust(width))
        self._stream.flush()
