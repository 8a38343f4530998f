"""Many small jobs over several processes, none of which outlives the command, however it ends."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

_CONTEXT = multiprocessing.get_context("spawn")


@dataclass
class _Worker(Generic[Job]):
    """A process, the pipe to it, and the job that it is at."""

    process: BaseProcess
    pipe: Connection
    job: Job


def over_processes(
    work: Callable[[Job], Result], jobs: Sequence[Job], processes: int
) -> Generator[tuple[Job, Result | None]]:
    """Yield each job and its result as they get ready; None where the process died of the job.

    When the caller stops asking, or is interrupted, the processes are killed and waited for.

    Parameters
    ----------
    work
        A function of a module, which raises nothing.
    jobs
        What can be pickled.
    processes
        How many at most.
    """
    left, workers = deque(jobs), list[_Worker[Job]]()
    try:
        while left or workers:
            while left and len(workers) < processes:
                # A terminal's Ctrl-C reaches all processes of the command, and this one decides. A new one takes over
                # that it is ignored, so that none complains while it loads.
                with uninterrupted():
                    workers.append(_start(work, left.popleft()))
            ready = wait([worker.pipe for worker in workers])
            for worker in [worker for worker in workers if worker.pipe in ready]:
                job = worker.job
                try:
                    result: Result | None = worker.pipe.recv()
                except (EOFError, OSError):
                    result = None
                if result is None or not _next(worker, left):
                    workers.remove(worker)
                    _end(worker)
                yield job, result
    finally:
        with uninterrupted():
            for worker in workers:
                _end(worker)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Do something short that Ctrl-C must not break off."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start(work: Callable[[Job], Result], job: Job) -> _Worker[Job]:
    here, there = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_serve, args=(there, work), daemon=True)
    process.start()
    there.close()
    with suppress(OSError):  # a process that is dead by now is found out when its result is read
        here.send(job)
    return _Worker(process, here, job)


def _next(worker: _Worker[Job], left: deque[Job]) -> bool:
    """Hand a worker the next job; return whether there was one that it took."""
    if not left:
        return False
    worker.job = left[0]
    try:
        worker.pipe.send(left[0])
    except OSError:
        return False
    left.popleft()
    return True


def _end(worker: _Worker[Job]) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _serve(pipe: Connection, work: Callable[[Job], Result]) -> None:
    """Do jobs until the other end is closed. Run in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            pipe.send(work(pipe.recv()))
