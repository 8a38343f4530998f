"""The window's handle on the model process. Never imports torch."""

from __future__ import annotations

import importlib
import multiprocessing
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from nes_composer import log
from nes_composer.generation.requests import (
    Answer,
    Cancel,
    Compare,
    Continue,
    Decode,
    Died,
    Encode,
    Event,
    Failed,
    Judge,
    Load,
    LstmReady,
    NotLoaded,
    Progress,
    Request,
    Suggest,
    VaeReady,
)
from nes_composer.models.sampling import Sampling
from nes_composer.score.score import Score

_MOST_DEATHS = 3
"""So often in a row, without having become ready, the process is started; then something is wrong for good."""

_DIED = "the model process ended before it answered"

_LOOK_S = 0.25
_SOON_S, _LATE_S = 30.0, 180.0
"""How long an answer may take before the process is taken for hung. A point takes milliseconds. A continuation tells
all the time how far it is, but on a fresh machine its kernel is compiled first, and a disk may be slow to load from."""


@dataclass
class _Lane:
    """Requests that are answered one after the other: the one that was sent, and those that wait, by what they are for.

    A newer one for the same takes the place of one that waits.

    Parameters
    ----------
    patience
        Seconds that may pass from a request to the first sign of an answer, and between two of them.
    """

    patience: float
    waiting: dict[object, Request] = field(default_factory=dict)
    sent: Request | None = None
    heard_of: float = 0.0


class ModelClient:
    """Starts the model process, sends it requests, and starts it again should it die.

    Latent points are one lane, loading and continuing, which take long, another, judging, suggesting and comparing one
    each: none waits for the others.

    Parameters
    ----------
    on_event
        Called with every answer, from a thread of the client's own.
    """

    def __init__(self, on_event: Callable[[Event], None]) -> None:
        self._on_event = on_event
        self._lock = threading.Lock()
        self._loaded: dict[str, Path] = {}
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._reader: threading.Thread | None = None
        self._points = _Lane(_SOON_S)
        self._long, self._judging, self._suggesting, self._comparing = (_Lane(_LATE_S) for _ in range(4))
        self._outbox: queue.SimpleQueue[Request | Cancel | None] = queue.SimpleQueue()
        self._hung = False
        self._ids = 0
        self._deaths = 0
        self._closing = False

    def load(self, checkpoint: Path, kind: str | None = None) -> int:
        """Load a checkpoint of either or of one kind, starting the process if none runs; returns the id."""
        with self._lock:
            self._deaths = 0
            if self._process is None:
                self._start()
            return self._ask(self._long, ("load", kind), Load(self._next_id(), checkpoint, kind))

    def decode(self, pattern: int, z: tuple[float, ...], rows_per_second: float) -> int:
        """Ask for the score of `z`, superseding what is still unsent for the same pattern; returns the id."""
        with self._lock:
            request = Decode(self._next_id(), pattern, z, rows_per_second)
            return self._ask(self._points, ("decode", pattern), request)

    def encode(self, pattern: int, score: Score) -> int:
        """Ask for the latent point of a passage, superseding what is still unsent for the same pattern."""
        with self._lock:
            return self._ask(self._points, ("encode", pattern), Encode(self._next_id(), pattern, score))

    def continue_rows(
        self,
        before: Score,
        rows: int,
        takes: int,
        sampling: Sampling,
        *,
        first_row: int = 0,
        voices: tuple[int, ...] | None = None,
        conditions: Score | None = None,
        after: Score | None = None,
    ) -> int:
        """Ask for takes of what may come next, in place of those that were asked for before; returns the id.

        Parameters as in :meth:`nes_composer.models.continuation.Continuer.continue_rows`.
        """
        with self._lock:
            if isinstance(self._long.sent, Continue):
                self._tell(Cancel(self._long.sent.id))
            request = Continue(self._next_id(), before, rows, takes, sampling, first_row, voices, conditions, after)
            return self._ask(self._long, "continue", request)

    def judge(self, score: Score, first_row: int = 0) -> int:
        """Ask how much each cell surprises the LSTM, in place of what was asked before; returns the id."""
        with self._lock:
            if self._judging.sent is not None:
                self._tell(Cancel(self._judging.sent.id))
            return self._ask(self._judging, "judge", Judge(self._next_id(), score, first_row))

    def suggest(self, score: Score, row: int, voice: int, count: int = 5) -> int:
        """Ask for the likeliest notes of one cell, superseding what is still unsent; returns the id."""
        with self._lock:
            return self._ask(self._suggesting, "suggest", Suggest(self._next_id(), score, row, voice, count))

    def compare(self, score: Score) -> int:
        """Ask what a score shares with the training set, superseding what is still unsent; returns the id."""
        with self._lock:
            return self._ask(self._comparing, "compare", Compare(self._next_id(), score))

    def cancel(self, request: int) -> None:
        """Give up a continuation and those asked for before it; answered by Stopped if it was not done already."""
        with self._lock:
            self._tell(Cancel(request))

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
        self._outbox.put(None)
        connection.close()

    # From here on to the reader, the lock is held

    def _start(self) -> None:
        """Start process and reader."""
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), name="nes_composer models", daemon=True)
        self._process.start()
        theirs.close()
        self._hung, self._outbox = False, queue.SimpleQueue()
        # A thread of its own: a process that does not read lets whoever writes wait, and that shall not be the window.
        threading.Thread(
            target=_send, args=(self._connection, self._outbox), name="model requests", daemon=True
        ).start()
        self._reader = threading.Thread(target=self._read, args=(self._connection,), name="model answers", daemon=True)
        self._reader.start()

    @property
    def _lanes(self) -> tuple[_Lane, ...]:
        return self._points, self._long, self._judging, self._suggesting, self._comparing

    def _next_id(self) -> int:
        self._ids += 1
        return self._ids

    def _ask(self, lane: _Lane, key: object, request: Request) -> int:
        """Put a request in its queue, and send the first."""
        lane.waiting[key] = request
        self._send_next(lane)
        return request.id

    def _send_next(self, lane: _Lane) -> None:
        """Send the oldest waiting request unless one is unanswered or there is no process."""
        if lane.sent is None and lane.waiting and self._process is not None:
            lane.sent, lane.heard_of = lane.waiting.pop(next(iter(lane.waiting))), time.monotonic()
            self._tell(lane.sent)

    def _tell(self, message: Request | Cancel) -> None:
        self._outbox.put(message)

    def _note(self, answer: Answer) -> None:
        """Take over what an answer says of the state of things, and send what waited for it."""
        for lane in self._lanes:
            request = lane.sent
            if request is None or request.id != answer.id:
                continue
            lane.heard_of = time.monotonic()
            if isinstance(answer, Progress):
                continue
            if isinstance(request, Load) and isinstance(answer, (VaeReady, LstmReady)):
                self._loaded["vae" if isinstance(answer, VaeReady) else "lstm"] = request.checkpoint
                if not lane.waiting:
                    self._deaths = 0
            lane.sent = None
            self._send_next(lane)

    def _give_up(self) -> list[Answer]:
        """Return what to say to all that will not be answered; leave nothing but what is to be loaded."""
        unanswered = [r for lane in self._lanes for r in (lane.sent, *lane.waiting.values()) if r]
        failures: list[Answer] = [Failed(r.id, _DIED) for r in unanswered if not isinstance(r, Load)]
        loads = [Load(self._next_id(), path, kind) for kind, path in self._loaded.items()]
        for request in unanswered:
            if isinstance(request, Load) and request is self._long.sent and self._deaths > 1:
                # It may be what kills the process.
                failures.append(NotLoaded(request.id, request.kind, f"{request.checkpoint}: {_DIED}"))
            elif isinstance(request, Load):
                loads.append(request)
        for lane in self._lanes:
            lane.waiting, lane.sent = {}, None
        self._long.waiting.update(enumerate(loads))
        return failures

    # The reader's thread

    def _read(self, connection: Connection) -> None:
        """Pass answers on until the process ends, or has to be ended because nothing comes from it."""
        while True:
            try:
                while not connection.poll(_LOOK_S):
                    self._end_if_hung()
                answer: Answer = connection.recv()
            except (EOFError, OSError):
                self._ended()
                return
            with self._lock:
                self._note(answer)
                closing = self._closing
            if not closing:
                self._on_event(answer)

    def _end_if_hung(self) -> None:
        """End a process that owes an answer for too long; the reader then finds its pipe closed."""
        with self._lock:
            now, process = time.monotonic(), self._process
            overdue = any(lane.sent is not None and now - lane.heard_of > lane.patience for lane in self._lanes)
            if process is not None and overdue and not self._closing:
                self._hung = True
                process.kill()
                process.join()

    def _ended(self) -> None:
        """Start the process again, and load again what was loaded."""
        with self._lock:
            if self._closing or self._process is None:
                return
            self._process.join(1.0)
            self._process = None
            self._outbox.put(None)
            self._deaths += 1
            what = "did not answer" if self._hung else "ended"
            events: list[Event] = [*self._give_up()]
            if self._deaths < _MOST_DEATHS:
                self._start()
                self._send_next(self._long)
                events.append(Died(f"the model process {what} and was started again; no note is lost"))
            else:
                events.append(Died("the model process ends again and again; models are off until the next start"))
        for event in events:
            self._on_event(event)


def _send(connection: Connection, outbox: queue.SimpleQueue[Request | Cancel | None]) -> None:
    """Send what is put into a queue, until told to stop. A process that died meanwhile is noticed by the reader."""
    while (message := outbox.get()) is not None:
        with suppress(OSError):
            connection.send(message)


@log.process("models")
def _serve(connection: Connection) -> None:
    # By name, so that neither the window's process nor the import contracts see torch behind the client.
    importlib.import_module("nes_composer.generation.process").serve(connection)
