import pytest

from nes_composer.models.grids import GRIDS
from nes_composer.score.score import PATTERN_ROWS, TICK_RATE


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
def test_patterns_are_whole_bars_and_whole_segments(grid):
    assert grid.bar_rows * grid.bars == grid.pattern_rows
    assert grid.pattern_rows % grid.segment_rows == 0


def test_a_pattern_of_rows_is_the_one_of_a_song():
    assert GRIDS["rows"].pattern_rows == PATTERN_ROWS


@pytest.mark.parametrize("ticks", [5, 6, 9])
def test_on_rows_each_song_has_its_tempo_and_on_frames_all_have_the_same(ticks):
    # A tempo that was measured is not a whole number of ticks.
    measured = TICK_RATE / (ticks - 0.02)
    assert GRIDS["rows"].ticks_per_row(measured) == ticks
    assert GRIDS["24hz"].ticks_per_row(measured) == 3
