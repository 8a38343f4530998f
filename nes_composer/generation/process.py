"""The model process: loads checkpoints with torch and answers requests until its pipe closes."""

from __future__ import annotations

import math
import queue
import signal
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection

import torch

from nes_composer.generation.requests import (
    Answer,
    Cancel,
    Continue,
    Continued,
    Decode,
    Decoded,
    Encode,
    Encoded,
    Failed,
    Judge,
    Load,
    LstmReady,
    NotLoaded,
    Progress,
    Request,
    Stopped,
    Suggest,
    VaeReady,
)
from nes_composer.models import checkpoint as checkpoints
from nes_composer.models.continuation import Cancelled, Continuer
from nes_composer.models.inference import LatentComposer


def serve(connection: Connection) -> None:
    """Answer requests from `connection`; returns when the other end closes."""
    # Ctrl-C in a terminal reaches every process of the group; the window decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # One pattern is too small to share between threads, and the sound needs the other cores.
    torch.set_num_threads(1)
    Server(connection).run()


class Server:
    """One VAE and one LSTM. What takes long is done by a thread of its own, so that no slider waits for it.

    Parameters
    ----------
    connection
        Where requests come from and answers go to.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # Held from looking at the VAE to sending the answer: what is decoded after VaeReady is by the new one.
        self._answering = threading.RLock()
        self._composer: LatentComposer | None = None
        self._continuer: Continuer | None = None
        self._cancelled: float = 0
        self._long: queue.SimpleQueue[Load | Continue | None] = queue.SimpleQueue()

    def run(self) -> None:
        """Answer until the other end closes."""
        worker = threading.Thread(target=self._do_long, name="loading and continuing")
        worker.start()
        with suppress(EOFError):
            while True:
                request: Request | Cancel = self._connection.recv()
                if isinstance(request, Cancel):
                    self._cancelled = max(self._cancelled, request.id)
                elif isinstance(request, (Load, Continue)):
                    self._long.put(request)
                elif isinstance(request, (Judge, Suggest)):
                    self._send(Failed(request.id, "not yet"))
                else:
                    self._answer(request)
        self._cancelled = math.inf
        self._long.put(None)
        worker.join()

    def _send(self, answer: Answer) -> None:
        # Whoever has closed the other end wants no answer.
        with self._answering, suppress(BrokenPipeError):
            self._connection.send(answer)

    def _answer(self, request: Decode | Encode) -> None:
        with self._answering:
            try:
                self._send(self._point(request))
            except Exception as error:
                self._send(Failed(request.id, _sentence(error)))

    def _point(self, request: Decode | Encode) -> Answer:
        """Look up what a latent point sounds like, or what the latent point of a passage is."""
        composer, begin = self._composer, time.perf_counter()
        if composer is None:
            return Failed(request.id, "no VAE is loaded")
        if isinstance(request, Decode):
            score = composer.decode(request.z, request.rows_per_second)
            return Decoded(request.id, request.pattern, request.z, score, time.perf_counter() - begin)
        return Encoded(request.id, request.pattern, tuple(composer.encode(request.score).tolist()))

    def _do_long(self) -> None:
        """Load and continue, one after the other, until told that nothing follows."""
        while (request := self._long.get()) is not None:
            if isinstance(request, Load):
                self._load(request)
            else:
                self._continue(request)

    def _load(self, request: Load) -> None:
        try:
            if (request.kind or checkpoints.load(request.checkpoint).summary.kind) == "vae":
                composer = LatentComposer(request.checkpoint)
                with self._answering:
                    self._composer = composer
                    self._send(VaeReady(request.id, composer.name, composer.voices, composer.grid, composer.axes))
            else:
                self._continuer = continuer = Continuer(request.checkpoint)
                self._send(LstmReady(request.id, continuer.name, continuer.voices, continuer.grid))
        except Exception as error:
            self._send(NotLoaded(request.id, request.kind, _sentence(error)))

    def _continue(self, request: Continue) -> None:
        def progress(rows: int) -> bool:
            # None are done while what goes before is read.
            if rows:
                self._send(Progress(request.id, rows, ()))
            return request.id > self._cancelled

        if self._continuer is None:
            self._send(Failed(request.id, "no LSTM is loaded"))
            return
        begin = time.perf_counter()
        try:
            if request.id <= self._cancelled:
                raise Cancelled
            takes = self._continuer.continue_rows(
                request.before,
                request.rows,
                request.takes,
                request.sampling,
                voices=request.voices,
                conditions=request.conditions,
                first_row=request.first_row,
                progress=progress,
            )
            self._send(Continued(request.id, tuple(takes), time.perf_counter() - begin))
        except Cancelled:
            self._send(Stopped(request.id))
        except Exception as error:
            self._send(Failed(request.id, _sentence(error)))


def _sentence(error: Exception) -> str:
    """Return what to tell; whatever went wrong, the next request is met."""
    return str(error) if isinstance(error, (ValueError, RuntimeError)) else repr(error)
