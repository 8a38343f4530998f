"""Keeps the song aside while it has unsaved changes, so that a crash costs seconds. No widgets."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from nes_composer.formats import recovery
from nes_composer.formats.recovery import Recovered, file_name
from nes_composer.score.song import Song
from nes_composer.ui.document import Document
from nes_composer.ui.recovery_folder import Session
from nes_composer.ui.tasks import Tasks

INTERVAL_S = 10.0
"""No change is older than that when it is in the recovery file."""

_WAIT_SHARE = 0.75
"""Of the interval it waits for further changes; the rest is for writing."""


class Autosave(QObject):
    """Writes recovery files on another thread, never the person's own file.

    Signals
    -------
    changed
        The song was kept aside, or what was kept aside is not needed any more.
    failed
        Why the song cannot be kept aside, in one sentence; told once until it works again.

    Parameters
    ----------
    root
        The folder of recovery files; None for keeping nothing.
    interval_s
        In seconds.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(
        self,
        document: Document,
        tasks: Tasks,
        root: Path | None,
        interval_s: float = INTERVAL_S,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._tasks = document, tasks
        self._session = None if root is None else Session(root)
        self._given_up: Song | None = None
        self._kept: Song | None = None
        self._names: set[str] = set()
        self._time: float | None = None
        self._failing = False
        self._writing = False
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(round(interval_s * _WAIT_SHARE * 1000))
        self._wait.timeout.connect(self._write)
        document.song_changed.connect(self._look)
        document.history_changed.connect(self._look)

    @property
    def seconds_ago(self) -> float | None:
        """How long ago the song was kept aside; None if it is not."""
        return None if self._time is None else time.monotonic() - self._time

    @property
    def file(self) -> Path | None:
        """Where the song is kept aside; None if it is not."""
        return self._session.file(self._name) if self._session and self._time is not None else None

    def write_now(self) -> None:
        """Keep the song aside without waiting for further changes."""
        if self._wait.isActive():
            self._wait.stop()
            self._write()

    def give_up(self) -> None:
        """Delete what was kept aside of changes that the person does not want."""
        self._given_up = self._document.song
        self._look()

    def close(self) -> None:
        """Keep aside what is not, and end; nothing is left behind of a song without unsaved changes."""
        self._wait.stop()
        if self._session is None:
            return
        if self._needed and self._document.song is not self._kept:
            # Only a window that is ended from outside comes here: it has no next turn of its loop to wait for.
            self._keep(self._document.song, self._document.path)
        self._remove({self._name} if self._needed else set())
        self._session.close()
        self._time = None  # nobody is to look for the file through this any more
        self.changed.emit()

    @property
    def _needed(self) -> bool:
        return self._document.dirty and self._document.song is not self._given_up

    @property
    def _name(self) -> str:
        return file_name(self._document.song, self._document.path)

    def _look(self) -> None:
        """Begin to wait if there is something to keep, or remove what is there."""
        if self._session is None:
            return
        if not self._needed:
            self._wait.stop()
            self._kept = None
            self._remove(set())
        elif not (self._writing or self._wait.isActive() or self._document.song is self._kept):
            self._wait.start()

    def _write(self) -> None:
        song, path = self._document.song, self._document.path
        self._writing = True
        self._names.add(file_name(song, path))

        def done(_: None, error: Exception | None) -> None:
            self._writing = False
            if error is None:
                self._kept, self._time, self._failing = song, time.monotonic(), False
                self._remove({file_name(song, path)})
                self.changed.emit()
            elif not self._failing:
                self._failing = True
                self.failed.emit(f"The song cannot be kept aside for a crash: {error}")
            self._look()

        self._tasks.run(lambda: self._keep(song, path), done)

    def _keep(self, song: Song, path: Path | None) -> None:
        assert self._session is not None
        saved = None
        if path is not None:
            with suppress(OSError):
                saved = path.stat().st_mtime
        recovery.write(self._session.file(file_name(song, path)), Recovered(song, path, time.time(), saved))

    def _remove(self, but: set[str]) -> None:
        """Delete all recovery files of this window but for one."""
        assert self._session is not None
        gone = self._names - but
        for name in gone:
            self._session.remove(name)
        if not self._writing:  # else one of them may come yet
            self._names -= gone
        if not but and self._time is not None:
            self._time = None
            self.changed.emit()
