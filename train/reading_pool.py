"""Reading many files over all cores, from where an interrupted run stopped."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Mapping

from tqdm import tqdm

from nes_composer.formats import registry
from nes_composer.formats.report import FormatError
from train.parts import Parts, Reading, key_of
from train.song_reading import read_tunes
from train.sources import SourceFile, contents, printable

_IN_A_PART = 64
_IN_A_TASK = 8


def read_files(files: Mapping[SourceFile, float], parts: Parts) -> dict[SourceFile, Reading]:
    """Read files, and keep in `parts` what has been read.

    Parameters
    ----------
    files
        How many seconds of each are kept; 0 for all.
    parts
        Holds what an earlier run has read.

    Returns
    -------
    dict
        What reading each gave; one that is damaged or cannot be read is a reading with a fault.

    Raises
    ------
    FormatError
        An archive is damaged.
    OSError
        The system fails on an archive or a part.
    """
    keys = {file: key_of(file, seconds) for file, seconds in files.items()}
    known = parts.load()
    unread = [file for file, key in keys.items() if key not in known]
    jobs = ((keys[file], file, data, files[file]) for file, data in contents(unread))
    new: list[Reading] = []
    with multiprocessing.Pool(initializer=_leave_interrupts_to_the_parent) as pool:
        readings = pool.imap(_read, jobs, _IN_A_TASK)
        try:
            for reading in tqdm(readings, "reading", len(keys), initial=len(keys) - len(unread), unit=" files"):
                known[reading.key] = reading
                new.append(reading)
                if len(new) == _IN_A_PART:
                    parts.add(new)
                    new = []
        finally:
            if new:
                parts.add(new)
    return {file: known[key] for file, key in keys.items()}


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read(job: tuple[str, SourceFile, bytes | None, float]) -> Reading:
    key, file, data, seconds = job
    try:
        return Reading(key, read_tunes(file.path, registry.read_bytes(file.path) if data is None else data, seconds))
    except FormatError as error:
        fault = str(error)
    except OSError as error:
        fault = f"{file.path}: {error.strerror or error}"
    except Exception as error:  # one file that a reader fails on must not stop the others
        fault = f"{file.path}: unexpected {type(error).__name__}: {error}"
    return Reading(key, fault=printable(" ".join(fault.split())))
