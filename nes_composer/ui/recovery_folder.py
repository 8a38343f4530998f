"""The folder of recovery files: one folder in it for each running window, and one for what nobody needs soon.

::

    recovery/20261126-004013-4711-0/lock                locked by the system as long as that window lives
                                    my song-1a2b3c4d.nesproj
    recovery/kept/my song-1a2b3c4d-20261126-004120.nesproj

A lock ends with its process, however that ends: what lies beside one that can be taken was left behind.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from nes_composer import atomic
from nes_composer.formats.recovery import END

KEPT_DAYS = 30
"""After so many days what was kept aside is deleted."""

_LOCK, _KEPT = "lock", "kept"
_DAY_S = 24 * 3600.0


class Session:
    """The recovery files of one window; its folder is made when the first of them is.

    Parameters
    ----------
    root
        The folder of all recovery files.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder: Path | None = None
        self._lock: IO[bytes] | None = None

    def file(self, name: str) -> Path:
        """Return where a recovery file of this name goes.

        Raises
        ------
        OSError
            The folder cannot be made.
        """
        if self._folder is None:
            self._root.mkdir(parents=True, exist_ok=True)
            began = time.strftime("%Y%m%d-%H%M%S")
            for number in itertools.count():
                folder = self._root / f"{began}-{os.getpid()}-{number}"
                with suppress(FileExistsError):
                    folder.mkdir()
                    self._lock = _locked(folder)
                    # Another window may just look whether anybody lives here.
                    if self._lock is not None:
                        self._folder = folder
                        break
        assert self._folder is not None
        return self._folder / name

    def remove(self, name: str) -> None:
        """Delete a recovery file, if there is one of this name."""
        if self._folder is not None:
            with suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)

    def close(self) -> None:
        """End the session; files that are still there are left behind for the next one."""
        if self._folder is not None and self._lock is not None:
            _end(self._folder, self._lock)
        self._folder = self._lock = None


class Leftovers:
    """What windows that are no more have left behind; no other window gets at it until this is released."""

    def __init__(self, root: Path) -> None:
        self._locks: dict[Path, IO[bytes]] = {}
        for folder in _folders(root):
            if (lock := _locked(folder)) is not None:
                self._locks[folder] = lock

    def files(self) -> list[Path]:
        """Return the recovery files, the latest first."""
        found = [(path.stat().st_mtime, path) for folder in self._locks for path in folder.glob(f"*{END}")]
        # Nobody but a writer that was killed makes hidden ones, and those are not whole.
        return [path for _, path in sorted(found, reverse=True) if not path.name.startswith(".")]

    def release(self) -> None:
        """Leave what is still there to whoever comes next."""
        for folder, lock in self._locks.items():
            _end(folder, lock)
        self._locks = {}


def keep_aside(root: Path, path: Path, copy: bool = False) -> Path:
    """Move, or copy, a file to where it stays for :data:`KEPT_DAYS` days; return where that is.

    Raises
    ------
    OSError
        It cannot be written there; the file is where it was.
    """
    folder = root / _KEPT
    folder.mkdir(parents=True, exist_ok=True)
    began = time.strftime("%Y%m%d-%H%M%S")
    names = (f"{path.stem}-{began}{f'-{n}' if n else ''}{path.suffix}" for n in itertools.count())
    target = next(folder / name for name in names if not (folder / name).exists())
    if copy:
        with atomic.replacing(target) as temporary:
            shutil.copyfile(path, temporary)
    else:
        path.replace(target)
        os.utime(target)
    return target


def kept(root: Path) -> Path:
    """Return the folder of what was kept aside; it need not be there."""
    return root / _KEPT


def tidy(root: Path) -> None:
    """Delete what has been kept aside for long enough."""
    with suppress(OSError):
        for path in (root / _KEPT).iterdir():
            if time.time() - path.stat().st_mtime > KEPT_DAYS * _DAY_S:
                path.unlink()


def _folders(root: Path) -> Iterator[Path]:
    with suppress(OSError):
        for folder in sorted(root.iterdir()):
            if folder.name != _KEPT and (folder / _LOCK).is_file():
                yield folder


def _locked(folder: Path) -> IO[bytes] | None:
    """Return the lock of a window's folder, None if that window lives."""
    lock: IO[bytes] | None = None
    try:
        lock = (folder / _LOCK).open("ab")
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if lock is not None:
            lock.close()
        return None
    return lock


def _end(folder: Path, lock: IO[bytes]) -> None:
    """Give up a lock, and a folder in which nothing is left but what a killed writer had not finished."""
    with suppress(OSError):
        if all(path.name.startswith(".") or path.name == _LOCK for path in folder.iterdir()):
            for path in folder.iterdir():
                if path.name != _LOCK or sys.platform != "win32":
                    path.unlink()
    lock.close()
    with suppress(OSError):
        if not any(path.name != _LOCK for path in folder.iterdir()):
            (folder / _LOCK).unlink(missing_ok=True)
            folder.rmdir()
