"""The table of how well row grids are recovered."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

from nes_composer.formats import nesmdb_midi
from nes_composer.formats.report import FormatError
from nes_composer.score.grid import recover_grid
from train.midi_archive import midi_songs

LEAST_ONSETS = 24
"""Songs with fewer rhythmic onsets are jingles: any grid fits them."""

_FITS = (0.75, 0.8, 0.85, 0.9, 0.95)
_MOST_PERIODS = 8


class SongGrid(NamedTuple):
    """The row grid of a song, and how many rhythmic onsets tell it; 0 where none fits."""

    ticks_per_row: float
    fit: float
    onsets: int


def song_grids(folder: Path, split: str) -> list[SongGrid]:
    """Return the row grids of the songs of a split of NES-MDB, whose MIDI archive is in `folder`.

    Raises
    ------
    FormatError
        The archive is damaged.
    OSError
        It is missing.
    """
    with multiprocessing.Pool() as pool:
        return list(tqdm(pool.imap(_song_grid, midi_songs(folder, split), 32), "grid", unit=" songs"))


def _song_grid(song: tuple[str, bytes]) -> SongGrid:
    name, data = song
    try:
        onsets = nesmdb_midi.read_performance(Path(name), data).rhythmic_onsets()
    except FormatError:
        return SongGrid(0.0, 0.0, 0)
    grid = recover_grid(onsets)
    return SongGrid(grid.ticks_per_row if grid else 0.0, grid.fit if grid else 0.0, len(onsets))


def grid_report(songs: Sequence[SongGrid], split: str, seconds: float) -> str:
    """Return a Markdown page on the songs of a split; `seconds` is what reading and gridding them took."""
    long_enough = [song for song in songs if song.onsets >= LEAST_ONSETS]
    lines = [
        "# Row grids",
        "",
        f"Of the {len(songs)} songs in NES-MDB's `{split}` split, {len(long_enough)} have at least {LEAST_ONSETS} "
        "rhythmic onsets. R is the vector strength of those onsets at the recovered period "
        "(`nes_composer/score/grid.py`): 1 if every note lies on a row.",
        "",
        "| R at least | songs | share |",
        "| --- | --- | --- |",
    ]
    for fit in _FITS:
        count = sum(song.fit >= fit for song in long_enough)
        lines.append(f"| {fit} | {count} | {count / max(1, len(long_enough)):.1%} |")
    periods = Counter(round(song.ticks_per_row) for song in long_enough if song.fit >= 0.85)
    lines += ["", "Ticks per row of the songs with R ≥ 0.85:", "", "| ticks per row | songs |", "| --- | --- |"]
    lines += [f"| {ticks} | {count} |" for ticks, count in periods.most_common(_MOST_PERIODS)]
    rest = sum(count for _, count in periods.most_common()[_MOST_PERIODS:])
    lines += [f"| others | {rest} |"] if rest else []
    lines += ["", f"Reading and gridding took {seconds:.0f} s on two cores. Made by `python -m train grids`.", ""]
    return "\n".join(lines)
