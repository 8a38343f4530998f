"""Whether beats click, and whether a bar is counted before a recording: kept from one start to the next."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal

from nes_composer.ui.document import Document
from nes_composer.ui.ports import Audio

_CLICKS, _COUNTS = "metronome", "count_in"


class Metronome(QObject):
    """Tells the audio process what is wanted; the clicks are made there.

    Signals
    -------
    changed
        Another wish.

    Attributes
    ----------
    on : bool
        Beats click while the song plays.
    counts_in : bool
        A bar is counted before a recording starts.
    """

    changed = Signal()

    def __init__(self, document: Document, audio: Audio, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._audio, self._settings = document, audio, settings
        self.on = settings.value(_CLICKS, "false") in (True, "true")
        self.counts_in = settings.value(_COUNTS, "true") in (True, "true")
        if self.on:
            audio.set_metronome(True)

    @property
    def count_in(self) -> int:
        """Beats to count before a recording: a bar, or none."""
        return self._document.score.beats_per_bar if self.counts_in else 0

    def toggle(self) -> None:
        """Click, or do not."""
        self.on = not self.on
        self._settings.setValue(_CLICKS, self.on)
        self._audio.set_metronome(self.on)
        self.changed.emit()

    def toggle_count_in(self) -> None:
        """Count a bar before a recording, or do not."""
        self.counts_in = not self.counts_in
        self._settings.setValue(_COUNTS, self.counts_in)
        self.changed.emit()
