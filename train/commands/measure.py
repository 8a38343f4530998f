"""`python -m train grids` and `presets`: what NES-MDB tells about rows and instruments."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from nes_composer import atomic, paths
from train.grid_report import grid_report, song_grids
from train.presets import make_presets
from train.sources import MIDI_ARCHIVE

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands and what they are told."""
    grids = commands.add_parser("grids", help="how well row grids are recovered, as a table")
    grids.add_argument("source", type=Path, help=f"folder that holds {MIDI_ARCHIVE}")
    grids.add_argument("--split", choices=["train", "valid"], default="valid")
    grids.add_argument("--out", type=Path, default=Path("docs/row-grids.md"))
    grids.set_defaults(command=lambda arguments: _grids(arguments.source, arguments.split, arguments.out))
    presets = commands.add_parser("presets", help="measure the presets of instruments from real notes")
    presets.add_argument("source", type=Path, help=f"folder that holds {MIDI_ARCHIVE}")
    presets.add_argument("--out", type=Path, default=paths.assets() / "presets.json")
    presets.add_argument("--page", type=Path, default=Path("docs/presets.md"))
    presets.set_defaults(command=lambda arguments: _presets(arguments.source, arguments.out, arguments.page))


def _grids(source: Path, split: str, out: Path) -> None:
    begin = time.monotonic()
    songs = song_grids(source, split)
    text = grid_report(songs, split, time.monotonic() - begin)
    atomic.write_bytes(out, text.encode())
    print(f"{len(songs)} songs: {out}")


def _presets(source: Path, out: Path, page: Path) -> None:
    found = make_presets(source, out, page)
    print(f"{len(found)} presets: {out}, {page}")
