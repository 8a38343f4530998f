"""The command encode: where a song is in latent space."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nes_composer.cli import models
from nes_composer.cli.files import add_grid, add_json
from nes_composer.models.grids import GRIDS
from nes_composer.score.notes import agreement
from nes_composer.score.score import Score

if TYPE_CHECKING:
    from nes_composer.models.inference import LatentComposer


def add_encode(parser: argparse.ArgumentParser) -> None:
    """Declare what encode is told."""
    parser.add_argument("file", metavar="FILE", type=Path)
    add_json(parser)
    add_grid(parser)
    models.add_checkpoint(parser)


def encode(arguments: argparse.Namespace) -> None:
    """Print the latent point of each pattern of a song."""
    composer = models.load_vae(arguments.checkpoint, grid=models.named_grid(arguments))
    song = models.read_for(arguments.file, composer.grid).divided(composer.name, composer.grid.pattern_rows)
    patterns = [_encode_pattern(composer, song.pattern_rows(index)) for index in range(len(song.patterns))]
    if arguments.json:
        facts = {
            "model": composer.name,
            "grid": next(name for name, grid in GRIDS.items() if grid == composer.grid),
            "rows_per_second": song.score.rows_per_second,
            "patterns": patterns,
        }
        print(json.dumps(facts))
        return
    for index, pattern in enumerate(patterns):
        print(f"pattern {index}: {pattern['reconstruction_accuracy']:.0%} of pitches and onsets come back")
        for name, value in pattern["axes"].items():
            print(f"  {value:+6.2f} σ  {name}")


def _encode_pattern(composer: LatentComposer, rows: Score) -> dict[str, Any]:
    z = composer.encode(rows)
    decoded = composer.decode(z, rows.rows_per_second)
    values = composer.axes.values(z)
    return {
        "z": [float(number) for number in z],
        "axes": {name: round(float(value), 4) for name, value in zip(composer.axes.names, values, strict=True)},
        "reconstruction_accuracy": agreement(rows, decoded, composer.voices),
    }
