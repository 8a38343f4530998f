"""The audio process: alone with its interpreter, so that neither the window nor the model can hold it up."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import TYPE_CHECKING

from nes_composer import log
from nes_composer.playback.devices import MOST_SECONDS, Output
from nes_composer.playback.messages import Close, Message, SetSong
from nes_composer.playback.status import SharedStatus
from nes_composer.playback.taps import SharedTaps

if TYPE_CHECKING:
    from nes_composer.playback.player import Player

NO_ANSWER = 3
"""Exit status of a process whose device let itself be opened for ever."""

_NAP_S = 0.002
_FADE_AWAY_S = 0.05


@log.process("sound")
def main(
    connection: Connection,
    loaded: Event,
    shared: SharedStatus,
    taps: SharedTaps,
    output: Output,
    problem: str = "",
) -> None:
    """Play what the messages say until told to close, until the parent is gone or the device is.

    Parameters
    ----------
    connection
        Gives messages; its end means that the parent is gone. The device is opened when the first one comes, so that
        whoever had it before has let go of it.
    loaded
        Set when nothing is left to do but that.
    shared
        Where the state is published.
    taps
        Where the levels and samples are left that somebody wants to see.
    output
        Where the sound is to go.
    problem
        Why a clock without sound stands in for it from the beginning.
    """
    # Here, because the window imports this module too and has no use for the chip's compiler.
    from nes_composer.playback.engine import Engine
    from nes_composer.playback.player import Player
    from nes_composer.playback.sinks import SinkError, open_sink

    # Ctrl+C in a terminal goes to every process of the group; the parent decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Engine(48_000)  # loads the chip's compiled code, or compiles it: that takes its time, but no other's after this
    _ask_for_precedence()
    loaded.set()
    connection.poll(None)
    # A driver that hangs lets nothing else end this process; the parent goes on without the device then.
    patience = threading.Timer(MOST_SECONDS, os._exit, (NO_ANSWER,))
    patience.daemon = True
    patience.start()
    sink = open_sink(output, problem)
    patience.cancel()
    player = Player(Engine(sink.sample_rate), sink, taps=taps)
    # What is there stays; looking through all of it for garbage takes longer than the device has samples for.
    gc.freeze()
    try:
        with suppress(EOFError):
            _serve(connection, shared, player)
        sink.close()
    except SinkError as error:
        # The device is not closed: a driver that has lost its server may wait for it for ever.
        shared.write(replace(player.status(), ready=False, error=str(error)))
    os._exit(0)  # taking the chip's compiler down in good order costs half a second, and the person waits


def _ask_for_precedence() -> None:
    """Let this process run as soon as it wants to, where the system has that and grants it."""
    with suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))


def _serve(connection: Connection, shared: SharedStatus, player: Player) -> None:
    """Apply messages between blocks, until told to close."""
    while True:
        for message in _without_superseded(_received(connection)):
            player.apply(message)
            if isinstance(message, Close):
                _fade_away(player)
                return
        if not player.fill():
            shared.write(player.status())
            connection.poll(_NAP_S)


def _received(connection: Connection) -> list[Message]:
    """Return all messages that wait."""
    messages: list[Message] = []
    while connection.poll():
        messages.append(connection.recv())
    return messages


def _without_superseded(received: list[Message]) -> list[Message]:
    """Return the messages without the songs that a newer one follows."""
    songs = [message for message in received if isinstance(message, SetSong)]
    return [message for message in received if not isinstance(message, SetSong) or message is songs[-1]]


def _fade_away(player: Player) -> None:
    """Let the silence that follows be heard before the device is closed: a cut within a note would click."""
    end = time.monotonic() + _FADE_AWAY_S
    while time.monotonic() < end:
        if not player.fill():
            time.sleep(_NAP_S)
