"""When the oscilloscopes look, and that the levels are written only while one of them does."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from nes_composer.ui.transport import Transport

_EVERY = 3
"""Polls of the sound from one look to the next: 20 looks a second."""


class Scopes(QObject):
    """The clock of all oscilloscopes.

    Signals
    -------
    due
        It is time to look.
    shown_changed
        The person wants to see them, or no longer.

    Attributes
    ----------
    transport : Transport
    shown : bool
        Whether the person wants to see them.
    """

    due = Signal()
    shown_changed = Signal()

    def __init__(self, transport: Transport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.transport, self.shown = transport, True
        self._lookers: set[QObject] = set()
        self._polls = 0
        transport.polled.connect(self._polled)

    def set_shown(self, shown: bool) -> None:
        """Show or hide all of them."""
        self.shown = shown
        self.shown_changed.emit()

    def want(self, looker: QObject, wanted: bool) -> None:
        """Note whether an oscilloscope is seen."""
        if wanted:
            self._lookers.add(looker)
        else:
            self._lookers.discard(looker)
        self.transport.taps.levels_wanted = bool(self._lookers)

    def _polled(self) -> None:
        self._polls += 1
        if self._lookers and self._polls % _EVERY == 0:
            self.due.emit()
