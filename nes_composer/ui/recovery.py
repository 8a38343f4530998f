"""Finds what a crash left, and lets the person choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nes_composer.formats import recovery, registry
from nes_composer.formats.recovery import Recovered
from nes_composer.formats.report import FormatError
from nes_composer.score.song import Song
from nes_composer.ui import recovery_folder
from nes_composer.ui.document import Document, empty_song
from nes_composer.ui.recovery_dialog import Choice, RecoveryDialog
from nes_composer.ui.recovery_folder import Leftovers
from nes_composer.ui.song_difference import differences
from nes_composer.ui.tasks import Tasks


@dataclass(frozen=True)
class _Found:
    """A recovery file, what is in it, and the saved version: its song, and its time or why there is none."""

    file: Path
    recovered: Recovered
    saved: Song | None
    saved_at: float | str
    differences: tuple[str, ...]


class Recovery(QObject):
    """Offers what was left behind: all of it at the start, and what belongs to a file when that is opened.

    Signals
    -------
    told
        What was done.
    taken
        The song is the recovered one now, which no file holds yet but the one that is kept aside.
    failed
        A recovery file is damaged, in one sentence.

    Parameters
    ----------
    root
        The folder of recovery files; None if there is none.
    parent
        The window.

    Attributes
    ----------
    dialog : RecoveryDialog or None
        The choice that is open.
    """

    told = Signal(str)
    taken = Signal()
    failed = Signal(str)

    def __init__(self, document: Document, tasks: Tasks, root: Path | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._document, self._tasks, self._root, self._window = document, tasks, root, parent
        self._leftovers: Leftovers | None = None
        self.dialog: RecoveryDialog | None = None

    @property
    def kept(self) -> Path | None:
        """The folder of the versions that were not taken."""
        return None if self._root is None else recovery_folder.kept(self._root)

    def begin(self) -> None:
        """Offer everything that was left, the latest first, until one of it is taken."""
        self._look(None)

    def look_for(self, path: Path) -> None:
        """Offer what was left of a file that has just been opened, if it is newer."""
        self._look(path.absolute())

    def close(self) -> None:
        """Leave what is not decided to the next window."""
        if self._leftovers is not None:
            self._leftovers.release()
            self._leftovers = None

    def _look(self, path: Path | None) -> None:
        root = self._root
        if root is None or not root.is_dir() or self._leftovers is not None:
            return
        self._leftovers = leftovers = Leftovers(root)

        def work() -> tuple[list[_Found], list[str]]:
            recovery_folder.tidy(root)
            return _found(root, leftovers.files(), path)

        def done(result: tuple[list[_Found], list[str]] | None, error: Exception | None) -> None:
            found, damaged = result or ([], [f"The recovery files cannot be read: {error}"])
            for text in damaged:
                self.failed.emit(text)
            self._offer(found, path is not None)

        self._tasks.run(work, done)

    def _offer(self, found: list[_Found], opened: bool) -> None:
        """Let the person choose about the first one, and then about the others."""
        if not found:
            self.close()
            return
        first, *others = found
        recovered = first.recovered
        name = recovered.path.name if recovered.path else recovered.song.title or "Untitled"

        def chosen(choice: Choice) -> None:
            self.dialog = None
            if choice is Choice.LATER:
                self._offer(others, opened)
                return
            self._take(first, choice, opened)
            nothing = choice is Choice.SAVED and first.saved is None
            self._keep_aside(first, choice, lambda: self._offer(others if nothing else [], opened))

        self.dialog = RecoveryDialog(
            name, recovered.song, recovered.time, first.saved, first.saved_at, first.differences, self._window
        )
        self.dialog.chosen.connect(chosen)
        self.dialog.open()

    def _take(self, found: _Found, choice: Choice, opened: bool) -> None:
        recovered, saved = found.recovered, found.saved
        if not opened and (saved or choice is Choice.RECOVERED):
            # What cannot be read is not replaced by the next save either: that asks where to.
            self._document.open(saved or empty_song(), recovered.path if saved else None)
        if choice is Choice.RECOVERED:
            self._document.change("Recover unsaved changes", lambda _: recovered.song)
            self.told.emit("Recovered; not saved yet, and undo goes back to the saved version")
            self.taken.emit()
        else:
            self.told.emit("The recovered version is kept: File, Open a kept version")

    def _keep_aside(self, found: _Found, choice: Choice, then: Callable[[], object]) -> None:
        """Keep both versions where neither a save nor a new crash gets at them."""
        root, path = self._root, found.recovered.path
        assert root is not None

        def work() -> None:
            if choice is Choice.RECOVERED and found.saved and path:
                recovery_folder.keep_aside(root, path, copy=True)
            recovery_folder.keep_aside(root, found.file)

        def done(_: None, error: Exception | None) -> None:
            if error is not None:
                self.failed.emit(f"The version that was not taken cannot be kept aside: {error}")
            then()

        self._tasks.run(work, done)


def _found(root: Path, files: list[Path], path: Path | None) -> tuple[list[_Found], list[str]]:
    """Return what can be offered, and a sentence for each file that is damaged and now kept aside.

    With a path only what is of that file and newer than it. What is saved already is kept aside silently.
    """
    found, damaged = [], []
    for file in files:
        try:
            recovered = recovery.read(file)
        except (FormatError, OSError) as error:
            if path is None:
                place = recovery_folder.keep_aside(root, file)
                damaged.append(f"A recovery file is damaged and is kept as {place}: {error}")
            continue
        if path is not None and recovered.path != path:
            continue
        saved, saved_at = _saved(recovered.path)
        if path is not None and isinstance(saved_at, float) and not recovered.newer_than(saved_at):
            continue
        different = differences(recovered.song, saved) if saved else []
        if saved and not different:
            recovery_folder.keep_aside(root, file)
        else:
            found.append(_Found(file, recovered, saved, saved_at, tuple(different)))
    return found, damaged


def _saved(path: Path | None) -> tuple[Song | None, float | str]:
    """Return the saved version and when it was written; None and why there is none."""
    if path is None:
        return None, "This song was never saved."
    try:
        return registry.read_song(path).song, path.stat().st_mtime
    except FileNotFoundError:
        return None, f"{path} is not there any more."
    except (FormatError, OSError) as error:
        return None, str(error)
