"""MIDI keyboards, through mido and python-rtmidi, which not everybody has."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class MidiError(ValueError):
    """There is no MIDI here, or no such port; the message says why."""


@dataclass(frozen=True)
class MidiEvent:
    """What a keyboard tells.

    Parameters
    ----------
    channel
        0-15.
    note
        MIDI number; None ends all notes of the channel.
    velocity
        0-127; 0 ends the note.
    at
        When it came, on the clock of :func:`time.monotonic`.
    """

    channel: int
    note: int | None
    velocity: int
    at: float


class OpenPort(Protocol):
    """A port that is listened to."""

    def close(self) -> None:
        """Listen no longer."""


class MidiPorts(Protocol):
    """The MIDI system: mido's, or a stand-in in tests."""

    def names(self) -> list[str]:
        """Return the ports that can be opened now."""

    def open(self, name: str, told: Callable[[MidiEvent], object]) -> OpenPort:
        """Listen to a port; `told` is called on any thread."""


class MidoPorts:
    """The system's ports.

    Parameters
    ----------
    backend
        mido's name of what it goes through; mido's own choice if None.
    """

    def __init__(self, backend: str | None = None) -> None:
        self._backend = backend

    def names(self) -> list[str]:
        """Return the ports that can be opened now.

        Raises
        ------
        MidiError
            The packages are not installed, or the system has no MIDI.
        """
        mido = self._mido()
        try:
            return list(dict.fromkeys(mido.get_input_names()))
        except Exception as error:  # each system's library raises errors of its own
            raise MidiError(f"There is no MIDI on this system ({_first_line(error)})") from error

    def open(self, name: str, told: Callable[[MidiEvent], object]) -> OpenPort:
        """Listen to a port.

        Raises
        ------
        MidiError
            It cannot be opened.
        """
        mido = self._mido()

        def came(message: Any) -> None:
            event = event_of(message, time.monotonic())
            if event is not None:
                told(event)

        try:
            port: OpenPort = mido.open_input(name, callback=came)
        except Exception as error:
            raise MidiError(f"{plain_name(name)} cannot be opened ({_first_line(error)})") from error
        return port

    def _mido(self) -> Any:
        try:
            import mido
            import rtmidi  # noqa: F401  # mido loads it late, with an error that names neither
        except ImportError as error:
            raise MidiError("MIDI keyboards need mido and python-rtmidi: pip install 'nes-composer[midi]'") from error
        return mido.Backend(self._backend, load=True) if self._backend else mido


def event_of(message: Any, at: float) -> MidiEvent | None:
    """Return what one of mido's messages tells; None where it is not about notes."""
    if message.type in ("note_on", "note_off"):
        velocity = message.velocity if message.type == "note_on" else 0
        return MidiEvent(message.channel, message.note, velocity, at)
    if message.type == "control_change" and message.control in (120, 123):  # all sound off, all notes off
        return MidiEvent(message.channel, None, 0, at)
    return None


def plain_name(name: str) -> str:
    """Return a port's name without the numbers that ALSA gives it anew whenever it is plugged in."""
    return re.sub(r" \d+:\d+$", "", name)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
