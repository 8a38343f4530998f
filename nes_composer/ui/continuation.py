"""Going on from the last note: what is asked of the LSTM, and where its answer goes."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from nes_composer.generation import passages
from nes_composer.generation.requests import Continued, Died, Event, Failed, LstmReady, NotLoaded, Progress
from nes_composer.models.grids import GRIDS
from nes_composer.models.sampling import Sampling
from nes_composer.score.edits import rows_between, with_length
from nes_composer.score.score import MAX_ROWS
from nes_composer.ui import labels
from nes_composer.ui.document import Document
from nes_composer.ui.model_link import ModelLink

BARS = 4

_MOST_SEED = 999_999
_REMEMBERED_ROWS = 2048
"""What is handed to the model of a long song: more than it looks back."""


@dataclass(frozen=True)
class _Wish:
    """A continuation that was asked for: by how many rows, from which row on, and the seed."""

    request: int
    row: int
    rows: int
    seed: int


class Continuation(QObject):
    """Adds bars after the last note, in one undo step.

    Signals
    -------
    ready_changed
        There is an LSTM, or no longer.
    told
        How far it is.
    failed
        Why it cannot go on, in one sentence.
    continued
        The row where new bars begin.

    Attributes
    ----------
    model : str
        Name and hash of the loaded checkpoint; empty while there is none.
    problem : str
        Why none could be loaded; empty when all is well.
    """

    ready_changed = Signal()
    told = Signal(str)
    failed = Signal(str)
    continued = Signal(int)

    def __init__(self, document: Document, link: ModelLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._link = document, link
        self.model, self.problem = "", ""
        self._voices: tuple[int, ...] = ()
        self._grid = GRIDS["rows"]
        self._wish: _Wish | None = None
        link.arrived.connect(self._receive)
        document.travelled.connect(self.cancel)

    @property
    def ready(self) -> bool:
        """Whether there is an LSTM."""
        return bool(self.model)

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self._wish is not None

    def run(self) -> None:
        """Ask for four bars from the bar after the last note on; another call begins anew with another seed."""
        score = self._document.score
        if not self.ready:
            return
        if not passages.fits(self._grid, score):
            self.failed.emit(labels.misfit(self.model, self._grid, score))
            return
        bar = passages.bar_rows(self._grid, score)
        sounding = np.flatnonzero(score.sounding.any(axis=1))
        row = -(-(int(sounding[-1]) + 1) // bar) * bar if len(sounding) else 0
        rows = BARS * bar
        if row + rows > MAX_ROWS:
            self.failed.emit(f"A song has at most {MAX_ROWS} rows")
            return
        seed = random.SystemRandom().randint(0, _MOST_SEED)
        first = max(row - _REMEMBERED_ROWS, 0)
        before = rows_between(with_length(score, row), first, row)
        request = self._link.client.continue_rows(before, rows, 1, Sampling(seed=seed), first_row=first)
        self._wish = _Wish(request, row, rows, seed)
        self._show_progress(0)

    def cancel(self) -> bool:
        """Give up what is on its way; return whether there was anything."""
        if self._wish is None:
            return False
        self._link.client.cancel(self._wish.request)
        self._wish = None
        self.told.emit("The continuation was cancelled")
        return True

    def _show_progress(self, rows: int) -> None:
        if self._wish is not None:
            self.told.emit(f"Continuing, seed {self._wish.seed}: {rows} of {self._wish.rows} rows · Esc cancels")

    def _receive(self, event: Event) -> None:
        wish = self._wish
        match event:
            case LstmReady():
                self.model, self.problem = event.model, ""
                self._voices, self._grid = event.voices, event.grid
                self.ready_changed.emit()
            case NotLoaded(kind="lstm") if not self.ready:
                self.problem = event.message
                self.ready_changed.emit()
            case Died():
                self.model, self.problem, self._wish = "", event.message, None
                self.ready_changed.emit()
            case Progress() if wish is not None and wish.request == event.id:
                self._show_progress(event.rows)
            case Continued() if wish is not None and wish.request == event.id:
                self._continued(wish, event)
            case Failed() if wish is not None and wish.request == event.id:
                self._wish = None
                self.failed.emit(event.message)

    def _continued(self, wish: _Wish, answer: Continued) -> None:
        self._wish = None
        take, voices = answer.takes[0], self._voices
        text = f"Continue by {BARS} bars (seed {wish.seed})"
        self._document.change(text, lambda song: passages.with_take(song, wish.row, take, voices))
        place = labels.position(self._document.score, wish.row)
        self.told.emit(f"Continued by {BARS} bars from {place} on, seed {wish.seed}")
        self.continued.emit(wish.row)
