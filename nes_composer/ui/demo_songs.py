"""The songs that ship: the one that the window opens with, and all of them as commands."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nes_composer import paths
from nes_composer.formats import registry
from nes_composer.formats.report import FormatError, Imported
from nes_composer.score.song import Song
from nes_composer.ui.actions import Command
from nes_composer.ui.document import Document
from nes_composer.ui.file_errors import sentence
from nes_composer.ui.files import PROJECT, Files
from nes_composer.ui.tasks import Tasks

FIRST = f"first{PROJECT}"
"""The song that the window opens with."""

_TITLE = re.compile(rb'"title":\s*("(?:[^"\\]|\\.)*")')
_BEGINNING = 1024
"""Bytes of a project in which its title is: of many songs only that is read."""


class DemoSongs(QObject):
    """Opens them as copies: what becomes of one is saved where the person says, and never over it.

    Signals
    -------
    told
        Which song was opened.
    failed
        One sentence: why it could not be.
    """

    told = Signal(str)
    failed = Signal(str)

    def __init__(self, document: Document, tasks: Tasks, files: Files) -> None:
        super().__init__(files)
        self._document, self._tasks, self._files = document, tasks, files
        self.told.connect(files.told)
        self.failed.connect(files.failed)

    def commands(self) -> list[Command]:
        """Return a command for each song that is there, the first song before the others."""
        found = sorted(paths.songs().glob(f"*{PROJECT}"), key=lambda path: (path.name != FIRST, path.name))
        return [
            Command(
                "&File/&Demo songs",
                f"demo_{path.stem}",
                _name(path).replace("&", "&&"),
                (),
                "Open a copy of this song, which is saved where you say",
                partial(self.open, path),
            )
            for path in found
        ]

    def open_first(self) -> None:
        """Open the song that the program begins with, before the window is painted."""
        path = paths.songs() / FIRST
        try:
            self._document.open(registry.read_song(path).song)
        except (FormatError, OSError) as error:
            self.failed.emit(sentence(path, error))

    def open(self, path: Path) -> None:
        """Open a copy of a song in place of the one that is being edited, once that one's changes are kept."""

        def opened(imported: Imported | None, error: Exception | None) -> None:
            if imported is None:
                self.failed.emit(sentence(path, error))
            else:
                self._files.when_kept(partial(self._show, imported.song))

        self._tasks.run(lambda: registry.read_song(path), opened)

    def _show(self, song: Song) -> None:
        self._document.open(song)
        self.told.emit(f"Opened a copy of “{song.title}”; it is saved where you say")


def _name(path: Path) -> str:
    """Return what a song is called, and in brackets for which scene of a game it is: that is the name of its file."""
    title = _title(path)
    return title if path.name == FIRST or title.casefold() == path.stem else f"{title} ({path.stem})"


def _title(path: Path) -> str:
    """Return what a song is called: as its file says, else as its file is called."""
    try:
        with path.open("rb") as file:
            found = _TITLE.search(file.read(_BEGINNING))
        title = str(json.loads(found[1])) if found else ""
    except (OSError, ValueError):
        title = ""
    return title or path.stem.capitalize()
