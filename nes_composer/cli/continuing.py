"""The command continue: what may come next in a song."""

from __future__ import annotations

import argparse
import secrets
from dataclasses import replace
from pathlib import Path

from nes_composer.cli import models
from nes_composer.cli.arguments import voices, whole
from nes_composer.cli.errors import CommandError, about
from nes_composer.cli.files import add_grid, numbered
from nes_composer.formats import registry
from nes_composer.generation import passages
from nes_composer.score.edits import rows_between, with_length
from nes_composer.score.score import MAX_ROWS, VOICES
from nes_composer.score.song import Song

_MOST_TAKES = 64


def add_continue(parser: argparse.ArgumentParser) -> None:
    """Declare what continue is told."""
    parser.add_argument("source", metavar="IN", type=Path)
    parser.add_argument("target", metavar="OUT", type=Path, help="several takes go to NAME-1.EXT, NAME-2.EXT …")
    parser.add_argument("--bars", metavar="N", type=whole(1, models.MAX_BARS), required=True)
    row = whole(0, MAX_ROWS)
    parser.add_argument("--from-row", metavar="A", type=row, default=0, help="where the passage begins (0)")
    parser.add_argument("--to-row", metavar="B", type=row, help="where it ends, exclusive (the song's end)")
    parser.add_argument(
        "--takes", metavar="K", type=whole(1, _MOST_TAKES), default=1, help="how many ways to go on (1)"
    )
    parser.add_argument(
        "--voices",
        metavar=",".join(VOICES),
        type=voices,
        help="which are composed (all of the model); the others are as in IN where that goes on, and rest after it",
    )
    parser.add_argument("--seed", metavar="N", type=whole(0, 2**64), help="the same takes again")
    models.add_sampling(parser)
    models.add_checkpoint(parser)
    add_grid(parser)


def continue_song(arguments: argparse.Namespace) -> None:
    """Let an LSTM go on from a passage; what comes after it in the song gives way."""
    registry.writable_kind(arguments.target)
    continuer = models.load_lstm(arguments.checkpoint, grid=models.named_grid(arguments))
    song = models.read_for(arguments.source, continuer.grid)
    start, end = arguments.from_row, len(song.score) if arguments.to_row is None else arguments.to_row
    if not start <= end <= len(song.score):
        raise CommandError(f"{arguments.source}: rows {start} to {end} are not a passage of {len(song.score)} rows")
    rows = arguments.bars * passages.bar_rows(continuer.grid, song.score)
    if end + rows > MAX_ROWS:
        raise CommandError(f"{arguments.source}: would have more than {MAX_ROWS} rows with {arguments.bars} more bars")
    chosen = arguments.voices or continuer.voices
    if not set(chosen) <= set(continuer.voices):
        known = ", ".join(VOICES[voice] for voice in continuer.voices)
        raise CommandError(f"{arguments.checkpoint}: composes {known} and no other voices")
    seed = secrets.randbits(32) if arguments.seed is None else arguments.seed
    takes = continuer.continue_rows(
        rows_between(song.score, start, end),
        rows,
        arguments.takes,
        models.sampling(arguments, seed),
        voices=chosen,
        conditions=with_length(rows_between(song.score, end, end + rows), rows),
        first_row=start,
    )
    # A pattern that the passage ends in is one still: what is new in it counts as written by hand.
    kept = replace(song, patterns=song.patterns[: -(-end // song.rows_per_pattern)])
    room = replace(kept, score=with_length(song.score, end + rows))
    for number, take in enumerate(takes, 1):
        target = arguments.target if len(takes) == 1 else numbered(arguments.target, str(number))
        _write(target, passages.with_take(room, end, take, chosen))
        print(f"{target}: {arguments.bars} bars by {continuer.name}, seed {seed}")


def _write(target: Path, song: Song) -> None:
    with about(target):
        registry.write_song(target, song)
