"""Write a file aside, then rename it over its target: a reader never meets half a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a temporary path beside `target`; rename it over `target` when the block ends well.

    Parameters
    ----------
    target
        The file to make or to replace.

    Yields
    ------
    Path
        An empty file in the same folder, with the same suffix, to be written by the caller.

    Raises
    ------
    OSError
        The folder cannot be written or the disk is full. `target` is then as it was before.
    """
    handle, name = tempfile.mkstemp(prefix=f".{target.stem[:40]}-", suffix=target.suffix, dir=target.parent)
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
