"""The table of how well row grids are recovered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from train.prepare import GriddedSong

LEAST_ONSETS = 24
"""Songs with fewer rhythmic onsets are jingles: any grid fits them."""

_FITS = (0.75, 0.8, 0.85, 0.9, 0.95)
_MOST_PERIODS = 8


def grid_report(songs: Sequence[GriddedSong], split: str, seconds: float) -> str:
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
    periods = Counter(round(song.score.ticks_per_row) for song in long_enough if song.fit >= 0.85)
    lines += ["", "Ticks per row of the songs with R ≥ 0.85:", "", "| ticks per row | songs |", "| --- | --- |"]
    lines += [f"| {ticks} | {count} |" for ticks, count in periods.most_common(_MOST_PERIODS)]
    rest = sum(count for _, count in periods.most_common()[_MOST_PERIODS:])
    lines += [f"| others | {rest} |"] if rest else []
    lines += ["", f"Reading and gridding took {seconds:.0f} s on two cores. Made by `python -m train grids`.", ""]
    return "\n".join(lines)
