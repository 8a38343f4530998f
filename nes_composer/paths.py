"""Where the program's own files are: in a checkout, and when installed from a wheel."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

DATA_VARIABLE = "NES_COMPOSER_DATA"
"""Environment variable with another folder for what :func:`data` is about."""

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """Return a shipped folder: inside the installed package, or beside it in a checkout."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def assets() -> Path:
    """Return the folder of shipped instruments and songs."""
    return _shipped("assets")


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
