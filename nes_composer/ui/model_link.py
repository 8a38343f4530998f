"""The model process as the window sees it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from nes_composer.generation.requests import Died, Event, NotLoaded
from nes_composer.ui.ports import MakeModels, Models


class ModelLink(QObject):
    """Starts the model process and passes its events on, on the window's thread.

    Signals
    -------
    arrived
        An event, for whom it concerns.
    failed
        Why a checkpoint was not loaded, or that the process died, in one sentence.

    Attributes
    ----------
    client : Models
        What takes requests.
    """

    arrived = Signal(object)
    failed = Signal(str)
    _came = Signal(object)

    def __init__(self, make_models: MakeModels, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        # Queued: events come from the client's reader thread, the song is changed on this one.
        self._came.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self.client: Models = make_models(self._came.emit)

    def load(self, checkpoint: Path, kind: str | None = None) -> None:
        """Load a checkpoint in place of the one of its kind; without success that one stays."""
        self.client.load(checkpoint, kind)

    def close(self) -> None:
        """End the process."""
        self._closed = True
        self.client.close()

    def _pass_on(self, event: Event) -> None:
        if self._closed:
            return
        self.arrived.emit(event)
        if isinstance(event, (NotLoaded, Died)):
            self.failed.emit(event.message)
