"""The command generate: a song from nothing, by either kind of model."""

from __future__ import annotations

import argparse
import math
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer import bounded, demo
from nes_composer.cli import models
from nes_composer.cli.arguments import whole
from nes_composer.cli.errors import CommandError, about
from nes_composer.driver.presets import default_instruments
from nes_composer.formats import registry
from nes_composer.generation import form, passages
from nes_composer.models.codec import VOICE_SETS
from nes_composer.models.grids import GRIDS
from nes_composer.score.edits import with_length
from nes_composer.score.score import TICK_RATE
from nes_composer.score.song import Song

_BARS = 16
_MOST_POINTS = 1024
_ROWS_PER_SECOND = TICK_RATE / 6


def add_generate(parser: argparse.ArgumentParser) -> None:
    """Declare what generate is told."""
    parser.add_argument("out", metavar="OUT", type=Path)
    parser.add_argument("--model", choices=["vae", "lstm"], required=True)
    parser.add_argument("--voices", choices=list(VOICE_SETS), help="of the model: all unless given")
    parser.add_argument("--grid", choices=list(GRIDS), help="of the model: rows unless given")
    models.add_checkpoint(parser)
    parser.add_argument("--bars", metavar="N", type=whole(1, models.MAX_BARS), help=f"{_BARS} unless given")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--seed", metavar="N", type=whole(0, 2**64), help="the same song again")
    source.add_argument("--z", metavar="FILE.json", type=Path, help="latent points as encode --json prints them")
    models.add_sampling(parser)
    parser.set_defaults(wrong_usage=parser.error)


def generate(arguments: argparse.Namespace) -> None:
    """Let a model compose a song, by chance or from latent points."""
    if arguments.model == "lstm" and arguments.z:
        arguments.wrong_usage("--z: latent points are those of a VAE")
    if arguments.model == "vae" and not (arguments.temperature is arguments.top_p is arguments.key is None):
        arguments.wrong_usage("--temperature, --top-p, --key: how an LSTM draws; a VAE does not")
    registry.writable_kind(arguments.out)
    seed = secrets.randbits(32) if arguments.seed is None else arguments.seed
    song, model = _by_vae(arguments, seed) if arguments.model == "vae" else _by_lstm(arguments, seed)
    with about(arguments.out):
        registry.write_song(arguments.out, song)
    print(f"{arguments.out}: {len(song.score) / song.score.rows_per_bar:g} bars by {model}, {song.title}")


def _by_vae(arguments: argparse.Namespace, seed: int) -> tuple[Song, str]:
    """Return a song and the name of the model that made it."""
    bars, rows_per_second, grid = arguments.bars, _ROWS_PER_SECOND, arguments.grid
    points: list[NDArray[np.float32]] = []
    if arguments.z:
        points, rows_per_second, found = read_points(arguments.z)
        grid = grid or (None if arguments.checkpoint else found)
    composer = models.load_vae(arguments.checkpoint, arguments.voices, grid)
    if arguments.z:
        most = composer.grid.bars * len(points)
        bars = bars or most
        if bars > most:
            raise CommandError(f"{arguments.z}: {len(points)} latent points are not enough for {bars} bars")
    else:
        bars = bars or _BARS
        points = form.points(composer.axes, np.random.default_rng(seed), -(-bars // composer.grid.bars))
    try:
        song = demo.compose(composer, points, rows_per_second)
    except ValueError as error:
        raise CommandError(f"{arguments.z}: {error}") from error
    made_from = arguments.z.stem if arguments.z else f"seed {seed}"
    score = with_length(song.score, bars * composer.grid.bar_rows)
    return replace(song, score=score, title=made_from), composer.name


def _by_lstm(arguments: argparse.Namespace, seed: int) -> tuple[Song, str]:
    """Return a song and the name of the model that made it."""
    continuer = models.load_lstm(arguments.checkpoint, arguments.voices, arguments.grid)
    rows = (arguments.bars or _BARS) * continuer.grid.bar_rows
    nothing = passages.silence(continuer.grid, 0)
    (take,) = continuer.continue_rows(nothing, rows, 1, models.sampling(arguments, seed))
    song = Song(nothing, title=f"seed {seed}", instruments=default_instruments())
    return passages.with_take(song, 0, take, continuer.voices), continuer.name


def read_points(path: Path) -> tuple[list[NDArray[np.float32]], float, str | None]:
    """Return the latent points, the tempo and the grid's name, if there, of a file that ``encode --json`` wrote."""
    with about(path):
        data = registry.read_bytes(path)
    try:
        document: Any = bounded.parse(data)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path}: not JSON: {error}") from error
    patterns = document.get("patterns") if isinstance(document, dict) else None
    if not isinstance(patterns, list) or not patterns:
        raise CommandError(f'{path}: expected {{"patterns": [{{"z": [numbers]}}, …]}}, as encode --json prints')
    if len(patterns) > _MOST_POINTS:
        raise CommandError(f"{path}: {len(patterns)} patterns are more than {_MOST_POINTS}")
    points = []
    for index, pattern in enumerate(patterns):
        z = pattern.get("z") if isinstance(pattern, dict) else None
        if not isinstance(z, list) or not all(_is_number(value) for value in z):
            raise CommandError(f"{path}: pattern {index}: z is not a list of numbers")
        points.append(np.array(z, np.float32))
    tempo = document.get("rows_per_second", _ROWS_PER_SECOND)
    if not _is_number(tempo) or not 0.1 <= tempo <= 1000:
        raise CommandError(f"{path}: rows_per_second is not a number within 0.1-1000")
    grid = document.get("grid")
    if grid is not None and grid not in list(GRIDS):
        raise CommandError(f"{path}: grid is not one of {', '.join(GRIDS)}")
    return points, float(tempo), grid


def _is_number(value: object) -> bool:
    return (
        isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e30 and math.isfinite(value)
    )
