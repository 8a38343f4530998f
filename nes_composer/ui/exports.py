"""Writes a song in another format, in a process of its own that can be ended at any time. No widgets."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nes_composer.formats import registry
from nes_composer.formats.sound import Sound
from nes_composer.score.song import Song
from nes_composer.ui.file_errors import sentence
from nes_composer.ui.tasks import Tasks


@dataclass(frozen=True)
class Wish:
    """What is to be exported.

    Parameters
    ----------
    path
        The file; its end says the format.
    sound
        How it sounds, for a sound file.
    stems
        Each voice by itself, beside `path`.
    """

    path: Path
    sound: Sound
    stems: bool = False


class _CancelledError(Exception):
    """The person does not want the file any more."""


class Exports(QObject):
    """Exports one song at a time.

    The files are made in a folder beside their place and moved there at the end: what is cancelled leaves nothing.

    Signals
    -------
    progressed
        A share of the work is done, 0-1; only of sound.
    finished
        The files are there, a list of paths.
    failed
        Why not, in one sentence.
    cancelled
        There is no file, as was wished.

    Attributes
    ----------
    busy : bool
        An export is going on.
    """

    progressed = Signal(float)
    finished = Signal(list)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._process: BaseProcess | None = None
        self._ended = False
        self.busy = False

    def run(self, song: Song, wish: Wish) -> None:
        """Begin, unless an export is going on."""
        if self.busy:
            return
        self.busy, self._ended = True, False

        def done(files: list[Path] | None, error: Exception | None) -> None:
            self.busy = False
            if files is not None:
                self.finished.emit(files)
            elif isinstance(error, _CancelledError):
                self.cancelled.emit()
            else:
                self.failed.emit(sentence(wish.path, error))

        self._tasks.run(lambda: self._export(song, wish), done)

    def cancel(self) -> None:
        """End what is going on, and leave no file."""
        self._ended = True
        process = self._process
        if process is not None:
            process.kill()

    def _export(self, song: Song, wish: Wish) -> list[Path]:
        place = wish.path.parent
        folder = Path(tempfile.mkdtemp(prefix=".export-", dir=place))
        try:
            self._make(song, Wish(folder / wish.path.name, wish.sound, wish.stems))
            if self._ended:
                raise _CancelledError
            files = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
            return [file.replace(place / file.name) for file in files]
        except Exception as error:
            if str(folder) in str(error):
                raise ValueError(str(error).replace(str(folder), str(place))) from error
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _make(self, song: Song, wish: Wish) -> None:
        """Have the files made by another process, and listen to it."""
        context = get_context("spawn")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_write, args=(there, song, wish), daemon=True)
        with here:
            process.start()
            there.close()
            self._process = process
            if self._ended:  # before there was a process to end
                process.kill()
            try:
                while isinstance(message := here.recv(), float):
                    self.progressed.emit(message)
            except (EOFError, OSError):
                message = RuntimeError("the process that exports it died")
            finally:
                process.join()
                self._process = None
        if self._ended:
            raise _CancelledError
        if message is not None:
            raise message


def _write(told: Connection, song: Song, wish: Wish) -> None:
    """Write the files; tell shares of the work, and at the end None or what went wrong. Run in a process of its own."""
    write = registry.write_stems if wish.stems else registry.write_song
    outcome: Exception | None = None
    try:
        write(wish.path, song, wish.sound, lambda share: told.send(float(share)))
    except Exception as error:
        # An error that cannot be sent must not hold up the one who waits for it.
        outcome = error if isinstance(error, (OSError, ValueError)) else RuntimeError(str(error) or repr(error))
    with suppress(OSError):
        told.send(outcome)
