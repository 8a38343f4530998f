"""`python -m train`: from NES-MDB to a checkpoint."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from nes_composer import atomic, paths
from nes_composer.models.vae import VaeConfig
from train import corpus as corpora
from train.corpus import CorpusError
from train.fit import fit_vae
from train.grid_report import grid_report
from train.prepare import ARCHIVE, corpus_of, read_songs
from train.presets import make_presets
from train.vae_task import VaeSettings

CORPUS = Path("data/nesmdb-rows.npz")


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    arguments = _parser().parse_args(argv)
    try:
        arguments.command(arguments)
    except KeyboardInterrupt:
        print("train: interrupted", file=sys.stderr)
        return 1
    except (CorpusError, OSError) as error:
        print(f"train: error: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m train", description="Make the checkpoints from NES-MDB.")
    parser.set_defaults(command=_whole_path)
    commands = parser.add_subparsers()
    preparing = commands.add_parser("prepare", help="NES-MDB's MIDI archive to one .npz of gridded songs")
    preparing.add_argument("source", type=Path, help=f"folder that holds {ARCHIVE}")
    preparing.add_argument("--out", type=Path, default=CORPUS)
    preparing.set_defaults(command=lambda a: _prepare(a.source, a.out))
    grids = commands.add_parser("grids", help="how well row grids are recovered, as a table")
    grids.add_argument("source", type=Path, help=f"folder that holds {ARCHIVE}")
    grids.add_argument("--split", choices=["train", "valid"], default="valid")
    grids.add_argument("--out", type=Path, default=Path("docs/row-grids.md"))
    grids.set_defaults(command=lambda a: _grids(a.source, a.split, a.out))
    measuring = commands.add_parser("presets", help="measure the presets of instruments from real notes")
    measuring.add_argument("source", type=Path, help=f"folder that holds {ARCHIVE}")
    measuring.add_argument("--out", type=Path, default=paths.assets() / "presets.json")
    measuring.add_argument("--page", type=Path, default=Path("docs/presets.md"))
    measuring.set_defaults(command=lambda a: _presets(a.source, a.out, a.page))
    fitting = commands.add_parser("fit", help="train a model")
    fitting.add_argument("model", choices=["vae"])
    fitting.add_argument("--data", type=Path, default=CORPUS)
    fitting.add_argument("--out", type=Path, default=paths.default_vae())
    fitting.add_argument("--max-minutes", type=float, default=VaeSettings.max_minutes)
    fitting.set_defaults(command=lambda a: _fit(a.data, a.out, a.max_minutes))
    return parser


def _whole_path(_: argparse.Namespace) -> None:
    """Prepare what is not prepared yet, then train with the defaults."""
    if not CORPUS.is_file():
        _prepare(_find_nesmdb(), CORPUS)
    _fit(CORPUS, paths.default_vae(), VaeSettings.max_minutes)


def _find_nesmdb() -> Path:
    """Return the folder of NES-MDB: `NESMDB_DIR`, or `data/`, or `../shared/data`."""
    candidates = [Path(os.environ.get("NESMDB_DIR", "data")), Path("../shared/data")]
    for folder in candidates:
        if (folder / ARCHIVE).is_file():
            return folder
    raise CorpusError(f"{ARCHIVE} is neither in NESMDB_DIR nor in data/; see README.md, Training")


def _prepare(source: Path, out: Path) -> None:
    songs = read_songs(source)
    corpus = corpus_of(songs)
    out.parent.mkdir(parents=True, exist_ok=True)
    corpora.save(out, corpus)
    print(f"{len(songs)} songs, {len(corpus.name)} on a row grid, {len(corpus.pitch)} rows: {out}")


def _grids(source: Path, split: str, out: Path) -> None:
    begin = time.monotonic()
    songs = read_songs(source, [split])
    text = grid_report(songs, split, time.monotonic() - begin)
    atomic.write_bytes(out, text.encode())
    print(f"{len(songs)} songs: {out}")


def _presets(source: Path, out: Path, page: Path) -> None:
    found = make_presets(source, out, page)
    print(f"{len(found)} presets: {out}, {page}")


def _fit(data: Path, out: Path, max_minutes: float) -> None:
    checkpoint = fit_vae(corpora.load(data), out, VaeConfig(), VaeSettings(max_minutes=max_minutes))
    print(f"{out}: {checkpoint.summary.metrics}")


if __name__ == "__main__":
    sys.exit(main())
