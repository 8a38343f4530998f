"""Read what may come from anybody: sizes are looked at before memory is taken."""

from __future__ import annotations

import errno
import json
import stat
from pathlib import Path
from typing import Any

MOST_LISTS = 4 << 20
"""More than the longest song has in a project, of notes and of what varies along them."""
MOST_OBJECTS = 1 << 18
"""Some for each of the shortest patterns of the longest song."""


class TooLargeError(ValueError):
    """There is more than anybody wants to read; the message says how much is read."""


def read(path: Path, most: int) -> bytes:
    """Return a file's content.

    Parameters
    ----------
    path
        The file. A pipe is none: who waits for it may wait for ever.
    most
        Bytes that are read.

    Raises
    ------
    TooLargeError
        The file has more; unless it is a device, nothing of it was read.
    OSError
        The file cannot be read.
    """
    size = check_size(path, most)
    with path.open("rb") as file:
        # Python takes the memory of all that is asked for at once, so at first no more than is there.
        data = file.read(size + 1)
        if len(data) > size:
            # A device, of unknown size, or a file that has grown: one byte more than allowed tells that it is long.
            data += file.read(most + 1 - len(data))
    if len(data) > most:
        raise TooLargeError(f"larger than the {most} bytes that are read")
    return data


def check_size(path: Path, most: int) -> int:
    """Return a file's bytes; 0 for a device. Nothing of it is read, and errors are those of :func:`read`."""
    status = path.stat()
    if stat.S_ISFIFO(status.st_mode) or stat.S_ISSOCK(status.st_mode):
        raise OSError(errno.EINVAL, "a pipe, not a file", str(path))
    if status.st_size > most:
        raise TooLargeError(f"larger than the {most} bytes that are read")
    return status.st_size


def parse(text: bytes) -> Any:
    """Return what JSON says, unless that takes far more memory than its text.

    Raises
    ------
    TooLargeError
        As :func:`check`.
    ValueError
        It is not JSON.
    RecursionError
        Lists stand in lists far too often.
    """
    check(text)
    return json.loads(text)


def check(text: bytes) -> None:
    """Refuse JSON of more lists or objects than :func:`parse` makes, wherever their brackets stand.

    Raises
    ------
    TooLargeError
        It has more.
    """
    for most, opening, what in ((MOST_LISTS, b"[", "lists"), (MOST_OBJECTS, b"{", "objects")):
        # Python's list takes twenty times the memory of its two brackets, and its dictionary even more.
        if text.count(opening) > most:
            raise TooLargeError(f"more than the {most} {what} that are read")
