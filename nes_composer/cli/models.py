"""The models of commands: which one is meant, loaded or refused in a sentence, and the songs that it can read."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from nes_composer import paths
from nes_composer.cli.arguments import key, real
from nes_composer.cli.errors import CommandError
from nes_composer.cli.files import read
from nes_composer.formats import registry
from nes_composer.generation.passages import fits
from nes_composer.models.codec import VOICE_SETS
from nes_composer.models.grids import GRIDS, ModelGrid
from nes_composer.models.sampling import Sampling
from nes_composer.score.song import Song

if TYPE_CHECKING:
    from nes_composer.models.continuation import Continuer
    from nes_composer.models.inference import LatentComposer

MAX_BARS = 4096

_Model = TypeVar("_Model", "LatentComposer", "Continuer")


def add_checkpoint(parser: argparse.ArgumentParser) -> None:
    """Declare the option of commands that use a model."""
    parser.add_argument("--checkpoint", metavar="FILE", type=Path, help="another model than the shipped one")


def add_sampling(parser: argparse.ArgumentParser) -> None:
    """Declare how an LSTM draws."""
    usual = Sampling()
    parser.add_argument(
        "--temperature",
        metavar="T",
        type=real(0.01, 100),
        help=f"below 1 keeps to what is likely, above 1 surprises ({usual.temperature})",
    )
    parser.add_argument(
        "--top-p",
        metavar="P",
        type=real(0.001, 1),
        help=f"draw from the likeliest notes that make up this share ({usual.top_p})",
    )
    parser.add_argument("--key", metavar="KEY", type=key, help='only its notes, such as "C minor", but for the noise')


def sampling(arguments: argparse.Namespace, seed: int) -> Sampling:
    """Return how to draw."""
    given = {name: getattr(arguments, name) for name in ("temperature", "top_p", "key")}
    return Sampling(**{name: value for name, value in given.items() if value is not None}, seed=seed)


def load_vae(path: Path | None, voices: str | None = None, grid: str | None = None) -> LatentComposer:
    """Return the VAE of a file, or the shipped one.

    Parameters
    ----------
    path
        The file, or None for the shipped one.
    voices, grid
        By the names of :data:`VOICE_SETS` and :data:`GRIDS`, where they were asked for.

    Raises
    ------
    CommandError
        There is no such checkpoint, or it is about something else.
    """
    from nes_composer.models.inference import LatentComposer

    return _load(LatentComposer, path or _shipped("vae", voices, grid), voices, grid)


def load_lstm(path: Path | None, voices: str | None = None, grid: str | None = None) -> Continuer:
    """Return the LSTM of a file, or the shipped one; as :func:`load_vae`."""
    from nes_composer.models.continuation import Continuer

    return _load(Continuer, path or _shipped("lstm", voices, grid), voices, grid)


def read_for(path: Path, grid: ModelGrid) -> Song:
    """Open a song on the rows that a model works on.

    Raises
    ------
    FormatError
        As :func:`~nes_composer.formats.registry.read_song`.
    CommandError
        The system cannot, or the song has rows of its own that are others than the model's.
    """
    frames = grid.rows_per_second is not None
    song = read(path, "24hz" if frames and registry.readable_kind(path).on_grid else "auto").song
    if not fits(grid, song.score):
        raise CommandError(
            f"{path}: has {song.score.rows_per_second:.4g} rows per second, the model works on {grid.rows_per_second:g}"
        )
    return song


def named_grid(arguments: argparse.Namespace) -> str | None:
    """Return which grid the option of reading asks for: the model is one of frames if the song is."""
    return "24hz" if arguments.grid == "24hz" else None


def _shipped(kind: str, voices: str | None, grid: str | None) -> Path:
    if voices in (None, "all") and grid in (None, "rows"):
        return paths.default_vae() if kind == "vae" else paths.default_lstm()
    return paths.checkpoint(kind, voices or "all", grid or "rows")


def _load(make: Callable[[Path], _Model], path: Path, voices: str | None, grid: str | None) -> _Model:
    """Return the model of a file, unless it is of other voices or on another grid than asked for."""
    from nes_composer.models.checkpoint import CheckpointError

    try:
        model = make(path)
    except CheckpointError as error:
        raise CommandError(str(error)) from error
    if voices is not None and model.voices != VOICE_SETS[voices]:
        raise CommandError(f"{path}: not a model of the voices {voices!r}")
    if grid is not None and model.grid != GRIDS[grid]:
        raise CommandError(f"{path}: not a model on the grid {grid!r}")
    return model
