"""How the chip's units are compiled: each is a plain function that the kernel takes in whole.

A unit's state is one record of a structured array, so that the compiled code works on it in place and Python can
look at it by name. Units are built from others by joining their fields: a pulse is a timer and a sequencer with
the fields of an envelope, a sweep and a length counter.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast

import numba

from nes_composer.kernel_cache import kept

State: TypeAlias = Any
"""One record of a unit's structured array; its fields are int64 unless its unit says otherwise."""

SOURCES_CHECKSUM = zlib.crc32(b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py"))))
"""It changes with the sources of the chip; what is compiled and kept on disk has to be compiled anew then."""

Fields: TypeAlias = list[tuple[str, str]]
"""The fields of such a record, as numpy's dtype takes them."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


_OPTIONS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract"},
    # No function makes an array, so none needs to count the references to those that it passes on.
    "_nrt": False,
    # Nobody outside of numba calls these functions through a C pointer: they compile faster without a wrapper for that.
    "no_cfunc_wrapper": True,
}


def compiled(function: _Function) -> _Function:
    """Compile a function for use inside the kernel; it can be called from Python, too.

    Of the liberties with floating point it takes only the fused multiply-add, which leaves each sample's arithmetic the
    same wherever a block begins.
    """
    return cast(_Function, numba.njit(**_OPTIONS)(function))


def entry(function: _Function, sources: int = SOURCES_CHECKSUM) -> _Function:
    """Compile a function that Python calls, kept on disk until one of its sources, here those of the chip, changes."""
    return kept(function, sources, **_OPTIONS)


def int_fields(*names: str) -> Fields:
    """Return int64 fields of these names."""
    return [(name, "i8") for name in names]
