"""Where the sound goes: the person's choice, kept in the settings, and what there is to choose from."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from nes_composer.playback.devices import Output, OutputDevice, Question, output_devices
from nes_composer.score.score import NO, P1, VOICES
from nes_composer.ui.ports import Audio
from nes_composer.ui.transport import Transport

LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
LONGEST_LATENCY_S = 1.0

_KEY = "sound_output"
_LOOK_MS = 50
_TONE = (69, 15, 2)
"""Pitch, velocity and timbre: an A that every loudspeaker can play."""


def read(settings: QSettings) -> Output:
    """Return the output that is kept; the system's own where nothing that makes sense is."""
    try:
        kept = json.loads(str(settings.value(_KEY)))
        device, rate, latency = kept["device"], kept["rate"], kept["latency"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return Output()
    named = isinstance(device, list) and len(device) == 2 and all(isinstance(name, str) for name in device)
    return Output(
        tuple(device) if named else device if device in ("default", "null") else "default",
        rate if isinstance(rate, int) and LOWEST_RATE <= rate <= HIGHEST_RATE else None,
        latency
        if latency == "high" or (isinstance(latency, float) and 0 < latency <= LONGEST_LATENCY_S)
        else "low",
    )  # fmt: skip


class SoundOutput(QObject):
    """Changes the output at once, and keeps it for the next start.

    Signals
    -------
    changed
        There is another output.
    """

    changed = Signal()

    def __init__(self, audio: Audio, transport: Transport, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._audio, self._transport, self._settings = audio, transport, settings

    @property
    def output(self) -> Output:
        """Where the sound is to go."""
        return self._audio.output

    def choose(self, output: Output) -> None:
        """Send the sound there from now on."""
        if output == self.output:
            return
        self._audio.set_output(output)
        kept = {"device": output.device, "rate": output.rate, "latency": output.latency}
        self._settings.setValue(_KEY, json.dumps(kept))
        self.changed.emit()

    def sound_tone(self) -> None:
        """Sound a note of the chip, on a voice that is heard."""
        heard = [voice for voice in range(len(VOICES)) if voice != NO and self._transport.audible[voice]]
        self._audio.preview(heard[0] if heard else P1, *_TONE)


class _Asked(Protocol):
    """A question to another process, as in :class:`nes_composer.playback.devices.Question`."""

    answer: tuple[OutputDevice, ...] | None

    def over(self) -> bool: ...

    def close(self) -> None: ...


class DeviceList(QObject):
    """The sound devices there are. Another process looks for them: a driver may take its time.

    Signals
    -------
    changed
        A look begins or is over.

    Parameters
    ----------
    ask
        Begins a look.

    Attributes
    ----------
    devices : tuple of OutputDevice
        As they were at the latest look.
    looking : bool
    failed : bool
        The latest look has found nothing out.
    """

    changed = Signal()

    def __init__(
        self, parent: QObject | None = None, ask: Callable[[], _Asked] = lambda: Question(output_devices)
    ) -> None:
        super().__init__(parent)
        self.devices: tuple[OutputDevice, ...] = ()
        self.failed = False
        self._ask = ask
        self._asked: _Asked | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look_at)

    @property
    def looking(self) -> bool:
        """Whether a look is not over yet."""
        return self._asked is not None

    def look(self) -> None:
        """Find out again, if nobody does so already."""
        if self._asked is None:
            self._asked = self._ask()
            self._timer.start(_LOOK_MS)
            self.changed.emit()

    def close(self) -> None:
        """Look no longer."""
        self._timer.stop()
        if self._asked is not None:
            self._asked.close()
            self._asked = None

    def _look_at(self) -> None:
        asked = self._asked
        if asked is None or not asked.over():
            return
        self._timer.stop()
        self._asked = None
        self.failed, self.devices = asked.answer is None, asked.answer or ()
        self.changed.emit()
