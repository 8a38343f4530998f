"""What a model's grid means for a song: its bars, its tempo, and where a take goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nes_composer.models.grids import ModelGrid
from nes_composer.models.take import Take, joined
from nes_composer.score.edits import put, with_length
from nes_composer.score.score import TICK_RATE, Score
from nes_composer.score.song import Song

_FREE_TEMPO = TICK_RATE / 6
_BEATS = 4
_NEAR = 0.01


def fits(grid: ModelGrid, score: Score) -> bool:
    """Return whether the rows of a score last as long as those of a grid, give or take a percent."""
    return grid.rows_per_second is None or abs(score.rows_per_second / grid.rows_per_second - 1) <= _NEAR


def bar_rows(grid: ModelGrid, score: Score) -> int:
    """Return the rows of a bar: the score's own, or the grid's where that knows no bars of music."""
    return score.rows_per_bar if grid.rows_per_second is None else grid.bar_rows


def silence(grid: ModelGrid, rows: int) -> Score:
    """Return silent rows as a model begins a song with: its tempo, or 150 beats a minute; four beats a bar."""
    score = Score.silent(rows, grid.rows_per_second or _FREE_TEMPO)
    return replace(score, rows_per_beat=grid.bar_rows // _BEATS, beats_per_bar=_BEATS)


def with_take(song: Song, row: int, take: Take, voices: Iterable[int]) -> Song:
    """Return the song with a take from `row` on in the voices that were drawn, as long as it then has to be."""
    score = joined(with_length(song.score, row), take)
    room = with_length(song.score, max(len(score), len(song.score)))
    return replace(song, score=put(room, 0, score, voices))
