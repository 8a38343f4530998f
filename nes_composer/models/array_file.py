"""Arrays in one `.npz` file that may come from anybody: nothing in it is run, and little of it is trusted."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer import atomic

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
        if path.stat().st_size > MAX_BYTES:
            raise ArrayFileError(f"{path}: larger than the {MAX_BYTES >> 20} MiB that a {what} may have")
        data = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_BYTES:
                raise ArrayFileError(f"{path}: unpacks to more than the {MAX_BYTES >> 20} MiB that a {what} may have")
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            about = json.loads(file[_ABOUT].tobytes())
            if about["what"] != what:
                raise ArrayFileError(f"{path}: holds a {about['what']}, not a {what}")
            arrays = {name: file[name] for name in dtypes}
    except ArrayFileError:
        raise
    except OSError as error:
        raise ArrayFileError(f"{path}: {error.strerror or error}") from error
    except Exception as error:  # whatever a damaged archive can trip over: BadZipFile, zlib.error, KeyError …
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ArrayFileError(f"{path}: not a readable {what}: {reason}") from error
    for name, dtype in dtypes.items():
        if arrays[name].dtype != dtype or arrays[name].ndim not in (1, 2):
            raise ArrayFileError(f"{path}: not a readable {what}: {name} holds {arrays[name].dtype}")
    return about, arrays


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
