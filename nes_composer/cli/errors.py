"""What goes wrong in a command, in one sentence."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nes_composer.formats.report import FormatError
from nes_composer.score.instrument import InstrumentError


class CommandError(ValueError):
    """What a command could not do: one sentence that names the file."""


def sentence(error: Exception) -> str:
    """Return what to tell about an error: one sentence."""
    if isinstance(error, (CommandError, FormatError, InstrumentError)):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'standard output'}: {_reason(error)}"
    # A fault of the program: still one line, with what is needed to report it.
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"unexpected {type(error).__name__} in {Path(place.filename).name}:{place.lineno}: {error}"


def _reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full; nothing was changed"
    return error.strerror or str(error)


@contextmanager
def about(path: Path) -> Iterator[None]:
    """Name the file that the person asked for when the system fails, not a temporary one beside it."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CommandError(f"{path}: {_reason(error)}") from error
