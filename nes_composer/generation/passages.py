"""What a model's grid means for a song: its bars, its tempo, which rows it goes on from, and where a take goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from nes_composer.models.grids import ModelGrid
from nes_composer.models.take import Take, joined
from nes_composer.score.edits import put, rows_between, with_length
from nes_composer.score.score import TICK_RATE, Score
from nes_composer.score.song import Origin, Song

_FREE_TEMPO = TICK_RATE / 6
_BEATS = 4
_NEAR = 0.01

_REMEMBERED_ROWS = 2048
"""What is handed to the model of a long song: more than it looks back."""

_RETURN_BARS = 4
"""How much of what follows a hole tells which take leads there."""


@dataclass(frozen=True)
class Passage:
    """Rows that are to be drawn, and the music around them.

    Parameters
    ----------
    row, rows
        Where they begin in the song, and how many they are.
    voices
        Which voices are drawn.
    before, first_row
        The rows that go before, and where in the song those begin.
    conditions
        What all voices have in the rows now: those that are not drawn keep it.
    after
        What follows a hole; None where nothing does, and where a song is only gone on from.
    """

    row: int
    rows: int
    voices: tuple[int, ...]
    before: Score
    first_row: int
    conditions: Score
    after: Score | None = None

    @property
    def end(self) -> int:
        """The first row after them."""
        return self.row + self.rows

    def follows(self, score: Score) -> bool:
        """Return whether a score has what this goes on from."""
        return rows_between(with_length(score, self.row), self.first_row, self.row) == self.before


def onward(score: Score, row: int, rows: int, voices: tuple[int, ...]) -> Passage:
    """Return the passage of `rows` rows from `row` on, which may be beyond the end of the score."""
    first, room = max(row - _REMEMBERED_ROWS, 0), with_length(score, max(len(score), row + rows))
    return Passage(
        row, rows, voices, rows_between(room, first, row), first, conditions=rows_between(room, row, row + rows)
    )


def hole(score: Score, start: int, end: int, voices: tuple[int, ...]) -> Passage:
    """Return the rows from `start` to `end` (exclusive) as a passage that has to lead to what follows them."""
    passage = onward(score, start, end - start, voices)
    # Notes that begin in the hole and are held beyond it go with their start.
    emptied = put(score, start, Score.silent(end - start, score.rows_per_second), voices)
    after = rows_between(emptied, end, end + _RETURN_BARS * score.rows_per_bar)
    return replace(passage, after=after if after.sounding.any() else None)


def is_hole(score: Score, start: int, end: int, voices: tuple[int, ...]) -> bool:
    """Return whether voices are silent between two rows and play later on."""
    sounding = score.sounding[:, list(voices)]
    return bool(not sounding[start:end].any() and sounding[end:].any())


def row_after_last_note(grid: ModelGrid, score: Score) -> int:
    """Return where the bar begins that follows the last note."""
    bar = bar_rows(grid, score)
    sounding = np.flatnonzero(score.sounding.any(axis=1))
    return -(-(int(sounding[-1]) + 1) // bar) * bar if len(sounding) else 0


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


def with_take(song: Song, row: int, take: Take, voices: Iterable[int], origin: Origin | None = None) -> Song:
    """Return the song with a take from `row` on in the voices that were drawn, as long as it then has to be.

    What is locked stays as it is; what the take would hold on and is no longer there starts anew. The patterns that
    the take reaches into note its origin, if one is given.
    """
    before = with_length(song.score, row)
    score = joined(before, _that_joins(before, take))
    room = with_length(song.score, max(len(score), len(song.score)))
    song = song.by_model(put(room, 0, score, voices))
    if origin is None or not len(take.rows):
        return song
    first, last = row // song.rows_per_pattern, (row + len(take.rows) - 1) // song.rows_per_pattern
    patterns = (
        replace(pattern, origin=origin) if first <= index <= last else pattern
        for index, pattern in enumerate(song.patterns)
    )
    return replace(song, patterns=tuple(patterns))


def _that_joins(before: Score, take: Take) -> Take:
    """Return the take without the holds that hold on nothing: a hand may have been there since it was drawn."""
    if not any(take.held):
        return take
    if not len(before) or not len(take.rows):
        return replace(take, held=(False,) * len(take.held))
    same = before.pitch[-1] == take.rows.pitch[0]
    return replace(take, held=tuple(bool(held and same[voice]) for voice, held in enumerate(take.held)))
