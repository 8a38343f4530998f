"""Which key is highlighted in the rolls."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from nes_composer.score.keys import Key, best_key
from nes_composer.ui.document import Document


class Highlight(QObject):
    """The key whose lanes are brighter than the others; for reading only, it forbids nothing.

    Signals
    -------
    changed
        There is another key.

    Attributes
    ----------
    key : Key or None
    """

    changed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._last: Key | None = None
        self.key: Key | None = None

    def choose(self, key: Key | None) -> None:
        """Highlight a key, or none."""
        if key != self.key:
            self._last, self.key = key or self.key, key
            self.changed.emit()

    def toggle(self) -> None:
        """Highlight nothing, or the last key again; at first the key that the song is in."""
        self.choose(None if self.key else self._last or best_key(self._document.score) or Key(0, "major"))
