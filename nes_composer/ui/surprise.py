"""Surprise heat: how unexpected each note of the song is to the LSTM."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from nes_composer.generation import passages
from nes_composer.generation.requests import Died, Event, Failed, Judged, LstmReady
from nes_composer.models.grids import GRIDS
from nes_composer.score.score import VOICES, Score
from nes_composer.ui import labels
from nes_composer.ui.document import Document
from nes_composer.ui.model_link import ModelLink

_QUIET_MS = 200


class Surprise(QObject):
    """While it is on, has the song judged each time that it has come to rest.

    Signals
    -------
    changed
        It was switched, or something else is known of the notes.
    ready_changed
        There is an LSTM, or no longer.
    failed
        Why the song cannot be judged, in one sentence.

    Attributes
    ----------
    on : bool
    """

    changed = Signal()
    ready_changed = Signal()
    failed = Signal(str)

    def __init__(self, document: Document, link: ModelLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._link = document, link
        self.on = False
        self._model, self._grid = "", GRIDS["rows"]
        self._voices: tuple[int, ...] = ()
        self._request: int | None = None
        self._asked: Score | None = None
        self._judged: Score | None = None
        self._nats = np.empty((0, 4), np.float32)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MS)
        self._quiet.timeout.connect(self._judge)
        link.arrived.connect(self._receive)
        document.song_changed.connect(self._song_changed)

    @property
    def ready(self) -> bool:
        """Whether there is an LSTM."""
        return bool(self._model)

    def misfit(self, voice: int | None = None) -> str:
        """Return why the LSTM has nothing to say of the song, or of a voice of it, in one sentence; empty if it has."""
        if self.ready and not passages.fits(self._grid, self._document.score):
            return labels.misfit(self._model, self._grid, self._document.score)
        if self.ready and voice is not None and voice not in self._voices:
            return f"{labels.model_name(self._model)} does not know {VOICES[voice]}"
        return ""

    def toggle(self) -> None:
        """Switch it on or off."""
        self.on = not self.on and self.ready
        self._forget()
        self._judge()
        self.changed.emit()

    def nats(self, voice: int) -> NDArray[np.float32] | None:
        """Return −log p of each row of a voice, NaN where it is not known; None where there is nothing to show."""
        judged = self._judged
        if not self.on or judged is None or voice not in self._voices:
            return None
        score = self._document.score
        rows = min(len(score), len(judged))
        same = (score.pitch[:rows, voice] == judged.pitch[:rows, voice]) & (
            score.onset[:rows, voice] == judged.onset[:rows, voice]
        )
        return np.where(same, self._nats[:rows, voice], np.float32(np.nan))

    def _song_changed(self) -> None:
        if self.on:
            self._quiet.start()
            self.changed.emit()

    def _judge(self) -> None:
        if not self.on or not self.ready:
            return
        problem = self.misfit()
        if problem:
            self.on = False
            self._forget()
            self.failed.emit(problem)
            self.changed.emit()
        else:
            self._asked = self._document.score
            self._request = self._link.client.judge(self._asked)

    def _forget(self) -> None:
        self._quiet.stop()
        self._request = self._asked = self._judged = None

    def _receive(self, event: Event) -> None:
        match event:
            case LstmReady():
                self._model, self._grid, self._voices = event.model, event.grid, event.voices
                self._forget()
                self._judge()
                self.changed.emit()
                self.ready_changed.emit()
            case Died():
                self._model = ""
                self._forget()
                self.changed.emit()
                self.ready_changed.emit()
            case Judged() if event.id == self._request:
                self._judged, self._nats, self._request = self._asked, event.nats, None
                self.changed.emit()
            case Failed() if event.id == self._request:
                self._request = None
                self.failed.emit(event.message)
