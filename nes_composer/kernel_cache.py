"""Compiled functions that are kept on disk where that is possible, and work where it is not.

numba keeps what it compiled beside the source, or else in the person's cache folder. Where it may write into neither,
it refuses the function; what does not fit onto the disk, or was cut off while it was written, ends in an exception at
the call. None of that is worth more than the seconds that compiling takes.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import caching

_FunctionCache: Any = caching.FunctionCache  # numba has no types
_Function = TypeVar("_Function", bound=Callable[..., Any])


def kept(function: _Function, sources: int = 0, **options: Any) -> _Function:
    """Compile a function, once and for all starts of the program if it can be kept.

    Parameters
    ----------
    function
        It is compiled anew when the file that it is in has changed.
    sources
        A checksum of other files from which it takes functions in: numba itself would not notice a change of those.
    options
        As of :func:`numba.njit`.
    """
    dispatcher = numba.njit(**options)(function)
    with suppress(RuntimeError, OSError):  # there is no place for it
        dispatcher._cache = _Cache(function, sources)
    return cast(_Function, dispatcher)


class _Cache(_FunctionCache):  # type: ignore[misc]
    """Fails in silence."""

    def __init__(self, function: Callable[..., Any], sources: int) -> None:
        super().__init__(function)
        # In a bundle numba looks at the program for changes, but window and trainer are two. The source is there, too.
        source = Path(inspect.getfile(function)).read_bytes()
        self._cache_file._source_stamp = hashlib.sha256(source + sources.to_bytes(4)).digest()

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return what was kept; None if there is nothing, or if it is no good, which is forgotten then."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:
            with suppress(Exception):
                self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what was compiled, if there is room."""
        with suppress(Exception):
            super().save_overload(sig, data)
