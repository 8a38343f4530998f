"""The command generate: songs from nothing, by either kind of model."""

from __future__ import annotations

import argparse
import json
import math
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer import bounded
from nes_composer.cli import models
from nes_composer.cli.arguments import whole
from nes_composer.cli.errors import CommandError, about
from nes_composer.cli.files import add_json, numbered
from nes_composer.formats import registry
from nes_composer.generation import form, pieces
from nes_composer.models.codec import VOICE_SETS
from nes_composer.models.grids import GRIDS
from nes_composer.score.edits import with_length
from nes_composer.score.score import TICK_RATE
from nes_composer.score.song import Song

_BARS = 16
_MOST_POINTS = 1024
_MOST_SONGS = 1_000_000
_DIGITS = 4
_HIGHEST_SEED = 2**64
_ROWS_PER_SECOND = TICK_RATE / 6


def add_generate(parser: argparse.ArgumentParser) -> None:
    """Declare what generate is told."""
    parser.add_argument("out", metavar="OUT", type=Path, help="with --count NAME-0001.EXT, NAME-0002.EXT …")
    parser.add_argument("--model", choices=["vae", "lstm"], required=True)
    parser.add_argument("--voices", choices=list(VOICE_SETS), help="of the model: all unless given")
    parser.add_argument("--grid", choices=list(GRIDS), help="of the model: rows unless given")
    models.add_checkpoint(parser)
    parser.add_argument("--bars", metavar="N", type=whole(1, models.MAX_BARS), help=f"{_BARS} unless given")
    parser.add_argument(
        "--count",
        metavar="N",
        type=whole(1, _MOST_SONGS),
        help="so many songs, the first by the seed, the second by the seed plus 1 …: each is the same when made alone",
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--seed", metavar="N", type=whole(0, _HIGHEST_SEED), help="the same song again")
    source.add_argument("--z", metavar="FILE.json", type=Path, help="latent points as encode --json prints them")
    models.add_sampling(parser)
    add_json(parser, "print a line of JSON for each song: file, seed, bars, model")
    parser.set_defaults(wrong_usage=parser.error)


def generate(arguments: argparse.Namespace) -> None:
    """Let a model compose songs, by chance or from latent points."""
    if arguments.model == "lstm" and arguments.z:
        arguments.wrong_usage("--z: latent points are those of a VAE")
    if arguments.model == "vae" and not (arguments.temperature is arguments.top_p is arguments.key is None):
        arguments.wrong_usage("--temperature, --top-p, --key: how an LSTM draws; a VAE does not")
    if arguments.count and arguments.z:
        arguments.wrong_usage("--count: latent points are one song")
    first = secrets.randbits(32) if arguments.seed is None else arguments.seed
    count = arguments.count or 1
    if first + count - 1 > _HIGHEST_SEED:
        arguments.wrong_usage(f"--seed: {count} seeds from {first} on would go beyond {_HIGHEST_SEED}")
    registry.writable_kind(arguments.out)
    compose, model = _vae(arguments) if arguments.model == "vae" else _lstm(arguments)
    for number in range(count):
        path = numbered(arguments.out, f"{number + 1:0{_DIGITS}}") if arguments.count else arguments.out
        seed = first + number
        song = compose(seed)
        with about(path):
            registry.write_song(path, song)
        bars = len(song.score) / song.score.rows_per_bar
        if arguments.json:
            # A set that is interrupted has a line for each song that is there.
            facts = {"file": str(path), "seed": None if arguments.z else seed, "bars": bars, "model": model}
            print(json.dumps(facts), flush=True)
        else:
            print(f"{path}: {bars:g} bars by {model}, {song.title}", flush=True)


def _vae(arguments: argparse.Namespace) -> tuple[Callable[[int], Song], str]:
    """Return what makes a song of a seed, and the name of the model that does."""
    bars, rows_per_second, grid = arguments.bars, _ROWS_PER_SECOND, arguments.grid
    given: list[NDArray[np.float32]] = []
    if arguments.z:
        given, rows_per_second, found = read_points(arguments.z)
        grid = grid or (None if arguments.checkpoint else found)
    composer = models.load_vae(arguments.checkpoint, arguments.voices, grid)
    if arguments.z:
        most = composer.grid.bars * len(given)
        bars = bars or most
        if bars > most:
            raise CommandError(f"{arguments.z}: {len(given)} latent points are not enough for {bars} bars")
    bars = bars or _BARS

    def compose(seed: int) -> Song:
        patterns = -(-bars // composer.grid.bars)
        points = given or form.points(composer.axes, np.random.default_rng(seed), patterns)
        try:
            song = pieces.compose(composer, points, rows_per_second)
        except ValueError as error:
            raise CommandError(f"{arguments.z}: {error}") from error
        made_from = arguments.z.stem if arguments.z else f"seed {seed}"
        return replace(song, score=with_length(song.score, bars * composer.grid.bar_rows), title=made_from)

    return compose, composer.name


def _lstm(arguments: argparse.Namespace) -> tuple[Callable[[int], Song], str]:
    """Return what makes a song of a seed, and the name of the model that does."""
    continuer = models.load_lstm(arguments.checkpoint, arguments.voices, arguments.grid)
    bars = arguments.bars or _BARS
    return lambda seed: pieces.begin(continuer, bars, models.sampling(arguments, seed)), continuer.name


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
