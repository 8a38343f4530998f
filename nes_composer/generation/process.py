"""The model process: loads checkpoints with torch and answers requests until its pipe closes."""

from __future__ import annotations

import gc
import math
import queue
import signal
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import torch

from nes_composer import paths
from nes_composer.generation.comparison import Comparison
from nes_composer.generation.requests import (
    Answer,
    Cancel,
    Choice,
    Compare,
    Continue,
    Continued,
    Decode,
    Decoded,
    Encode,
    Encoded,
    Failed,
    Judge,
    Judged,
    Load,
    LstmReady,
    NotLoaded,
    Progress,
    Request,
    Stopped,
    Suggest,
    Suggested,
    VaeReady,
)
from nes_composer.log import LOGGER
from nes_composer.models import checkpoint as checkpoints
from nes_composer.models.array_file import ArrayFileError
from nes_composer.models.continuation import Cancelled, Continuer
from nes_composer.models.critic import Critic
from nes_composer.models.drawing import give_way
from nes_composer.models.inference import LatentComposer
from nes_composer.models.latent_map import LatentMap
from nes_composer.models.take import Take


def serve(connection: Connection) -> None:
    """Answer requests from `connection`; returns when the other end closes."""
    # Ctrl-C in a terminal reaches every process of the group; the window decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # One pattern is too small to share between threads, and the sound needs the other cores.
    torch.set_num_threads(1)
    Server(connection).run()


_Lane = queue.SimpleQueue[Load | Continue | Judge | Suggest | Compare | None]
"""Requests that one thread meets, and None when no more follow."""


class Server:
    """One VAE and one LSTM. What takes long is done by threads of its own, so that no slider waits for it.

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
        self._judgement, self._judgement_wanted = 0, False
        self._comparison = Comparison()
        self._long, self._judging, self._suggesting, self._comparing = _Lane(), _Lane(), _Lane(), _Lane()

    def run(self) -> None:
        """Answer until the other end closes."""
        lanes = (self._long, self._judging, self._suggesting, self._comparing)
        workers = [threading.Thread(target=self._work, args=(lane,)) for lane in lanes]
        for worker in workers:
            worker.start()
        with suppress(EOFError):
            while True:
                request: Request | Cancel = self._connection.recv()
                if isinstance(request, Cancel):
                    self._cancel(request.id)
                elif isinstance(request, (Load, Continue)):
                    self._long.put(request)
                elif isinstance(request, Judge):
                    self._judgement, self._judgement_wanted = request.id, True
                    self._judging.put(request)
                elif isinstance(request, Suggest):
                    self._suggesting.put(request)
                elif isinstance(request, Compare):
                    self._comparing.put(request)
                else:
                    self._answer(request)
        self._cancelled, self._judgement_wanted = math.inf, False
        for lane in lanes:
            lane.put(None)
        for worker in workers:
            worker.join()

    def _cancel(self, number: int) -> None:
        if number == self._judgement:
            self._judgement_wanted = False
        else:
            self._cancelled = max(self._cancelled, number)

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

    # The other threads

    def _work(self, lane: _Lane) -> None:
        """Do what is asked in one lane, one after the other, until told that nothing follows."""
        if lane in (self._judging, self._comparing):
            give_way()
        while (request := lane.get()) is not None:
            if isinstance(request, Load):
                self._load(request)
            elif isinstance(request, Compare):
                self._send(self._comparison.answer(request))
            else:
                self._send(self._ask(request))

    def _load(self, request: Load) -> None:
        try:
            if (request.kind or checkpoints.load(request.checkpoint).summary.kind) == "vae":
                composer = LatentComposer(request.checkpoint)
                self._comparison.use(request.checkpoint)
                ready = VaeReady(
                    request.id,
                    composer.name,
                    composer.voices,
                    composer.grid,
                    composer.axes,
                    _map_of(request.checkpoint, composer.name),
                )
                with self._answering:
                    self._composer = composer
                    self._send(ready)
            else:
                # One thread: a second core is what window and sound are left with.
                self._continuer = continuer = Continuer(request.checkpoint, self._answering, workers=1)
                self._comparison.use(request.checkpoint)
                self._send(LstmReady(request.id, continuer.name, continuer.voices, continuer.grid))
            gc.freeze()  # what is there stays; looking through all of it for garbage would hold up a slider
        except Exception as error:
            self._send(NotLoaded(request.id, request.kind, _sentence(error)))

    def _ask(self, request: Continue | Judge | Suggest) -> Answer:
        """Return what the LSTM says."""
        continuer = self._continuer
        if continuer is None:
            return Failed(request.id, "no LSTM is loaded")
        try:
            if isinstance(request, Continue):
                return self._continue(continuer, request)
            if isinstance(request, Judge):
                return self._judge(continuer.critic, request)
            choices = continuer.critic.likeliest(request.score, request.row, request.voice, request.count)
            return Suggested(request.id, request.row, request.voice, tuple(Choice(*choice) for choice in choices))
        except Cancelled:
            return Stopped(request.id)
        except Exception as error:
            return Failed(request.id, _sentence(error))

    def _continue(self, continuer: Continuer, request: Continue) -> Answer:
        def progress(rows: int, takes: list[Take]) -> bool:
            # None are done while what goes before is read.
            if rows:
                self._send(Progress(request.id, rows, tuple(takes)))
            return request.id > self._cancelled

        if request.id <= self._cancelled:
            raise Cancelled
        begin = time.perf_counter()
        takes = continuer.continue_rows(
            request.before,
            request.rows,
            request.takes,
            request.sampling,
            voices=request.voices,
            conditions=request.conditions,
            first_row=request.first_row,
            after=request.after,
            progress=progress,
        )
        return Continued(request.id, tuple(takes), time.perf_counter() - begin)

    def _judge(self, critic: Critic, request: Judge) -> Answer:
        def progress() -> None:
            if request.id != self._judgement or not self._judgement_wanted:
                raise Cancelled

        return Judged(request.id, critic.nats(request.score, request.first_row, progress))


def _map_of(checkpoint: Path, name: str) -> LatentMap | None:
    """Return the map beside a checkpoint; without one, or with that of another checkpoint, sliders work as well."""
    try:
        return LatentMap.load(paths.latent_map(checkpoint), name)
    except ArrayFileError:
        return None


def _sentence(error: Exception) -> str:
    """Return what to tell; whatever went wrong, the next request is met."""
    if isinstance(error, (ValueError, RuntimeError)):
        return str(error)
    LOGGER.error("a request was not met", exc_info=error)
    return repr(error)
