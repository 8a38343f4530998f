"""Commands of the model: generate and encode."""

from __future__ import annotations

import argparse
import json
import math
import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nes_composer import demo, paths
from nes_composer.cli.arguments import whole
from nes_composer.cli.errors import CommandError, about
from nes_composer.cli.files import add_grid, add_json, read
from nes_composer.formats import registry
from nes_composer.generation import form
from nes_composer.score.edits import with_length
from nes_composer.score.score import PATTERN_ROWS, TICK_RATE, Score
from nes_composer.score.song import Song

if TYPE_CHECKING:
    from nes_composer.models.inference import LatentComposer

BARS_PER_PATTERN = 4
MAX_BARS = 4096
_ROWS_PER_SECOND = TICK_RATE / 6


def add_generate(parser: argparse.ArgumentParser) -> None:
    """Declare what generate is told."""
    parser.add_argument("out", metavar="OUT", type=Path)
    parser.add_argument("--model", choices=["vae"], required=True)
    parser.add_argument("--voices", choices=["all"], default="all")
    parser.add_argument("--bars", metavar="N", type=whole(1, MAX_BARS), help="16 unless given")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--seed", metavar="N", type=whole(0, 2**64), help="the same song again")
    source.add_argument("--z", metavar="FILE.json", type=Path, help="latent points as encode --json prints them")


def add_encode(parser: argparse.ArgumentParser) -> None:
    """Declare what encode is told."""
    parser.add_argument("file", metavar="FILE", type=Path)
    add_json(parser)
    add_grid(parser)


def _composer() -> LatentComposer:
    """Return the shipped model."""
    from nes_composer.models.checkpoint import CheckpointError
    from nes_composer.models.inference import LatentComposer

    try:
        return LatentComposer(paths.default_vae())
    except CheckpointError as error:
        raise CommandError(str(error)) from error


def generate(arguments: argparse.Namespace) -> None:
    """Let the model compose a song, by chance or from latent points."""
    target, bars, rows_per_second = arguments.out, arguments.bars, _ROWS_PER_SECOND
    made_from = arguments.z.stem if arguments.z else ""
    points: list[NDArray[np.float32]] = []
    if arguments.z:
        points, rows_per_second = read_points(arguments.z)
        bars = bars or BARS_PER_PATTERN * len(points)
        if bars > BARS_PER_PATTERN * len(points):
            raise CommandError(f"{arguments.z}: {len(points)} latent points are not enough for {bars} bars")
    composer = _composer()
    if not arguments.z:
        bars = bars or 16
        seed = secrets.randbits(32) if arguments.seed is None else arguments.seed
        points = form.points(composer.axes, np.random.default_rng(seed), -(-bars // BARS_PER_PATTERN))
        made_from = f"seed {seed}"
    try:
        song = demo.compose(composer, points, rows_per_second)
    except ValueError as error:
        raise CommandError(f"{arguments.z}: {error}") from error
    song = replace(song, score=with_length(song.score, bars * PATTERN_ROWS // BARS_PER_PATTERN), title=made_from)
    with about(target):
        registry.write_song(target, song)
    print(f"{target}: {bars} bars by {composer.name}, {made_from}")


def read_points(path: Path) -> tuple[list[NDArray[np.float32]], float]:
    """Return the latent points and the tempo of a file that ``encode --json`` wrote."""
    with about(path):
        data = registry.read_bytes(path)
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path}: not JSON: {error}") from error
    patterns = document.get("patterns") if isinstance(document, dict) else None
    if not isinstance(patterns, list) or not patterns:
        raise CommandError(f'{path}: expected {{"patterns": [{{"z": [numbers]}}, …]}}, as encode --json prints')
    if len(patterns) > MAX_BARS // BARS_PER_PATTERN:
        raise CommandError(f"{path}: {len(patterns)} patterns are more than {MAX_BARS // BARS_PER_PATTERN}")
    points = []
    for index, pattern in enumerate(patterns):
        z = pattern.get("z") if isinstance(pattern, dict) else None
        if not isinstance(z, list) or not all(_is_number(value) for value in z):
            raise CommandError(f"{path}: pattern {index}: z is not a list of numbers")
        points.append(np.array(z, np.float32))
    tempo = document.get("rows_per_second", _ROWS_PER_SECOND)
    if not _is_number(tempo) or not 0.1 <= tempo <= 1000:
        raise CommandError(f"{path}: rows_per_second is not a number within 0.1-1000")
    return points, float(tempo)


def _is_number(value: object) -> bool:
    return (
        isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e30 and math.isfinite(value)
    )


def encode(arguments: argparse.Namespace) -> None:
    """Print the latent point of each pattern of a song."""
    song = read(arguments.file, arguments.grid).song
    composer = _composer()
    patterns = [_encode_pattern(composer, song, index) for index in range(len(song.patterns))]
    if arguments.json:
        print(json.dumps({"model": composer.name, "rows_per_second": song.score.rows_per_second, "patterns": patterns}))
        return
    for index, pattern in enumerate(patterns):
        print(f"pattern {index}: {pattern['reconstruction_accuracy']:.0%} of pitches and onsets come back")
        for name, value in pattern["axes"].items():
            print(f"  {value:+6.2f} σ  {name}")


def _encode_pattern(composer: LatentComposer, song: Song, index: int) -> dict[str, Any]:
    rows = song.pattern_rows(index)
    z = composer.encode(rows)
    decoded = composer.decode(z, rows.rows_per_second)
    values = composer.axes.values(z)
    return {
        "z": [float(number) for number in z],
        "axes": {name: round(float(value), 4) for name, value in zip(composer.axes.names, values, strict=True)},
        "reconstruction_accuracy": _accuracy(rows, decoded),
    }


def _accuracy(rows: Score, decoded: Score) -> float:
    """Return the share of cells (row by voice) whose pitch and onset a decode gives back."""
    same = (decoded.pitch[: len(rows)] == rows.pitch) & (decoded.onset[: len(rows)] == rows.onset)
    return float(same.mean())
