"""Opening, saving and exporting, without holding up the window and without losing anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nes_composer.formats import registry
from nes_composer.formats.report import Imported
from nes_composer.formats.sound import Sound
from nes_composer.models.grids import GRIDS
from nes_composer.ui.document import Document, empty_song
from nes_composer.ui.ports import ConsoleName
from nes_composer.ui.tasks import Tasks, in_process

PROJECT = ".nesproj"
_MOST_RECENT = 8


class Files(QObject):
    """The document's way to and from the disk.

    Signals
    -------
    told
        A message: what was opened, saved or exported.
    failed
        One sentence: why a file could not be read or written.
    recent_changed
        Another file was opened or saved.

    Attributes
    ----------
    console : ConsoleName
        Whose filters an exported sound has, as :class:`~nes_composer.formats.sound.Sound`.
    grid : ModelGrid
        What a new song is on.
    """

    told = Signal(str)
    failed = Signal(str)
    recent_changed = Signal()

    def __init__(self, document: Document, tasks: Tasks, settings: QSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self._document, self._tasks, self._settings, self._window = document, tasks, settings, parent
        self._question: QMessageBox | None = None
        self.console: ConsoleName = "nes"
        self.grid = GRIDS["rows"]
        self.failed.connect(self._show_failure)

    @property
    def recent(self) -> list[Path]:
        """The files that were opened or saved last, the latest first."""
        names = self._settings.value("recent")
        if isinstance(names, str):  # a list of one comes back as its only member
            names = [names]
        return [Path(name) for name in names] if isinstance(names, list) else []

    def new(self) -> None:
        """Begin an empty song."""
        self.when_kept(lambda: self._document.open(empty_song(grid=self.grid)))

    def open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", self._folder(), _filter(registry.READABLE, "Songs"))
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open a file; the song that is being edited is given up only when the other one is there."""

        def opened(imported: Imported | None, error: Exception | None) -> None:
            if imported is None:
                self.failed.emit(sentence(path, error))
                return
            self.when_kept(lambda: self._opened(path, imported))

        self.told.emit(f"Opening {path.name}…")
        # Finding notes and rows takes Python's lock for long.
        self._tasks.run(
            lambda: registry.read_song(path) if _is_project(path) else in_process(registry.read_song, path), opened
        )

    def save(self, then: Callable[[], object] = lambda: None) -> None:
        """Save to the file that the song came from, or ask for one; then do what waits for that."""
        if self._document.path is None:
            self.save_as(then)
        else:
            self.save_path(self._document.path, then)

    def save_as(self, then: Callable[[], object] = lambda: None) -> None:
        """Ask for a file and save to it."""
        path = self._ask_where("Save as", [PROJECT])
        if path is not None:
            self.save_path(path, then)

    def save_path(self, path: Path, then: Callable[[], object] = lambda: None) -> None:
        """Save to a file."""
        song = self._document.song

        def saved(_: None, error: Exception | None) -> None:
            if error is not None:
                self.failed.emit(sentence(path, error))
                return
            self._document.mark_saved(song, path)
            self._remember(path)
            self.told.emit(f"Saved {path.name}")
            then()

        self._tasks.run(lambda: registry.write_song(path, song), saved)

    def export(self) -> None:
        """Ask for a file and write the song to it in another format."""
        path = self._ask_where("Export", [end for end in registry.WRITABLE if end != PROJECT])
        if path is not None:
            self.export_path(path)

    def export_stems(self) -> None:
        """Ask for a name and write the sound of each voice to a file of its own."""
        path = self._ask_where("Export stems", [end for end, kind in registry.FORMATS.items() if kind.sound])
        if path is not None:
            self.export_path(path, stems=True)

    def export_path(self, path: Path, stems: bool = False) -> None:
        """Write the song, or its voices one by one, in the format that the file's name says."""
        song, sound = self._document.song, Sound(console=self.console)
        write = registry.write_stems if stems else registry.write_song

        def exported(written: list[Path] | None, error: Exception | None) -> None:
            if error is None:
                self.told.emit(f"Exported {', '.join(stem.name for stem in written or [path])}")
            else:
                self.failed.emit(sentence(path, error))

        self.told.emit(f"Exporting {path.name}…")
        self._tasks.run(lambda: in_process(write, path, song, sound), exported)

    def when_kept(self, then: Callable[[], object]) -> None:
        """Do something that ends the editing of this song, once its changes are saved or given up."""
        if not self._document.dirty:
            then()
            return
        if self._question is not None:  # one question at a time: the latest replaces the one that is open
            self._question.reject()
        self._question = box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText("Save the changes to this song?")
        box.setInformativeText("They are lost otherwise.")
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)

        def answered(answer: int) -> None:
            self._question = None
            if answer == buttons.Save:
                self.save(then)
            elif answer == buttons.Discard:
                then()

        box.finished.connect(answered)
        _open(box)

    def _opened(self, path: Path, imported: Imported) -> None:
        # Only a project can be saved to where it came from.
        self._document.open(imported.song, path if _is_project(path) else None)
        self._remember(path)
        dropped = ", ".join(f"{count} {what}" for what, count in imported.dropped.items() if count)
        self.told.emit(f"Opened {path.name} ({imported.format})" + (f"; left out: {dropped}" if dropped else ""))

    def _ask_where(self, title: str, ends: list[str]) -> Path | None:
        """Return where to write a file whose name has one of these ends, or None if the person thinks better of it."""
        remembered = str(self._settings.value(f"end/{title}", ends[0]))
        end = remembered if remembered in ends else ends[0]
        kinds = {_filter({end: registry.WRITABLE[end]}, ""): end for end in ends}
        name = re.sub(r'[\\/:*?"<>|\0-\x1f]', "-", self._document.song.title) or "untitled"
        stem = self._document.path.with_suffix("") if self._document.path else Path(self._folder()) / name
        filters = list(kinds)
        chosen, kind = QFileDialog.getSaveFileName(
            self._window, title, f"{stem}{end}", ";;".join(filters), filters[ends.index(end)]
        )
        if not chosen:
            return None
        named = [end for end in ends if chosen.lower().endswith(end)]
        end = max(named, key=len) if named else kinds.get(kind, end)
        self._settings.setValue(f"end/{title}", end)
        return Path(chosen if named else chosen + end)

    def _folder(self) -> str:
        recent = self.recent
        return str(recent[0].parent) if recent else ""

    def _remember(self, path: Path) -> None:
        names = [str(path), *(str(other) for other in self.recent if other != path)]
        self._settings.setValue("recent", names[:_MOST_RECENT])
        self.recent_changed.emit()

    def _show_failure(self, text: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "nes_composer", text, parent=self._window)
        _open(box)


def sentence(path: Path, error: Exception | None) -> str:
    """Return in one sentence what went wrong with a file."""
    if isinstance(error, OSError) and error.strerror:
        return f"{path}: {error.strerror}"
    text = str(error)
    return text if str(path) in text else f"{path}: {text or type(error).__name__}"


def _is_project(path: Path) -> bool:
    return path.name.lower().endswith(PROJECT)


def _open(box: QMessageBox) -> None:
    """Show a box that the event loop goes on behind, and that is gone when it is closed."""
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def _filter(kinds: dict[str, str], together: str) -> str:
    parts = [f"{description} (*{end})" for end, description in kinds.items()]
    if together:
        parts.insert(0, f"{together} ({' '.join('*' + end for end in kinds)})")
    return ";;".join(parts)
