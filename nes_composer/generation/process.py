"""The model process: loads a checkpoint with torch and answers requests until its pipe closes."""

from __future__ import annotations

import signal
import time
from multiprocessing.connection import Connection

import torch

from nes_composer.generation.requests import Decode, Decoded, Encode, Encoded, Event, Failed, Load, Ready, Request
from nes_composer.models.inference import LatentComposer


def serve(connection: Connection) -> None:
    """Answer requests from `connection`; returns when the other end closes."""
    # Ctrl-C in a terminal reaches every process of the group; the window decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # One pattern is too small to share between threads, and the sound needs the other cores.
    torch.set_num_threads(1)
    composer: LatentComposer | None = None
    while True:
        try:
            request: Request = connection.recv()
        except EOFError:
            return
        try:
            if isinstance(request, Load):
                composer = LatentComposer(request.checkpoint)
                answer: Event = Ready(composer.name, composer.axes)
            elif composer is None:
                answer = Failed(request.id, "no model is loaded")
            else:
                answer = _answer(composer, request)
        except (ValueError, RuntimeError, MemoryError) as error:
            answer = Failed(None if isinstance(request, Load) else request.id, str(error))
        try:
            connection.send(answer)
        except BrokenPipeError:
            return


def _answer(composer: LatentComposer, request: Decode | Encode) -> Event:
    begin = time.perf_counter()
    if isinstance(request, Decode):
        score = composer.decode(request.z, request.rows_per_second)
        return Decoded(request.id, request.pattern, request.z, score, time.perf_counter() - begin)
    return Encoded(request.id, request.pattern, tuple(composer.encode(request.score).tolist()))
