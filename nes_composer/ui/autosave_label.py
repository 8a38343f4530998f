"""How long ago the song was kept aside."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from nes_composer.ui import theme
from nes_composer.ui.autosave import Autosave

_EVERY_MS = 1000


class AutosaveLabel(QLabel):
    """Says "autosaved 12 s ago" while there is something unsaved that is kept aside."""

    def __init__(self, autosave: Autosave) -> None:
        super().__init__()
        self._autosave = autosave
        self.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        self.setAccessibleName("Autosave")
        self._tick = QTimer(self)
        self._tick.setInterval(_EVERY_MS)
        self._tick.timeout.connect(self.show_age)
        autosave.changed.connect(self.show_age)
        self.show_age()

    def show_age(self) -> None:
        """Show it as it is now."""
        seconds, file = self._autosave.seconds_ago, self._autosave.file
        self.setVisible(seconds is not None)
        if seconds is None:
            self._tick.stop()
            self.setText("")
            return
        self.setText(f"autosaved {int(seconds)} s ago" if seconds < 60 else f"autosaved {int(seconds / 60)} min ago")
        self.setToolTip(f"After a crash the song is offered again, from {file}. Saving writes it to your own file.")
        self._tick.start()
