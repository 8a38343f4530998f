"""A prepared corpus: gridded songs of all splits, on one grid or both, in one `.npz`."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nes_composer import atomic
from nes_composer.models.grids import GRIDS
from nes_composer.score.score import HIGHEST, LOWEST, VOICES

SPLITS = ("train", "valid", "test")

VALID_FIT = 0.85
"""Songs whose row grid is known worse than this are not measured on."""

MAX_BYTES = 8 << 30
"""Of a file's arrays: what a damaged or hostile file may make the program unpack."""

_DTYPES = {
    "pitch": np.uint8,
    "onset": np.bool_,
    "start": np.int64,
    "fit": np.float32,
    "ticks_per_row": np.float32,
    "split": np.uint8,
}


class CorpusError(ValueError):
    """A data set that cannot be used; the message names the file and the reason."""


@dataclass(frozen=True)
class Corpus:
    """Songs on one grid, one after the other.

    Parameters
    ----------
    pitch : uint8 [R, 4]
    onset : bool [R, 4]
        Rows of all songs, as in a score.
    start : int64 [S + 1]
        First row of each song, and R.
    fit : float32 [S]
        Vector strength of each song's row grid; 1 on the grid ``24hz``.
    ticks_per_row : float32 [S]
    name : str [S]
    split : uint8 [S]
        Index into `SPLITS`.
    grid
        One of `GRIDS`: the rows that the music was written on, or 24 rows a second.
    """

    pitch: NDArray[np.uint8]
    onset: NDArray[np.bool_]
    start: NDArray[np.int64]
    fit: NDArray[np.float32]
    ticks_per_row: NDArray[np.float32]
    name: NDArray[np.str_]
    split: NDArray[np.uint8]
    grid: str = "rows"

    def digest(self) -> str:
        """Return the SHA-256 of the rows: what a checkpoint says it was trained on."""
        return hashlib.sha256(self.pitch.tobytes() + self.onset.tobytes()).hexdigest()

    def songs(self, split: str, least_fit: float) -> NDArray[np.int64]:
        """Return the indices of the songs of a split whose grid fits at least so well."""
        return np.flatnonzero((self.split == SPLITS.index(split)) & (self.fit >= least_fit))

    def windows(self, split: str, rows: int, hop: int, least_fit: float) -> NDArray[np.int64]:
        """Return the first rows of all windows of `rows` rows, every `hop` rows of each song of a split.

        Windows with fewer onsets than one a bar and voice are left out: they are endings, not music.
        """
        chosen = self.songs(split, least_fit)
        starts = [
            np.arange(first, end - rows + 1, hop)
            for first, end in zip(self.start[chosen], self.start[chosen + 1], strict=True)
        ]
        firsts: NDArray[np.int64] = np.concatenate([np.zeros(0, np.int64), *starts])
        onsets = np.concatenate([[0], np.cumsum(self.onset.sum(axis=1))])
        least = self.onset.shape[1] * rows // GRIDS[self.grid].bar_rows
        musical: NDArray[np.bool_] = onsets[firsts + rows] - onsets[firsts] >= least
        return firsts[musical]


_ARRAYS = [field.name for field in fields(Corpus) if field.name != "grid"]


class DataSet(NamedTuple):
    """All that a file holds.

    Parameters
    ----------
    corpora
        Of different grids.
    given
        Names of the songs whose split their source gave; that of the others was chosen, and may be chosen again.
    report
        JSON text on where it is from.
    """

    corpora: Sequence[Corpus]
    given: Sequence[str] = ()
    report: str = "{}"


def save(path: Path, corpora: Sequence[Corpus], given: Sequence[str] = (), report: str = "{}") -> None:
    """Write what a :class:`DataSet` holds, wholly or not at all."""
    arrays: dict[str, Any] = {f"{corpus.grid}.{name}": getattr(corpus, name) for corpus in corpora for name in _ARRAYS}
    arrays |= {"given": np.array(given, np.str_), "report": np.array(report)}
    with atomic.replacing(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, **arrays)


def load(path: Path, grid: str = "rows") -> Corpus:
    """Read the songs on one grid.

    Raises
    ------
    CorpusError
        The file is missing, is not a corpus, or holds no songs on this grid.
    """
    arrays = _read(path, f"{grid}.")
    if not arrays:
        raise CorpusError(f"{path}: holds no songs on the grid {grid}, or is not a prepared data set")
    return _corpus(path, grid, arrays)


def load_all(path: Path) -> DataSet:
    """Read all that a file holds.

    Raises
    ------
    CorpusError
        The file is missing or not a corpus.
    """
    arrays = _read(path, "")
    found = [_corpus(path, grid, arrays) for grid in GRIDS if f"{grid}.{_ARRAYS[0]}" in arrays]
    if not found or not {"given", "report"} <= set(arrays):
        raise CorpusError(f"{path}: not a prepared data set")
    return DataSet(found, arrays["given"].ravel().astype(str).tolist(), str(arrays["report"]))


def _read(path: Path, start: str) -> dict[str, Any]:
    """Return the arrays of a file whose names start so."""
    try:
        with path.open("rb") as stream:
            with zipfile.ZipFile(stream) as archive:
                unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > MAX_BYTES:
                raise CorpusError(f"{path}: unpacks to {unpacked} bytes, more than the {MAX_BYTES} that are read")
            with np.load(stream, allow_pickle=False) as file:
                return {name: file[name] for name in file if name.startswith(start)}
    except CorpusError:
        raise
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror or error}") from error
    except Exception as error:  # whatever a damaged archive can trip over: BadZipFile, zlib.error, MemoryError …
        reason = " ".join(str(error).split()) or type(error).__name__
        raise CorpusError(f"{path}: not a prepared data set: {reason}") from error


def _corpus(path: Path, grid: str, arrays: dict[str, Any]) -> Corpus:
    """Return the checked corpus of one grid of a file."""
    missing = [name for name in _ARRAYS if f"{grid}.{name}" not in arrays]
    if missing:
        raise CorpusError(f"{path}: not a prepared data set: {grid}.{missing[0]} is missing")
    corpus = Corpus(**{name: arrays[f"{grid}.{name}"] for name in _ARRAYS}, grid=grid)
    fault = _fault(corpus)
    if fault:
        raise CorpusError(f"{path}: not a prepared data set: {fault}")
    return corpus


def _fault(corpus: Corpus) -> str:
    """Return what is wrong with the arrays, or nothing."""
    for name, dtype in _DTYPES.items():
        array = getattr(corpus, name)
        if array.dtype != dtype:
            return f"{name} holds {array.dtype}, expected {np.dtype(dtype)}"
    songs, rows = corpus.name.size, len(corpus.pitch)
    shape = (rows, len(VOICES))
    shapes = {"pitch": shape, "onset": shape, "start": (songs + 1,)}
    shapes |= dict.fromkeys(("name", "fit", "ticks_per_row", "split"), (songs,))
    start = corpus.start
    if (
        any(getattr(corpus, name).shape != expected for name, expected in shapes.items())
        or start[0] != 0
        or start[-1] != rows
        or (np.diff(start) < 0).any()
    ):
        return "its songs and rows do not agree"
    sounding = corpus.pitch > 0
    for wrong, reason in (
        (songs == 0, "holds no songs"),
        (corpus.name.dtype.kind != "U", "a name is not text"),
        (
            (sounding & ((corpus.pitch < LOWEST) | (corpus.pitch > HIGHEST))).any(),
            "a pitch is outside its voice's range",
        ),
        ((corpus.onset & ~sounding).any(), "a silent row has an onset"),
        (not ((corpus.fit >= 0) & (corpus.fit <= 1 + 1e-6)).all(), "a fit is not within 0-1"),
        (not ((corpus.ticks_per_row > 0) & np.isfinite(corpus.ticks_per_row)).all(), "a row has no length"),
        ((corpus.split >= len(SPLITS)).any(), "a song is in no known split"),
    ):
        if wrong:
            return reason
    return ""
