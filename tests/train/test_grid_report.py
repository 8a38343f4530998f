import pytest

from nes_composer.score.score import TICK_RATE, Score
from train.grid_report import LEAST_ONSETS, grid_report
from train.prepare import GriddedSong


@pytest.fixture
def songs():
    """Ten songs on rows of six ticks with fits of 0.0, 0.1 … 0.9, and a jingle."""
    score = Score.silent(64, TICK_RATE / 6)
    songs = [GriddedSong(f"song {i}", True, score, i / 10, LEAST_ONSETS) for i in range(10)]
    return [*songs, GriddedSong("jingle", True, score, 1.0, LEAST_ONSETS - 1)]


def test_songs_are_counted_by_fit_and_jingles_left_out(songs):
    text = grid_report(songs, "valid", 3.0)
    assert "Of the 11 songs in NES-MDB's `valid` split, 10 " in text
    assert "| 0.8 | 2 | 20.0% |" in text
    assert "| 0.95 | 0 | 0.0% |" in text


def test_periods_are_those_of_well_fitting_songs(songs):
    assert "| 6 | 1 |" in grid_report(songs, "valid", 3.0)


def test_no_songs_make_a_table_of_nothing():
    assert "| 0.9 | 0 | 0.0% |" in grid_report([], "train", 0.0)
