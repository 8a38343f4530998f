"""`python -m train prepare`: from music to a data set."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from train import corpus as corpora
from train.commands import DATA
from train.corpus import CorpusError
from train.prepare import ARCHIVE, corpus_of, read_songs

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it is told."""
    parser = commands.add_parser("prepare", help="NES-MDB's MIDI archive to one .npz of gridded songs")
    parser.add_argument("source", type=Path, help=f"folder that holds {ARCHIVE}")
    parser.add_argument("--out", type=Path, default=DATA)
    parser.set_defaults(command=lambda arguments: prepare(arguments.source, arguments.out))


def prepare(source: Path, out: Path) -> None:
    """Prepare a data set and tell what it holds."""
    songs = read_songs(source)
    corpus = corpus_of(songs)
    out.parent.mkdir(parents=True, exist_ok=True)
    corpora.save(out, [corpus])
    print(f"{len(songs)} songs, {len(corpus.name)} on a row grid, {len(corpus.pitch)} rows: {out}")


def find_nesmdb() -> Path:
    """Return the folder of NES-MDB: `NESMDB_DIR`, or `data/`, or `../shared/data`.

    Raises
    ------
    CorpusError
        None of them holds its archive.
    """
    candidates = [Path(os.environ.get("NESMDB_DIR", "data")), Path("../shared/data")]
    for folder in candidates:
        if (folder / ARCHIVE).is_file():
            return folder
    raise CorpusError(f"{ARCHIVE} is neither in NESMDB_DIR nor in data/; see README.md, Training")
