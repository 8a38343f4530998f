"""The command render: all songs of a folder, over all cores."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from nes_composer.cli import errors, files
from nes_composer.cli.arguments import whole
from nes_composer.cli.errors import CommandError, about
from nes_composer.cli.progress import ProgressLine
from nes_composer.cli.workers import over_processes, uninterrupted
from nes_composer.formats import registry
from nes_composer.formats.sound import HIGHEST_RATE, LOWEST_RATE, MOST_LOOPS, Sound

_KINDS = ("wav", "flac", "vgm", "nsf", "mid")
_MOST_PROCESSES = 60
"""Windows waits for 63 things at most."""


@dataclass(frozen=True)
class _Job:
    """A song that is to be written.

    Parameters
    ----------
    source, target
        The files.
    aside
        Where the target is made; it is moved into its place when it is there as a whole.
    sound
        How it sounds, for a sound file.
    """

    source: Path
    target: Path
    aside: Path
    sound: Sound


@dataclass(frozen=True)
class _Outcome:
    """What became of a job: what is said after the target's name, or the sentence why there is none."""

    remark: str = ""
    fault: str = ""


def add_render(parser: argparse.ArgumentParser) -> None:
    """Declare what render is told."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="its own files, not those of folders in it")
    parser.add_argument("--out", metavar="DIR", type=Path, help="made if it is not there (FOLDER)")
    parser.add_argument("--format", choices=_KINDS, default="wav", help="what is written (wav)")
    parser.add_argument("--jobs", metavar="N", type=whole(1, _MOST_PROCESSES), help="files at once (one per core)")
    sounds = parser.add_argument_group("for sound files")
    sounds.add_argument("--loops", metavar="N", type=whole(1, MOST_LOOPS), help="as convert")
    sounds.add_argument("--rate", metavar="HZ", type=whole(LOWEST_RATE, HIGHEST_RATE), help="as convert")
    parser.set_defaults(wrong_usage=parser.error)


def render(arguments: argparse.Namespace) -> None:
    """Write all songs of a folder as files of another kind; those that cannot be read are told and left out."""
    given = {"loops": arguments.loops, "sample_rate": arguments.rate}
    given = {name: value for name, value in given.items() if value is not None}
    if given and not registry.FORMATS[f".{arguments.format}"].sound:
        arguments.wrong_usage("--loops, --rate: for sound only")
    folder, out = arguments.folder, arguments.out or arguments.folder
    with about(folder):
        sources = _songs(folder)
    if not sources:
        raise CommandError(f"{folder}: no songs; {', '.join(registry.READABLE)} can be read")
    targets = _targets(sources, out, f".{arguments.format}")
    with about(out):
        out.mkdir(parents=True, exist_ok=True)
        faults = _conflicts(sources, targets)
    for fault in faults.values():
        _tell(fault)
    with _folder_aside(out) as aside:
        jobs = [
            # By numbers: two names may be one on the file system.
            _Job(source, target, aside / f"{number}.{arguments.format}", Sound(**given))
            for number, (source, target) in enumerate(zip(sources, targets, strict=True))
            if source not in faults
        ]
        failed = len(faults) + _render_all(jobs, arguments.jobs or _cores())
    if failed:
        raise CommandError(f"{folder}: {failed} of {len(sources)} songs could not be rendered")


def _render_all(jobs: Sequence[_Job], processes: int) -> int:
    """Do the jobs, and tell of each what became of it; return how many failed."""
    failed, progress = 0, ProgressLine(sys.stderr, len(jobs))
    # Closed here, not by chance later on: no process may write into a folder that is being removed.
    with closing(over_processes(_render, jobs, processes)) as rendered:
        progress.show(0, "")
        for done, (job, outcome) in enumerate(rendered, 1):
            fault = f"{job.source}: the process that rendered it died" if outcome is None else outcome.fault
            fault = fault or _put_in_place(job)
            progress.clear()
            if fault or outcome is None:
                failed += 1
                _tell(fault)
            else:
                print(f"{job.target}{outcome.remark}", flush=True)
            progress.show(done, job.source.name)
        progress.clear()
    return failed


def _tell(fault: str) -> None:
    print(f"nes-composer: error: {fault}", file=sys.stderr, flush=True)


def _songs(folder: Path) -> list[Path]:
    """Return the files of a folder that can be read by their names; hidden ones are somebody's work in progress."""
    ends = tuple(registry.READABLE)
    found = (path for path in folder.iterdir() if not path.name.startswith("."))
    return sorted(path for path in found if path.name.lower().endswith(ends) and path.is_file())


def _targets(sources: Sequence[Path], out: Path, end: str) -> list[Path]:
    """Return where each song goes: its name with another end, behind its own where several differ in that alone."""
    stems = [_stem(source) for source in sources]
    # Some systems take upper and lower case for the same.
    times = Counter(stem.lower() for stem in stems)
    names = (source.name if times[stem.lower()] > 1 else stem for source, stem in zip(sources, stems, strict=True))
    return [out / f"{name}{end}" for name in names]


def _stem(path: Path) -> str:
    end = max((end for end in registry.READABLE if path.name.lower().endswith(end)), key=len)
    return path.name[: -len(end)]


def _conflicts(sources: Sequence[Path], targets: Sequence[Path]) -> dict[Path, str]:
    """Return for each song that cannot have its target why not: another file that must not be lost has that name."""
    given = {_identity(source) for source in sources}
    taken: set[str] = set()
    conflicts = {}
    for source, target in zip(sources, targets, strict=True):
        name = target.name.lower()
        if name in taken:
            conflicts[source] = f"{source}: {target} is another song's already"
        elif target.exists() and _identity(target) in given:
            conflicts[source] = f"{source}: {target} is a song that is rendered; choose another folder by --out"
        taken.add(name)
    return conflicts


def _identity(path: Path) -> tuple[int, int]:
    """Return what tells one file from another, whatever its names are."""
    status = path.stat()
    return status.st_dev, status.st_ino


def _cores() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST_PROCESSES)


@contextmanager
def _folder_aside(out: Path) -> Iterator[Path]:
    """Give a folder on the disk of the targets that is gone afterwards, with what processes that were killed left."""
    with about(out):
        aside = Path(tempfile.mkdtemp(prefix=".render-", dir=out))
    try:
        yield aside
    finally:
        with uninterrupted():
            shutil.rmtree(aside, ignore_errors=True)


def _render(job: _Job) -> _Outcome:
    """Make the target aside. Run in another process."""
    try:
        imported = files.read(job.source, "auto")
        with about(job.target):
            files.write(job.aside, imported, job.sound)
        return _Outcome(files.left_out(job.target, imported))
    except Exception as error:
        sentence = errors.sentence(error).replace(str(job.aside), str(job.target))
        # A fault of the program does not say by itself which file it met.
        known = str(job.source) in sentence or str(job.target) in sentence
        return _Outcome(fault=" ".join((sentence if known else f"{job.source}: {sentence}").split()))


def _put_in_place(job: _Job) -> str:
    """Give a file that is whole its name; return why not, if it cannot have it."""
    try:
        job.aside.replace(job.target)
    except OSError as error:
        return errors.sentence(OSError(error.errno, error.strerror, str(job.target)))
    return ""
