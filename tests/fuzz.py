"""Damaged files for every reader: `python3 dev.py fuzz [--inputs N] [--seconds S] [--reader NAME…] [--seed N]`.

Each input has to end within a second of processor time and 512 MiB, with a result or with the reader's own error,
one sentence that names the file. What does not is saved, with what went wrong, into `out/fuzz`. Input `i` of a reader
depends on the seed and on `i` only. Where the system neither limits nor tells the memory of a process, neither do we.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from support import readers
from support.mutations import mutated
from support.readers import Reader

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

WORKERS = 2
CPU_SECONDS = 1.0
MEMORY = 512 << 20
HANG_SECONDS = 10.0
"""By the clock: it is not for slow inputs, but for those that never end."""

_PROCESSES = multiprocessing.get_context("spawn")
_INDEX, _BEGAN, _DONE = range(3)


@dataclass
class Report:
    """What came of one reader."""

    inputs: int = 0
    seconds: float = 0.0
    findings: dict[str, tuple[int, str, int]] = field(default_factory=dict)
    """By where it went wrong: the first such input, what happened, and how many did the same."""

    def add(self, index: int, what: str) -> None:
        """Count a finding."""
        place = what.splitlines()[0]
        first, text, count = self.findings.get(place, (index, what, 0))
        self.findings[place] = (first, text, count + 1)


def make_input(reader: Reader, seed: int, index: int) -> bytes:
    """Return input `index`: the good files first, then the hostile ones, then damaged ones."""
    random = Random(f"{seed} {reader.name} {index}")
    wrap = reader.wrap or bytes
    if index < len(reader.seeds):
        return wrap(reader.seeds[index])
    if index < len(reader.seeds) + len(reader.hostile):
        return reader.hostile[index - len(reader.seeds)]
    data = wrap(mutated(random, reader.seeds))
    # Now and then the wrapper is damaged too.
    return mutated(random, [data]) if reader.wrap and random.random() < 0.1 else data


def fault(reader: Reader, file: Path) -> str | None:
    """Return how reading a file goes against the rules, place first, or None if it does not."""
    begin = time.process_time()
    try:
        reader.read(file)
    except reader.errors as error:
        fault = _fault_of_message(error, file)
        if fault:
            return fault
    except MemoryError as error:
        return f"memory: {_described(error)}"
    except Exception as error:
        return _described(error)
    seconds = time.process_time() - begin
    return f"slow: {reader.name}\n{seconds:.2f} s of processor time" if seconds > CPU_SECONDS else None


def _fault_of_message(error: BaseException, file: Path) -> str | None:
    """Return what is wrong with a reader's own error."""
    if str(file) not in str(error):
        return f"does not name the file: {type(error).__name__}\n{error}"
    if "\n" in str(error):
        return f"several lines: {type(error).__name__}\n{error!r}"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError):
            return f"memory: {_described(cause)}"
        cause = cause.__cause__ or cause.__context__
    return None


def _described(error: BaseException) -> str:
    """Return an error as the place where it was raised, and its traceback."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    text = "".join(traceback.format_exception(error, limit=-20))
    return f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno} {frame.name}\n{text}"


def work(reader: Reader, seed: int, indices: range, progress: Any, findings: Connection) -> None:
    """Read one input after the other, in a process of its own; says in `progress` which one and since when."""
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / reader.file_name
        for index in range(len(reader.seeds)):
            # What is loaded and compiled only once counts for no input.
            file.write_bytes(make_input(reader, seed, index))
            fault(reader, file)
        memory = _limit_memory()
        for index in indices:
            _overwrite(file, make_input(reader, seed, index))
            progress[_BEGAN], progress[_INDEX] = time.monotonic(), index
            found = fault(reader, file)
            if found and found.startswith("slow"):
                found = fault(reader, file)
            if index < len(reader.seeds) and not found:
                found = _refused(reader, file)
            progress[_DONE] += 1
            grown = (_peak_memory() - memory) >> 20
            if grown > MEMORY >> 20:
                findings.send((index, f"memory: {reader.name}\ngrown by {grown} MiB"))
                return  # The peak stays where it is; another process goes on.
            if found:
                findings.send((index, found))
        progress[_INDEX] = -1


def _overwrite(file: Path, data: bytes) -> None:
    """Replace the content of a file without making another one, which takes some systems a millisecond."""
    with file.open("rb+") as opened:
        opened.write(data)
        opened.truncate()


def _refused(reader: Reader, file: Path) -> str | None:
    """Return why a good file is not read."""
    try:
        reader.read(file)
    except reader.errors as error:
        return f"good file refused: {reader.name}\n{error}"
    return None


def _peak_memory() -> int:
    """Return the most bytes that this process has held, 0 where that is unknown."""
    if resource is None:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _limit_memory() -> int:
    """Let larger allocations fail, where the system can; return the peak so far, for those that cannot."""
    pages = Path("/proc/self/statm")
    if resource is not None and pages.exists():
        address_space = int(pages.read_text().split()[0]) * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (address_space, resource.RLIM_INFINITY))
    return _peak_memory()


class _Worker:
    """A process that reads every second input, and what is known of it."""

    def __init__(self, reader: Reader, seed: int, indices: range) -> None:
        self.indices = indices
        self.progress: Any = _PROCESSES.Array("d", [-1.0, 0.0, 0.0], lock=False)
        self.findings, sender = _PROCESSES.Pipe(duplex=False)
        arguments = (reader, seed, indices, self.progress, sender)
        self.process = _PROCESSES.Process(target=work, args=arguments, daemon=True)
        self.process.start()
        sender.close()

    @property
    def index(self) -> int:
        """The input that is being read, or was when the process ended; -1 for none."""
        return int(self.progress[_INDEX])

    def hangs(self, hang_seconds: float) -> bool:
        return self.index >= 0 and time.monotonic() - self.progress[_BEGAN] > hang_seconds

    def stop(self) -> None:
        self.process.kill()
        self.process.join()

    def take_findings(self, report: Report) -> int:
        """Move findings into the report; return the number of inputs that were read."""
        try:
            while self.findings.poll():
                report.add(*self.findings.recv())
        except EOFError:
            pass
        return int(self.progress[_DONE])


def fuzz(
    reader: Reader, inputs: int, seconds: float = float("inf"), seed: int = 0, hang_seconds: float = HANG_SECONDS
) -> Report:
    """Read damaged files until `inputs` were read or `seconds` have passed."""
    report, begin, ended = Report(), time.monotonic(), 0
    workers = [_Worker(reader, seed, range(first, inputs, WORKERS)) for first in range(min(WORKERS, inputs))]
    while workers and time.monotonic() - begin < seconds:
        wait([worker.process.sentinel for worker in workers], timeout=0.2)
        for worker in list(workers):
            hanging = worker.hangs(hang_seconds)
            if hanging:
                worker.stop()
            if worker.process.is_alive():
                continue
            workers.remove(worker)
            ended += worker.take_findings(report)
            if worker.index < 0 and worker.process.exitcode == 0:
                continue
            if hanging:
                report.add(worker.index, f"hangs: {reader.name}\nno end after {hang_seconds:.0f} s")
            elif worker.process.exitcode:
                report.add(worker.index, f"process died: {reader.name}\nexit status {worker.process.exitcode}")
            rest = range(worker.index + WORKERS, inputs, WORKERS)
            if rest and worker.index >= 0:
                workers.append(_Worker(reader, seed, rest))
    for worker in workers:
        worker.stop()
        ended += worker.take_findings(report)
    report.inputs, report.seconds = ended, time.monotonic() - begin
    return report


def save(report: Report, reader: Reader, seed: int, folder: Path) -> None:
    """Write the first input of each finding, and what it did, into a folder."""
    for first, what, count in report.findings.values():
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{reader.name.lstrip('.')}-{seed}-{first}{Path(reader.file_name).suffix}"
        file.write_bytes(make_input(reader, seed, max(first, 0)))
        file.with_name(file.name + ".txt").write_text(f"{what}\n{count} such inputs\n", encoding="utf-8")
        print(f"  {count} × {what.splitlines()[0]}: {file}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz the readers that are asked for; return 1 if anything was found."""
    parser = argparse.ArgumentParser("dev.py fuzz")
    parser.add_argument("--inputs", type=int, default=100_000, metavar="N", help="for each reader (100,000)")
    parser.add_argument("--seconds", type=float, default=float("inf"), metavar="S", help="for each reader at most")
    parser.add_argument("--reader", nargs="+", choices=readers.names(), default=readers.names(), metavar="NAME")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--out", type=Path, default=Path("out/fuzz"), help="where findings go (out/fuzz)")
    options = parser.parse_args(arguments)
    if resource is None:
        print("memory is not limited: this system cannot")
    found = 0
    for name in options.reader:
        reader = readers.reader(name)
        report = fuzz(reader, options.inputs, options.seconds, options.seed)
        rate = report.inputs / max(report.seconds, 1e-9)
        print(f"{name}: {report.inputs} inputs, {rate:.0f} a second, {len(report.findings)} findings", flush=True)
        save(report, reader, options.seed, options.out)
        found += len(report.findings)
    return 1 if found else 0


if __name__ == "__main__":
    # Torch's own threads would only be in each other's way.
    os.environ["OMP_NUM_THREADS"] = "1"
    sys.exit(main())
