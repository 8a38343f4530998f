"""`python -m train index` and `map`: what the program shows beside a model."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from nes_composer import paths
from train import corpus as corpora
from train.commands import DATA, RUNS

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands and what they are told."""
    index = commands.add_parser("index", help="hashes of the training songs, to measure novelty with")
    index.add_argument("--data", metavar="DATA.npz", type=Path, default=DATA)
    index.add_argument("--out", type=Path, default=RUNS / paths.TRAINING_INDEX, help=f"({RUNS / paths.TRAINING_INDEX})")
    index.set_defaults(command=lambda arguments: _index(arguments.data, arguments.out))
    maps = commands.add_parser("map", help="where the training patterns lie on the axes of VAEs; written beside them")
    maps.add_argument("checkpoints", metavar="CHECKPOINT", type=Path, nargs="+")
    maps.add_argument("--data", metavar="DATA.npz", type=Path, default=DATA)
    maps.set_defaults(command=lambda arguments: _maps(arguments.checkpoints, arguments.data))


def _index(data: Path, out: Path) -> None:
    from train.training_index import training_index

    index = training_index(corpora.load(data))
    out.parent.mkdir(parents=True, exist_ok=True)
    index.save(out)
    print(f"{out}: {len(index.names)} songs, {len(index.hash)} hashes, {out.stat().st_size} bytes")


def _maps(paths_of_vaes: list[Path], data: Path) -> None:
    # Torch takes seconds to load: a mistyped option is told at once.
    import torch

    from nes_composer.models import checkpoint as checkpoints
    from train.latent_map import latent_map

    torch.set_num_threads(1)
    for path in paths_of_vaes:
        begin = time.monotonic()
        checkpoint = checkpoints.load(path, "vae")
        found = latent_map(checkpoint, corpora.load(data, checkpoint.summary.grid))
        out = paths.latent_map(path)
        found.save(out, checkpoint.name)
        seconds = time.monotonic() - begin
        print(
            f"{out}: {len(found.values)} patterns of {len(found.names)} songs, "
            f"{out.stat().st_size} bytes, {seconds:.0f} s"
        )
