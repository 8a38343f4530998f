"""New, open, save and export, without holding up the window and without losing anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nes_composer.formats import registry
from nes_composer.formats.report import Imported
from nes_composer.models.grids import GRIDS
from nes_composer.ui.autosave import Autosave
from nes_composer.ui.document import Document, empty_song
from nes_composer.ui.exports import Exports
from nes_composer.ui.file_drop import FileDrop
from nes_composer.ui.file_errors import sentence
from nes_composer.ui.file_holder import FileHolder
from nes_composer.ui.ports import ConsoleName
from nes_composer.ui.recovery import Recovery
from nes_composer.ui.tasks import Tasks, in_process

if TYPE_CHECKING:
    from nes_composer.ui.export_dialog import ExportDialog

PROJECT = ".nesproj"
_MOST_RECENT = 8
_ASKS_LATER = QFileDialog.Option.DontConfirmOverwrite
"""The export dialog itself says what it replaces."""


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
        Whose filters an exported sound has unless another one is chosen.
    grid : ModelGrid
        What a new song is on.
    autosave : Autosave
    recovery : Recovery
    exports : Exports

    Parameters
    ----------
    recovery
        The folder of recovery files; None for none.
    """

    told = Signal(str)
    failed = Signal(str)
    recent_changed = Signal()

    def __init__(
        self, document: Document, tasks: Tasks, settings: QSettings, parent: QWidget, recovery: Path | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._tasks, self._settings, self._window = document, tasks, settings, parent
        self._question: QMessageBox | None = None
        self._export: ExportDialog | None = None
        self.console: ConsoleName = "nes"
        self.grid = GRIDS["rows"]
        self.autosave = Autosave(document, tasks, recovery, parent=self)
        self.recovery = Recovery(document, tasks, recovery, parent)
        self.exports = Exports(tasks, self)
        self.holder = FileHolder(document, recovery.with_name("locks") if recovery else None, parent)
        FileDrop(self.open_paths, parent)
        self.failed.connect(self._show_failure)
        document.told.connect(self.told)
        self.autosave.failed.connect(self.failed)
        self.recovery.told.connect(self.told)
        self.recovery.failed.connect(self.failed)
        self.recovery.taken.connect(self.autosave.write_now)
        self.exports.finished.connect(self._exported)
        self.exports.failed.connect(self.failed)
        self.exports.cancelled.connect(lambda: self.told.emit("Export cancelled; no file was made"))

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

    def open_kept(self) -> None:
        """Ask for a version that was not taken when a song was recovered, and open it."""
        folder = self.recovery.kept
        if folder is None or not folder.is_dir():
            self.told.emit("There is no kept version: none was left when a song was recovered")
            return
        kinds = _filter({PROJECT: registry.READABLE[PROJECT]}, "")
        name, _ = QFileDialog.getOpenFileName(self._window, "Open a kept version", str(folder), kinds)
        if name:
            self.open_path(Path(name))

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open the first of several files, and say that it is only that one."""
        others = len(paths) - 1
        left = f"; only the first of {len(paths)} files, as one song is open at a time" if others else ""
        self.open_path(paths[0], left)

    def open_path(self, path: Path, remark: str = "") -> None:
        """Open a file; the song that is being edited is given up only when the other one is there."""

        def opened(imported: Imported | None, error: Exception | None) -> None:
            if imported is None:
                self.failed.emit(sentence(path, error))
                return
            self.when_kept(lambda: self._opened(path, imported, remark))

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
        path = self._ask_where("Save as")
        if path is not None:
            self.save_path(path, then)

    def save_path(self, path: Path, then: Callable[[], object] = lambda: None) -> None:
        """Save to a file, unless another window has it and the person thinks better of it."""
        self.holder.for_saving(path, lambda: self._save(path, then))

    def _save(self, path: Path, then: Callable[[], object]) -> None:
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
        """Ask how the song is to be written in another format, and do it."""
        self._ask_export(stems=False)

    def export_stems(self) -> None:
        """Ask how the sound of each voice is to be written to a file of its own, and do it."""
        self._ask_export(stems=True)

    def properties(self) -> None:
        """Ask what the song is called, who wrote it and where it is from."""
        from nes_composer.ui.song_properties import SongProperties

        SongProperties(self._document, self._window).open()

    def close(self) -> None:
        """End what is going on; what was kept aside stays only if it is needed."""
        self.exports.cancel()
        self._tasks.close()
        self.recovery.close()
        self.autosave.close()
        self.holder.release()

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
                self.autosave.give_up()
                then()

        box.finished.connect(answered)
        _open(box)

    def _opened(self, path: Path, imported: Imported, remark: str) -> None:
        # Only a project can be saved to where it came from, and a kept version is not to be written over.
        if _is_project(path) and path.absolute().parent != self.recovery.kept:
            self.holder.for_opening(
                path,
                lambda: self._show(path, path, imported, remark),
                lambda: self._show(path, None, imported, f"; a copy, as another window has the file{remark}"),
            )
        else:
            self._show(path, None, imported, remark)

    def _show(self, path: Path, home: Path | None, imported: Imported, remark: str) -> None:
        """Edit what was read from a file; `home` is where it is saved to."""
        self._document.open(imported.song, home)
        if path.absolute().parent != self.recovery.kept:
            self._remember(path)
        dropped = ", ".join(f"{count} {what}" for what, count in imported.dropped.items() if count)
        left_out = f"; left out: {dropped}" if dropped else ""
        self.told.emit(f"Opened {path.name} ({imported.format}){left_out}{remark}")
        if self._document.path is not None:
            self.recovery.look_for(self._document.path)

    def _ask_export(self, stems: bool) -> None:
        from nes_composer.ui.export_dialog import ExportDialog

        if self._export is not None:  # one is there already
            self._export.raise_()
            self._export.activateWindow()
            return
        self._export = dialog = ExportDialog(
            lambda: self._document.song, self.exports, self._settings, self._stem(), self.console, stems, self._window
        )
        dialog.browsed.connect(self._browse)
        dialog.destroyed.connect(self._export_closed)
        dialog.show()

    def _export_closed(self) -> None:
        self._export = None

    def _browse(self, name: str, end: str) -> None:
        """Look for a place for an export."""
        from nes_composer.ui.export_dialog import ENDS

        kinds = [_filter({end: registry.WRITABLE[end]}, "") for end in ENDS]
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, "Export", name, ";;".join(kinds), kinds[ENDS.index(end)], _ASKS_LATER
        )
        if chosen and self._export is not None:
            self._export.set_target(chosen)

    def _exported(self, files: list[Path]) -> None:
        self.told.emit(f"Exported {', '.join(file.name for file in files)}")

    def _ask_where(self, title: str) -> Path | None:
        """Return where to write a project, or None if the person thinks better of it."""
        kind = _filter({PROJECT: registry.WRITABLE[PROJECT]}, "")
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, f"{self._stem()}{PROJECT}", kind, kind)
        if not chosen:
            return None
        return Path(chosen if chosen.lower().endswith(PROJECT) else chosen + PROJECT)

    def _stem(self) -> Path:
        """Return the path, without an end, that a file of this song is offered."""
        name = re.sub(r'[\\/:*?"<>|\0-\x1f]', "-", self._document.song.title) or "untitled"
        return self._document.path.with_suffix("") if self._document.path else Path(self._folder()) / name

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
