"""What happens when a file is open in another window already: an offer, and never a silent loss."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from nes_composer.ui.document import Document
from nes_composer.ui.file_lock import FileLock


class FileHolder(QObject):
    """Holds the file of the document for its window.

    Parameters
    ----------
    document
        Gives up its file when it is another song's turn.
    folder
        As for :class:`~nes_composer.ui.file_lock.FileLock`.
    window
        Where questions are asked.
    """

    def __init__(self, document: Document, folder: Path | None, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._window = document, window
        self._lock = FileLock(folder)
        document.opened.connect(self._opened)

    def for_opening(self, path: Path, here: Callable[[], object], copy: Callable[[], object]) -> None:
        """Open a file here, or, if another window has it, a copy, or nothing, as the person says."""
        if self._lock.take(path):
            here()
            return
        box = self._question(path, "Two windows that save to one file write over each other's work.")
        roles = QMessageBox.ButtonRole
        as_copy = box.addButton("Open a &copy", roles.AcceptRole)
        anyway = box.addButton("Open &anyway", roles.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(as_copy)
        as_copy.clicked.connect(lambda _checked=False: copy())
        anyway.clicked.connect(lambda _checked=False: here())
        box.open()

    def for_saving(self, path: Path, save: Callable[[], object]) -> None:
        """Save to a file, or, if another window has it, only if the person says so."""
        if self._lock.take(path):
            save()
            return
        box = self._question(path, "Saving to it replaces what is saved there.")
        anyway = box.addButton("&Save anyway", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        anyway.clicked.connect(lambda _checked=False: save())
        box.open()

    def release(self) -> None:
        """Leave the file to others."""
        self._lock.release()

    def _question(self, path: Path, why: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(f"{path.name} is open in another window of nes_composer.")
        box.setInformativeText(why)
        return box

    def _opened(self) -> None:
        if self._document.path is None:
            self._lock.release()
