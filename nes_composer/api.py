"""The program as a library: ``import nes_composer as nes``, then ``nes.load``, ``nes.Vae`` … (docs/api.md).

What cannot be done is a :class:`ValueError` or an :class:`OSError` that says in one sentence what is wrong and where.
torch and numba are loaded by who needs them: a model, and the sound of the chip.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nes_composer import paths
from nes_composer.formats import registry
from nes_composer.formats.sound import Sound, performed, samples
from nes_composer.generation import form, pieces
from nes_composer.generation.passages import fits
from nes_composer.models.sampling import Sampling
from nes_composer.score.keys import Key
from nes_composer.score.score import TICK_RATE
from nes_composer.score.song import Song

__all__ = ["Lstm", "Song", "Vae", "load", "render", "save"]

_BARS = 16
_ROWS_PER_SECOND = TICK_RATE / 6
_USUAL = Sampling()


def load(path: str | os.PathLike[str]) -> Song:
    """Return the song in a file of any kind that the program reads.

    Raises
    ------
    FormatError
        The kind of file is unknown, or the file is damaged.
    OSError
        The file cannot be read.
    """
    return registry.read_song(Path(path)).song


def save(song: Song, path: str | os.PathLike[str]) -> None:
    """Write a song as what the end of the file's name says, wholly or not at all.

    Raises
    ------
    FormatError
        The kind of file is unknown, or cannot hold the song.
    OSError
        The file cannot be written; an older one is kept.
    """
    registry.write_song(Path(path), song)


def render(song: Song, rate: int = 48_000) -> NDArray[np.float32]:
    """Return what a song sounds like, mono, float32 [n] within -1 to 1: what a ``.wav`` of floats has.

    Parameters
    ----------
    song
        What to play.
    rate
        Samples per second, 8,000-384,000.

    Raises
    ------
    FormatError
        The rate is out of its range, or the song lasts longer than half a day.
    """
    sound = Sound(sample_rate=rate)
    blocks = samples(performed(Path(song.title or "song"), song, sound), sound)
    return np.concatenate([np.empty(0, np.float32), *blocks])


class Vae:
    """A model that turns a pattern (4 bars of 16 rows) into a point of its latent space, and back.

    Parameters
    ----------
    path
        A checkpoint; the shipped one for all four voices if None.

    Raises
    ------
    CheckpointError
        The checkpoint is missing, damaged or not a VAE's.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        from nes_composer.models.inference import LatentComposer

        self._model = LatentComposer(paths.default_vae() if path is None else Path(path))

    @property
    def latent(self) -> int:
        """Dimensions D of a latent point."""
        return self._model.latent

    def encode(self, song: Song) -> NDArray[np.float32]:
        """Return the latent point of each pattern of a song, float32 [patterns, D].

        Raises
        ------
        ValueError
            The song has rows of another length than the model.
        """
        if not fits(self._model.grid, song.score):
            wanted, found = self._model.grid.rows_per_second, song.score.rows_per_second
            raise ValueError(f"the song has {found:.4g} rows per second, the model works on {wanted:g}")
        divided = song.divided(self._model.name, self._model.grid.pattern_rows)
        points = [self._model.encode(divided.pattern_rows(index)) for index in range(len(divided.patterns))]
        return np.array(points, np.float32).reshape(-1, self.latent)

    def decode(self, z: ArrayLike, rows_per_second: float = _ROWS_PER_SECOND) -> Song:
        """Return the song of latent points.

        Parameters
        ----------
        z : float [D] or [patterns, D]
            One point for each pattern.
        rows_per_second
            Tempo; four rows are a beat, so that this is 150 beats a minute unless told otherwise. A model of frames
            has its own.

        Raises
        ------
        ValueError
            They are not points of this model, or there is no such tempo.
        """
        return pieces.compose(self._model, list(np.atleast_2d(np.asarray(z, np.float32))), rows_per_second)

    def random(self, seed: int, patterns: int = 4) -> NDArray[np.float32]:
        """Return the latent points of a piece by chance, float32 [patterns, D]: a theme, again, another, the first.

        They are those of ``nes-composer generate --model vae --seed``.
        """
        return np.array(form.points(self._model.axes, np.random.default_rng(seed), patterns)).reshape(-1, self.latent)


class Lstm:
    """A model that writes on, row by row.

    Parameters
    ----------
    path
        A checkpoint; the shipped one for all four voices if None.

    Raises
    ------
    CheckpointError
        The checkpoint is missing, damaged or not an LSTM's.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        from nes_composer.models.continuation import Continuer

        self._model = Continuer(paths.default_lstm() if path is None else Path(path))

    def random(
        self, seed: int, bars: int = _BARS, temperature: float = _USUAL.temperature, key: str | None = None
    ) -> Song:
        """Return a song from nothing, that of ``nes-composer generate --model lstm --seed``; as :meth:`continue_`."""
        return pieces.begin(self._model, bars, _sampling(seed, temperature, key))

    def continue_(
        self,
        song: Song,
        bars: int,
        takes: int = 1,
        seed: int = 0,
        temperature: float = _USUAL.temperature,
        key: str | None = None,
    ) -> list[Song]:
        """Return several ways in which a song goes on from its last row, each with what goes before.

        Parameters
        ----------
        song
            It stays as it is.
        bars
            How many it gets.
        takes
            How many ways; the first ones stay the same however many there are.
        seed
            The same gives the same again.
        temperature
            Below 1 keeps to what is likely, above 1 surprises.
        key
            Such as ``C minor``: only its notes, but for the noise.

        Raises
        ------
        ValueError
            A number is out of its range, there is no such key, or the song has rows of another length than the model.
        """
        return pieces.go_on(self._model, song, bars, takes, _sampling(seed, temperature, key))


def _sampling(seed: int, temperature: float, key: str | None) -> Sampling:
    return Sampling(temperature, seed=seed, key=None if key is None else Key.parse(key))
