"""Where the patterns of a VAE's training set lie on its first axes. Numpy only: the window shows it.

A place on sixteen of the axes, in steps of `STEP` σ, is far from a latent point: it tells how the training set is
spread, but not what is played there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer.models import array_file
from nes_composer.models.array_file import ArrayFileError

AXES = 16
"""So many axes at most: those that have sliders."""

STEP = 0.04
"""σ from one value to the next; 127 of them are 5 σ."""

_WHAT = "latent map"
_VERSION = 1
_DTYPES: Mapping[str, type[np.generic]] = {"values": np.int8, "song": np.uint16, "name": np.uint8}


@dataclass(frozen=True)
class LatentMap:
    """Patterns of a training set.

    Parameters
    ----------
    values : int8 [P, K]
        Where each pattern lies on each of the first axes, in `STEP` σ; what is beyond the ends is at the end.
    song : uint16 [P]
        Index of its song in `names`.
    names
        Of the songs.
    """

    values: NDArray[np.int8]
    song: NDArray[np.uint16]
    names: tuple[str, ...]

    @classmethod
    def of(cls, sigmas: NDArray[np.float32], songs: Sequence[str]) -> LatentMap:
        """Return the map of patterns at `sigmas` [P, K] σ, each from the song of that name."""
        names, song = np.unique(np.array([" ".join(name.split()) for name in songs]), return_inverse=True)
        steps = np.clip(np.round(sigmas[:, :AXES] / STEP), -127, 127).astype(np.int8)
        return cls(steps, song.astype(np.uint16), tuple(names.tolist()))

    @property
    def axes(self) -> int:
        """How many axes it has places on."""
        return int(self.values.shape[1])

    def sigmas(self, axis: int) -> NDArray[np.float32]:
        """Return where each pattern is on an axis, float32 [P], in σ.

        Each is moved by less than half a step, always the same way, or close up they would stand in rows and columns.
        """
        jitter = np.random.default_rng(axis).random(len(self.values), np.float32) - 0.5
        return np.asarray((self.values[:, axis] + jitter) * np.float32(STEP), np.float32)

    def save(self, path: Path, model: str) -> None:
        """Write the map of the checkpoint of that name and hash, wholly or not at all.

        Raises
        ------
        OSError
            The file cannot be written.
        """
        about = {"version": _VERSION, "checkpoint": _hash_of(model)}
        arrays: dict[str, NDArray[Any]] = {
            "values": self.values,
            "song": self.song,
            "name": array_file.packed(self.names),
        }
        array_file.write(path, _WHAT, about, arrays)

    @classmethod
    def load(cls, path: Path, model: str) -> LatentMap:
        """Read the map of the checkpoint of that name and hash.

        Raises
        ------
        ArrayFileError
            The file is missing, damaged, or the map of another checkpoint.
        """
        about, arrays = array_file.read(path, _WHAT, _DTYPES)
        if about.get("version") != _VERSION:
            raise ArrayFileError(
                f"{path}: a {_WHAT} of version {about.get('version')}, where this program has {_VERSION}"
            )
        if about.get("checkpoint") != _hash_of(model):
            raise ArrayFileError(f"{path}: the map of another checkpoint than {model}")
        try:
            names = array_file.unpacked(arrays["name"])
        except UnicodeDecodeError as error:
            raise ArrayFileError(f"{path}: the names of a {_WHAT} are no text") from error
        values, song = arrays["values"], arrays["song"]
        if values.ndim != 2 or not 0 < values.shape[1] <= AXES or song.shape != values.shape[:1]:
            raise ArrayFileError(f"{path}: the patterns and the songs of a {_WHAT} do not agree")
        if len(song) and song.max() >= len(names):
            raise ArrayFileError(f"{path}: a pattern of a {_WHAT} is of a song that it does not name")
        return cls(values, song, names)


def _hash_of(model: str) -> str:
    """Return the hash at the end of a checkpoint's name: a file may be called anything."""
    return model.rpartition(" ")[2]
