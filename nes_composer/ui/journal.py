"""What a window's log tells: models, sound devices, and what the person was told of failures."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, qInstallMessageHandler

from nes_composer.generation.requests import Died, Event, LstmReady, VaeReady
from nes_composer.log import LOGGER
from nes_composer.playback.status import Status

if TYPE_CHECKING:
    from nes_composer.ui.main_window import MainWindow


@contextmanager
def qt_messages() -> Iterator[None]:
    """Log what Qt warns of; all that it says is shown as well, as it is without this."""

    def note(kind: QtMsgType, _: QMessageLogContext, message: str | None) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            LOGGER.warning("Qt: %s", message)
        if sys.stderr is not None:  # there is none where Windows shows no terminal
            sys.stderr.write(f"{message}\n")

    before = qInstallMessageHandler(note)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


class Journal(QObject):
    """Follows a window for as long as that lives.

    What a song holds is not told: sentences about failures name files and what is wrong with them.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._transport = window.transport
        self._sound: tuple[object, ...] = ()
        for part in (
            window.files,
            window.latent,
            window.continuation,
            window.history,
            window.surprise,
            window.alternatives,
            window.live,
            window.editing,
            window.model_link,
        ):
            part.failed.connect(self._failed)
        window.model_link.arrived.connect(self._arrived)
        window.transport.status_changed.connect(self._note_sound)

    def _failed(self, sentence: str) -> None:
        LOGGER.warning("told: %s", sentence)

    def _arrived(self, event: Event) -> None:
        if isinstance(event, (VaeReady, LstmReady)):
            LOGGER.info("model ready: %s, voices %s", event.model, event.voices)
        elif isinstance(event, Died):
            LOGGER.error("the model process died")

    def _note_sound(self) -> None:
        status: Status = self._transport.status
        sound = (status.ready, status.device, status.sample_rate, status.error)
        if sound == self._sound:
            return
        self._sound = sound
        if status.ready:
            latency = f"{status.latency_s * 1000:.0f} ms"
            LOGGER.info("sound: %s, %d Hz, %s", status.device, status.sample_rate, latency)
        if status.error:
            LOGGER.warning("sound: %s", status.error)
