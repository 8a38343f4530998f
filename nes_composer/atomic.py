"""Write a file aside, then rename it over its target: a reader never meets half a file, not even after a power cut.

The order is what matters: the content is on the disk before the name points to it, and the name before anybody is
told that the file is saved.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LONGEST_STEM, _LONGEST_SUFFIX = 40, 40
"""Bytes of the target's name that are seen in that of the temporary file; systems allow 255."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a temporary path beside `target`; rename it over `target` when the block ends well.

    Parameters
    ----------
    target
        The file to make or to replace. Where it is a link, what it points to is replaced.

    Yields
    ------
    Path
        An empty file in the same folder, with the same suffix unless that is very long, to be written by the caller.

    Raises
    ------
    OSError
        The folder cannot be written or the disk is full. `target` is then as it was before.
    """
    target = Path(os.path.realpath(target))
    suffix = target.suffix if len(os.fsencode(target.suffix)) <= _LONGEST_SUFFIX else ""
    handle, name = tempfile.mkstemp(prefix=f".{_start(target.stem)}-", suffix=suffix, dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        # mkstemp makes private files; a saved song gets the permissions that any other new file gets.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(target)
        _keep_names(target.parent)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def write_bytes(target: Path, data: bytes) -> None:
    """Replace `target` by `data`, wholly or not at all.

    Raises
    ------
    OSError
        As :func:`replacing`.
    """
    with replacing(target) as temporary:
        temporary.write_bytes(data)


def _start(name: str) -> str:
    """Return as many characters of a name as fit into the bytes that are seen of it."""
    while len(os.fsencode(name)) > _LONGEST_STEM:
        name = name[:-1]
    return name


def _keep_names(folder: Path) -> None:
    """Have the names in a folder written to the disk, where the system lets folders be opened for that."""
    # The new content is in its place already, so whatever happens here is no reason to say that it is not.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
