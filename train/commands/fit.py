"""`python -m train fit`: from a data set to a checkpoint."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from nes_composer import paths
from nes_composer.models.vae import VaeConfig
from train import corpus as corpora
from train.commands import DATA
from train.fit import fit_vae
from train.vae_task import VaeSettings

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it is told."""
    parser = commands.add_parser("fit", help="train a model")
    parser.add_argument("model", choices=["vae"])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=paths.default_vae())
    parser.add_argument("--max-minutes", type=float, default=VaeSettings.max_minutes)
    parser.set_defaults(command=lambda arguments: fit(arguments.data, arguments.out, arguments.max_minutes))


def fit(data: Path, out: Path, max_minutes: float = VaeSettings.max_minutes) -> None:
    """Train a model and tell how good it is."""
    checkpoint = fit_vae(corpora.load(data), out, VaeConfig(), VaeSettings(max_minutes=max_minutes))
    print(f"{out}: {checkpoint.summary.metrics}")
