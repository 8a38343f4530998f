import pytest
from support.random_songs import pack, random_score, write

from train.grid_report import LEAST_ONSETS, SongGrid, grid_report, song_grids


@pytest.fixture
def songs():
    """Ten songs on rows of six ticks with fits of 0.0, 0.1 … 0.9, and a jingle."""
    return [*(SongGrid(6.0, i / 10, LEAST_ONSETS) for i in range(10)), SongGrid(6.0, 1.0, LEAST_ONSETS - 1)]


def test_songs_are_counted_by_fit_and_jingles_left_out(songs):
    text = grid_report(songs, "valid", 3.0)
    assert "Of the 11 songs in NES-MDB's `valid` split, 10 " in text
    assert "| 0.8 | 2 | 20.0% |" in text
    assert "| 0.95 | 0 | 0.0% |" in text


def test_periods_are_those_of_well_fitting_songs(songs):
    assert "| 6 | 1 |" in grid_report(songs, "valid", 3.0)


def test_no_songs_make_a_table_of_nothing():
    assert "| 0.9 | 0 | 0.0% |" in grid_report([], "train", 0.0)


def test_grids_are_those_of_the_songs(tmp_path):
    folder = tmp_path / "nesmdb_midi"
    for name, ticks in (("a", 5), ("b", 8)):
        write(folder / "valid" / f"{name}.nesmdb.mid", random_score(1, ticks_per_row=ticks))
    (folder / "valid" / "c.mid").write_bytes(b"MThd nothing")
    pack(tmp_path / "nesmdb_midi.tar.xz", folder)
    first, second, broken = song_grids(tmp_path, "valid")
    assert (first.ticks_per_row, second.ticks_per_row) == pytest.approx((5, 8))
    assert min(first.fit, second.fit) > 0.9
    assert first.onsets == second.onsets > LEAST_ONSETS
    assert broken.fit == broken.onsets == 0
