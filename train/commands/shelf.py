"""`python -m train shelf`: starting points of a VAE, and the song that the program begins with."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from nes_composer import atomic, paths

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_SEEDS, _GROWN, _COUNT = 4000, 160, 24


def add(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it is told."""
    parser = commands.add_parser("shelf", help="choose starting points of a VAE, and make the first song of one")
    parser.add_argument("--vae", type=Path, default=paths.default_vae(), help="whose points (the shipped one)")
    parser.add_argument("--lstm", type=Path, default=paths.default_lstm(), help="which finds them dull or chaotic")
    parser.add_argument("--seeds", type=int, default=_SEEDS, help=f"how many points are drawn ({_SEEDS})")
    parser.add_argument("--out", type=Path, default=paths.assets() / "starting_points.json")
    parser.add_argument("--song", type=Path, default=paths.assets() / "songs" / "first.nesproj")
    parser.set_defaults(command=_shelf)


def _shelf(arguments: argparse.Namespace) -> None:
    # Torch takes seconds to load: a mistyped option is told at once.
    import torch

    from nes_composer.formats import project
    from nes_composer.generation.starting_points import StartingPoints, to_json
    from nes_composer.models import checkpoint as checkpoints
    from nes_composer.models.inference import LatentComposer
    from nes_composer.models.lstm import Lstm
    from nes_composer.models.novelty import TrainingIndex
    from train import starting_names
    from train.first_song import first_song
    from train.likelihood import Likelihood
    from train.starting_points import Search, Taste, items, most_varied, starting_point, varied

    torch.set_num_threads(1)
    begin = time.monotonic()
    checkpoint, lstm = checkpoints.load(arguments.vae, "vae"), checkpoints.load(arguments.lstm, "lstm").model
    axes, model = checkpoint.axes, checkpoint.model
    assert axes is not None
    assert not isinstance(model, Lstm)
    assert isinstance(lstm, Lstm)
    likelihood = Likelihood(lstm)
    taste = Taste(likelihood)
    search = Search(model, axes, taste)
    drawn = search.drawn(range(arguments.seeds))
    begun = varied(drawn, _GROWN)
    print(f"{len(drawn)} points drawn, {len(begun)} of them are made nicer", flush=True)
    grown = [search.grown(candidate) for candidate in begun]
    found = items(grown, likelihood, TrainingIndex.load(paths.training_index()))
    points = [starting_point(item, search) for item in most_varied(found, _COUNT)]
    named = starting_names.named(points, checkpoint.name)
    shelf = sorted(named, key=lambda point: (point.rows.rows_per_second, point.rows.onset.sum()))
    atomic.write_bytes(arguments.out, to_json(StartingPoints(checkpoint.name, tuple(shelf))).encode())
    theme = next((point for point in named if point.seed == starting_names.THEME), named[0])
    song = first_song(LatentComposer(arguments.vae), model, axes, taste, theme)
    arguments.song.parent.mkdir(parents=True, exist_ok=True)
    project.write(arguments.song, song)
    seconds = time.monotonic() - begin
    print(f"{arguments.out}: {len(shelf)} starting points; {arguments.song}: {song.title}; {seconds:.0f} s")
