"""The two grids that models work on: what a row lasts, and how many rows one z describes."""

from __future__ import annotations

from dataclasses import dataclass

from nes_composer.score.score import PATTERN_ROWS, TICK_RATE


@dataclass(frozen=True)
class ModelGrid:
    """A grid.

    Parameters
    ----------
    pattern_rows
        Rows of one pattern.
    bars
        In a pattern; on the frames of NES-MDB they are stretches of four seconds, whatever the music does.
    segment_rows
        Rows that a VAE sees as one: a bar of rows, a second of frames.
    lags
        How many rows back an LSTM looks for repetition: one, two and four bars.
    rows_per_second
        Where every song has the same; None where each has its own tempo.
    """

    pattern_rows: int
    bars: int
    segment_rows: int
    lags: tuple[int, ...]
    rows_per_second: float | None

    @property
    def bar_rows(self) -> int:
        """Rows of a bar."""
        return self.pattern_rows // self.bars

    def ticks_per_row(self, rows_per_second: float) -> int:
        """Return the whole ticks per row of a tempo, which is how a model is told it."""
        return round(TICK_RATE / (self.rows_per_second or rows_per_second))


GRIDS = {
    "rows": ModelGrid(PATTERN_ROWS, bars=4, segment_rows=16, lags=(16, 32, 64), rows_per_second=None),
    # NES-MDB's seprsco; a bar at 150 beats a minute is 38 frames, at 120 it is 48.
    "24hz": ModelGrid(768, bars=8, segment_rows=24, lags=(24, 38, 48, 96), rows_per_second=24.0),
}
