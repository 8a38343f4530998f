"""`python -m train fit`: from a data set to a checkpoint."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nes_composer.models.codec import VOICE_SETS
from nes_composer.models.grids import GRIDS
from train import corpus as corpora
from train.commands import DATA

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it is told."""
    parser = commands.add_parser("fit", help="train a model")
    parser.add_argument("kind", choices=["vae", "lstm"])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--voices", choices=list(VOICE_SETS), default="all")
    parser.add_argument("--grid", choices=list(GRIDS), default="rows")
    parser.add_argument("--arch", help="vae: bars or dense; lstm: chained or independent")
    parser.add_argument("--out", type=Path, help="checkpoint to write (beside the ones that are there)")
    parser.add_argument("--max-minutes", type=float, help="wall time of the training (60)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, help="of torch, for each process")

    def command(arguments: argparse.Namespace) -> None:
        # Torch takes seconds to load: a mistyped option is told at once.
        from train.defaults import ARCHITECTURES

        known = ARCHITECTURES[arguments.kind]
        if arguments.arch not in (None, *known):
            parser.error(f"a {arguments.kind} is {' or '.join(known)}, not {arguments.arch}")
        _fit(arguments)

    parser.set_defaults(command=command)


def _fit(arguments: argparse.Namespace) -> None:
    import torch

    from train.defaults import default_config, default_out, default_settings
    from train.fit import fit as fit_model

    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    config = default_config(arguments.kind, arguments.voices, arguments.grid, arguments.arch)
    settings = default_settings(config)
    if arguments.max_minutes is not None:
        settings = replace(settings, max_minutes=arguments.max_minutes)
    out = arguments.out or default_out(arguments.kind, arguments.voices, arguments.grid, config.arch)
    corpus = corpora.load(arguments.data, arguments.grid)
    checkpoint = fit_model(corpus, out, config, settings, arguments.seed, lambda line: print(line, flush=True))
    print(f"{out}: {checkpoint.summary.metrics}")


def fit(data: Path, out: Path) -> None:
    """Train the four voices' VAE as it is shipped, and tell how good it is."""
    from train.defaults import default_config, default_settings
    from train.fit import fit as fit_model

    config = default_config("vae")
    checkpoint = fit_model(corpora.load(data), out, config, default_settings(config), 0, print)
    print(f"{out}: {checkpoint.summary.metrics}")
