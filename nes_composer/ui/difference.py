"""What the model would have where the song differs from it, as ghosts."""

from __future__ import annotations

from PySide6.QtCore import QObject

from nes_composer.score.edits import rows_between
from nes_composer.score.notes import notes_not_in
from nes_composer.ui.desk import Desk
from nes_composer.ui.ghosts import Ghost
from nes_composer.ui.latent import Latent
from nes_composer.ui.throttle import Throttle

_FRAME_MS = 16


class Difference(QObject):
    """Shows, for the chosen patterns, the notes of their last decode that the song does not have.

    Attributes
    ----------
    shown : bool
    """

    def __init__(self, desk: Desk, latent: Latent, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._latent = desk, latent
        self.shown = False
        self._update = Throttle(self._show, _FRAME_MS, self)
        latent.values_changed.connect(self._update)
        desk.selection.pattern_changed.connect(self._update)

    def set_shown(self, shown: bool) -> None:
        """Show it, or no longer."""
        self.shown = shown
        self._show()

    def _show(self) -> None:
        song, found = self._desk.document.song, []
        for index in self._desk.selection.patterns if self.shown else ():
            decoded = song.patterns[index].decoded if index < len(song.patterns) else None
            if decoded is not None and song.model == self._latent.model:
                rows = song.pattern_rows(index)
                ghost = notes_not_in(rows_between(decoded, 0, len(rows)), rows)
                found.append(Ghost(index * song.rows_per_pattern, ghost, self._latent.voices, strong=True))
        self._desk.ghosts.show("difference", found)
