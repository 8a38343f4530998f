"""Which window edits which file, so that two do not write over each other's work."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile


class FileLock:
    """Holds at most one file at a time, by a small file of its own: the person's folder is left alone.

    A lock of a program that has died is nobody's.

    Parameters
    ----------
    folder
        Where the locks of all windows are; None holds nothing and never meets another.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._lock: QLockFile | None = None
        self._path: Path | None = None

    def take(self, path: Path) -> bool:
        """Hold a file in place of the one before; return False, holding that one still, if another window has it."""
        path = path.resolve()
        if self._folder is None or path == self._path:
            return True
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(str(path).encode(errors="surrogateescape")).hexdigest()[:32]
        lock = QLockFile(str(self._folder / f"{name}.lock"))
        # However long a song is open: only the end of its program makes a lock stale.
        lock.setStaleLockTime(0)
        if not lock.tryLock(0) and lock.error() is QLockFile.LockError.LockFailedError:
            return False
        # Where locks cannot be made at all nobody is kept from working.
        self.release()
        self._lock, self._path = lock, path
        return True

    def release(self) -> None:
        """Hold nothing."""
        if self._lock is not None:
            self._lock.unlock()
        self._lock, self._path = None, None
