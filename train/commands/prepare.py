"""`python -m train prepare`: from music to a data set."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from train.commands import DATA
from train.prepare import prepare
from train.sources import FORMS

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it is told."""
    parser = commands.add_parser(
        "prepare",
        help="music to one .npz of gridded songs",
        description="Read NES-MDB or other music, on rows and at 24 Hz, into one data set to train on.",
    )
    parser.add_argument(
        "sources",
        metavar="SRC",
        type=Path,
        nargs="+",
        help=f"folder, .tar.gz or .tar.xz of {', '.join(FORMS)}; one such file; or a data set (.npz), to be made one "
        "with the others",
    )
    parser.add_argument("--out", metavar="DATA.npz", type=Path, default=DATA)
    parser.add_argument(
        "--shard",
        metavar="i/n",
        type=_shard,
        default=(1, 1),
        help="only part i of n, counted from 1, on one of n machines",
    )
    parser.set_defaults(command=lambda arguments: run(arguments.sources, arguments.out, arguments.shard))


def run(sources: list[Path], out: Path, shard: tuple[int, int] = (1, 1)) -> None:
    """Prepare a data set and tell what it holds."""
    print(prepare(sources, out, shard))
    print(out)


def _shard(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise argparse.ArgumentTypeError(f"{text!r}: expected i/n, with i from 1 to n")
    return int(match[1]), int(match[2])
