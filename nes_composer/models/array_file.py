"""Arrays in one `.npz` file that may come from anybody: nothing in it is run, and little of it is trusted."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format
from numpy.typing import NDArray

from nes_composer import atomic, bounded

MAX_BYTES = 64 << 20
"""Of a file, and of what it unpacks to."""

_ABOUT = "about"


class ArrayFileError(ValueError):
    """A file that cannot be used; the message names it and the reason."""


def write(path: Path, what: str, about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays and what is to be known of them, wholly or not at all; the same arrays are the same bytes.

    Parameters
    ----------
    path
        The file.
    what
        What kind of file it is, such as ``latent map``.
    about
        Goes through JSON.
    arrays
        None of them is called ``about``.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    text = json.dumps({"what": what, **about}).encode()
    contents = {_ABOUT: np.frombuffer(text, np.uint8), **arrays}
    packed = io.BytesIO()
    np.savez_compressed(packed, **contents)  # type: ignore[arg-type]  # the stub takes them for its own options
    atomic.write_bytes(path, packed.getvalue())


def read(
    path: Path, what: str, dtypes: Mapping[str, type[np.generic]]
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return what is to be known of a file's arrays, and the arrays, of these types and one or two dimensions.

    Raises
    ------
    ArrayFileError
        The file is missing, damaged, too large or another kind of file.
    """
    try:
        data = bounded.read(path, MAX_BYTES)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_BYTES:
                raise ArrayFileError(f"{path}: unpacks to more than the {MAX_BYTES >> 20} MiB that a {what} may have")
            about = json.loads(_array(archive, _ABOUT).tobytes())
            if about["what"] != what:
                raise ArrayFileError(f"{path}: holds a {about['what']}, not a {what}")
            arrays = {name: _array(archive, name) for name in dtypes}
    except ArrayFileError:
        raise
    except bounded.TooLargeError as error:
        raise ArrayFileError(f"{path}: {error}") from error
    except OSError as error:
        raise ArrayFileError(f"{path}: {error.strerror or error}") from error
    except Exception as error:  # whatever a damaged archive can trip over: BadZipFile, zlib.error, KeyError …
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ArrayFileError(f"{path}: not a readable {what}: {reason}") from error
    for name, dtype in dtypes.items():
        if arrays[name].dtype != dtype or arrays[name].ndim not in (1, 2):
            raise ArrayFileError(f"{path}: not a readable {what}: {name} holds {arrays[name].dtype}")
    return about, arrays


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """Return an array of an archive; numpy itself would take the memory that a header asks for before it looks.

    The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
    """
    member = archive.getinfo(f"{name}.npy")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name} is packed in a way that has no bounds")
    with archive.open(member) as packed_array:
        # Told how much is wanted, it unpacks no more; told nothing, it unpacks all there is before it looks.
        data = packed_array.read(member.file_size)
    file = io.BytesIO(data)
    version = format.read_magic(file)
    readers = {(1, 0): format.read_array_header_1_0, (2, 0): format.read_array_header_2_0}
    shape, by_columns, dtype = readers[version](file)
    if dtype.hasobject:
        raise ValueError(f"{name} holds Python's objects")
    size = prod(shape) * dtype.itemsize
    if len(data) - file.tell() != size:
        raise ValueError(f"{name} says that it has {size} bytes and has {len(data) - file.tell()}")
    # A copy, because one of bytes could not be written to.
    return np.frombuffer(data, dtype, offset=file.tell()).reshape(shape, order="F" if by_columns else "C").copy()


def packed(texts: tuple[str, ...]) -> NDArray[np.uint8]:
    """Return short texts as an array, uint8; none has a line break."""
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def unpacked(array: NDArray[np.uint8]) -> tuple[str, ...]:
    """Return the texts of :func:`packed`.

    Raises
    ------
    UnicodeDecodeError
        The array holds no text.
    """
    return tuple(array.tobytes().decode().split("\n"))
