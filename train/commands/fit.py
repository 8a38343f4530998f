"""`python -m train fit`: from a data set to a checkpoint."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nes_composer.models.codec import VOICE_SETS
from nes_composer.models.grids import GRIDS
from train import corpus as corpora
from train.commands import DATA, RUNS

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
    parser.add_argument("--out", type=Path, help=f"checkpoint to write (in {RUNS}/)")
    parser.add_argument("--resume", type=Path, metavar="F", help="go on with a training: NAME-logs/last.ckpt")
    parser.add_argument("--max-minutes", type=float, help="wall time of the training (60)")
    parser.add_argument("--devices", type=int, default=1, help="processes or GPUs that share each batch")
    parser.add_argument("--num-nodes", type=int, default=1, help="machines that do")
    parser.add_argument("--seed", type=int, help="of weights, order and augmentation (0)")
    parser.add_argument("--threads", type=int, help="of torch, in each process")

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
    from tqdm import tqdm

    from train import resuming
    from train.defaults import default_config, default_out, default_settings
    from train.fit import fit as fit_model
    from train.fit_error import FitError

    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    config = default_config(arguments.kind, arguments.voices, arguments.grid, arguments.arch)
    settings, seed, saved = default_settings(config), arguments.seed or 0, None
    if arguments.resume:
        saved = resuming.read(arguments.resume)
        found = saved.config
        if type(found) is not type(config) or found.voices != config.voices or found.grid != config.grid:
            raise FitError(f"{saved.path}: is not the training of a model of this kind, these voices and this grid")
        if found.arch != config.arch:
            raise FitError(f"{saved.path}: is the training of a model of --arch {found.arch}")
        config, settings = saved.config, saved.settings
        seed = saved.seed if arguments.seed is None else arguments.seed
    if arguments.max_minutes is not None:
        settings = replace(settings, max_minutes=arguments.max_minutes)
    checkpoint = fit_model(
        corpora.load(arguments.data, arguments.grid),
        out := arguments.out or default_out(arguments.kind, arguments.voices, arguments.grid, config.arch),
        config,
        settings,
        seed,
        resume=saved,
        devices=arguments.devices,
        nodes=arguments.num_nodes,
        # Above the bar, where there is one.
        report=tqdm.write,
    )
    if checkpoint:
        print(f"{out}: {checkpoint.summary.metrics}")
