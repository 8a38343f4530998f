"""A prepared corpus: the gridded songs of both splits in one `.npz`."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nes_composer import atomic


class CorpusError(ValueError):
    """A data set that cannot be used; the message names the file and the reason."""


@dataclass(frozen=True)
class Corpus:
    """Songs one after the other.

    Parameters
    ----------
    pitch : uint8 [R, 4]
    onset : bool [R, 4]
        Rows of all songs, as in a score.
    start : int64 [S + 1]
        First row of each song, and R.
    fit : float32 [S]
        Vector strength of each song's row grid.
    ticks_per_row : float32 [S]
    name : str [S]
    valid : bool [S]
        Songs of the valid split.
    """

    pitch: NDArray[np.uint8]
    onset: NDArray[np.bool_]
    start: NDArray[np.int64]
    fit: NDArray[np.float32]
    ticks_per_row: NDArray[np.float32]
    name: NDArray[np.str_]
    valid: NDArray[np.bool_]

    def digest(self) -> str:
        """Return the SHA-256 of the rows: what a checkpoint says it was trained on."""
        return hashlib.sha256(self.pitch.tobytes() + self.onset.tobytes()).hexdigest()

    def windows(self, valid: bool, rows: int, hop: int, least_fit: float) -> NDArray[np.int64]:
        """Return the first rows of all windows of `rows` rows, every `hop` rows of each song of a split.

        Windows with fewer onsets than one a bar and voice are left out: they are endings, not music.
        """
        chosen = (self.valid == valid) & (self.fit >= least_fit)
        starts = [
            np.arange(first, end - rows + 1, hop)
            for first, end in zip(self.start[:-1][chosen], self.start[1:][chosen], strict=True)
        ]
        firsts: NDArray[np.int64] = np.concatenate([np.zeros(0, np.int64), *starts])
        onsets = np.concatenate([[0], np.cumsum(self.onset.sum(axis=1))])
        musical: NDArray[np.bool_] = onsets[firsts + rows] - onsets[firsts] >= rows // 4
        return firsts[musical]


def save(path: Path, corpus: Corpus) -> None:
    """Write a corpus, wholly or not at all."""
    with atomic.replacing(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, **vars(corpus))


def load(path: Path) -> Corpus:
    """Read a corpus.

    Raises
    ------
    CorpusError
        The file is missing, or not a corpus.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            corpus = Corpus(**{name: file[name] for name in Corpus.__dataclass_fields__})
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror or error}") from error
    except (KeyError, ValueError, EOFError, zipfile.BadZipFile, TypeError) as error:
        raise CorpusError(f"{path}: not a prepared data set: {error}") from error
    songs = len(corpus.name)
    rows = len(corpus.pitch)
    if (
        corpus.pitch.shape != (rows, 4)
        or corpus.onset.shape != (rows, 4)
        or corpus.start.shape != (songs + 1,)
        or corpus.start[0] != 0
        or corpus.start[-1] != rows
        or (np.diff(corpus.start) < 0).any()
    ):
        raise CorpusError(f"{path}: not a prepared data set: its songs and rows do not agree")
    if not songs:
        raise CorpusError(f"{path}: holds no songs")
    return corpus
