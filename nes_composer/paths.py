"""Where the program's own files are: in a checkout, and when installed from a wheel."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

DATA_VARIABLE = "NES_COMPOSER_DATA"
"""Environment variable with another folder for what :func:`data` is about."""

TRAINING_INDEX = "train-rows.index.npz"
"""Name of the novelty index in a folder of checkpoints."""

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """Return a shipped folder: inside the installed package, or beside it in a checkout."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def assets() -> Path:
    """Return the folder of shipped instruments and songs."""
    return _shipped("assets")


def songs() -> Path:
    """Return the folder of the songs that ship, as projects."""
    return assets() / "songs"


def data() -> Path:
    """Return the folder of what the program keeps for the person; it need not be there yet."""
    folder = os.environ.get(DATA_VARIABLE)
    return Path(folder) if folder else user_data_path("nes_composer", appauthor=False)


def checkpoints() -> Path:
    """Return the folder of shipped model checkpoints."""
    return _shipped("checkpoints")


def checkpoint(kind: str, voices: str = "all", grid: str = "rows") -> Path:
    """Return where a shipped checkpoint is.

    Parameters
    ----------
    kind
        ``vae`` or ``lstm``.
    voices
        ``all`` or ``p1``.
    grid
        ``rows`` or ``24hz``; that of a single voice is not shipped.
    """
    return checkpoints() / f"{kind}-{'p1' if voices == 'p1' else 'full' if grid == 'rows' else grid}.safetensors"


def default_vae() -> Path:
    """Return the VAE that the window and the command line use unless told otherwise."""
    return checkpoint("vae")


def default_lstm() -> Path:
    """Return the LSTM that the window and the command line use unless told otherwise."""
    return checkpoint("lstm")


def training_index() -> Path:
    """Return the novelty index of the songs that the shipped checkpoints were trained on."""
    return checkpoints() / TRAINING_INDEX


def latent_map(checkpoint: Path) -> Path:
    """Return where the latent map of a VAE's checkpoint is: beside it."""
    return checkpoint.with_suffix(".map.npz")
