"""The files that were opened or saved last, in a menu."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from nes_composer.ui.files import Files


class RecentMenu(QMenu):
    """Opens one of them."""

    def __init__(self, files: Files, parent: QWidget) -> None:
        super().__init__("Open &recent", parent)
        self._files = files
        self.setToolTipsVisible(True)
        files.recent_changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        self.clear()
        for path in self._files.recent:
            self._add(path)
        self.setEnabled(not self.isEmpty())

    def _add(self, path: Path) -> None:
        action = self.addAction(path.name)
        action.setToolTip(str(path))
        action.triggered.connect(lambda _checked=False: self._files.open_path(path))
