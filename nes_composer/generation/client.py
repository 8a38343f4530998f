"""The window's handle on the model process. Never imports torch."""

from __future__ import annotations

import importlib
import multiprocessing
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from nes_composer.generation.requests import Decode, Died, Encode, Event, Failed, Load, Ready, Request
from nes_composer.score.score import Score

_MOST_DEATHS = 3
"""So often in a row, without having become ready, the process is started; then something is wrong for good."""


class ModelClient:
    """Starts the model process, sends it requests one at a time, and starts it again should it die.

    Parameters
    ----------
    on_event
        Called with every answer, from a thread of the client's own.
    """

    def __init__(self, on_event: Callable[[Event], None]) -> None:
        self._on_event = on_event
        self._lock = threading.Lock()
        self._checkpoint: Path | None = None
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._reader: threading.Thread | None = None
        self._waiting: dict[object, Request] = {}
        self._sent: Request | None = None
        self._ids = 0
        self._deaths = 0
        self._closing = False

    def load(self, checkpoint: Path) -> None:
        """Load a checkpoint, starting the process if none runs; answered by Ready or Failed."""
        with self._lock:
            self._checkpoint = checkpoint
            self._deaths = 0
            if self._process is None:
                self._start()
            self._ask("load", Load(checkpoint))

    def decode(self, pattern: int, z: tuple[float, ...], rows_per_second: float) -> int:
        """Ask for the score of `z`, superseding what is still unsent for the same pattern; returns the id."""
        with self._lock:
            self._ids += 1
            self._ask(("decode", pattern), Decode(self._ids, pattern, z, rows_per_second))
            return self._ids

    def encode(self, pattern: int, score: Score) -> int:
        """Ask for the latent point of a passage, superseding what is still unsent for the same pattern."""
        with self._lock:
            self._ids += 1
            self._ask(("encode", pattern), Encode(self._ids, pattern, score))
            return self._ids

    @property
    def process_id(self) -> int | None:
        """Number of the running process."""
        process = self._process
        return process.pid if process else None

    def close(self) -> None:
        """End the process; waits for it briefly, then insists."""
        with self._lock:
            self._closing = True
            process, connection = self._process, self._connection
        if process is None or connection is None:
            return
        # A busy model is not asked to finish: whatever it would answer, nobody reads it.
        process.terminate()
        process.join(0.5)
        if process.is_alive():
            process.kill()
            process.join()
        if self._reader is not None and self._reader is not threading.current_thread():
            self._reader.join()
        connection.close()

    def _start(self) -> None:
        """Start process and reader; the lock is held."""
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), name="nes_composer models", daemon=True)
        self._process.start()
        theirs.close()
        self._sent = None
        self._reader = threading.Thread(target=self._read, args=(self._connection,), name="model answers", daemon=True)
        self._reader.start()

    def _ask(self, key: object, request: Request) -> None:
        """Put a request in the queue and send the first; the lock is held."""
        self._waiting[key] = request
        self._send_next()

    def _send_next(self) -> None:
        """Send the oldest waiting request unless one is unanswered; the lock is held."""
        if self._sent is not None or not self._waiting or self._connection is None:
            return
        request = self._waiting.pop(next(iter(self._waiting)))
        # A process that died meanwhile is noticed by the reader.
        with suppress(OSError):
            self._connection.send(request)
            self._sent = request

    def _read(self, connection: Connection) -> None:
        """Pass answers on until the process ends."""
        while True:
            try:
                event: Event = connection.recv()
            except (EOFError, OSError):
                self._ended()
                return
            with self._lock:
                self._sent = None
                if isinstance(event, Ready):
                    self._deaths = 0
                self._send_next()
                closing = self._closing
            if not closing:
                self._on_event(event)

    def _ended(self) -> None:
        """Start the process again with its checkpoint and whatever it had not answered."""
        with self._lock:
            if self._closing or self._process is None or self._checkpoint is None:
                return
            self._process.join(1.0)
            self._process, lost = None, self._sent
            self._deaths += 1
            hopeless = self._deaths >= _MOST_DEATHS
            if not hopeless:
                self._start()
                # A request that was being answered may be what killed the process, so it is not repeated.
                self._waiting = {"load": Load(self._checkpoint), **self._waiting}
                self._send_next()
        if lost is not None and not isinstance(lost, Load):
            self._on_event(Failed(lost.id, "the model process ended before it answered"))
        if hopeless:
            self._on_event(Failed(None, "the model process ends again and again; models are off until the next start"))
        else:
            self._on_event(Died("the model process ended and was started again; no note is lost"))


def _serve(connection: Connection) -> None:
    # By name, so that neither the window's process nor the import contracts see torch behind the client.
    importlib.import_module("nes_composer.generation.process").serve(connection)
