import numpy as np
import pytest
from support.starting_points import starting_points

from nes_composer.score.score import Score
from nes_composer.score.song import Song
from nes_composer.ui.shelf_hearing import ShelfHearing

ONE, TWO, THREE = starting_points().points


@pytest.fixture
def hearing(window):
    return ShelfHearing(window.desk, window.transport)


def running(bench, qtbot, row):
    bench.audio.hear(playing=True, row=float(row))
    qtbot.waitUntil(lambda: bench.window.transport.playing and bench.window.transport.row == row)


def test_a_point_is_heard_at_its_own_tempo_on_its_own_instruments(bench, hearing):
    bench.window.selection.choose_pattern(2)
    hearing.hear(TWO)
    heard = bench.audio.scores[-1]
    assert heard.rows_per_second == TWO.rows.rows_per_second
    assert bench.audio.instruments[-1] == TWO.instruments
    assert bench.audio.told[-1] == ("play", 128)
    assert np.array_equal(heard.pitch[128:192], TWO.rows.pitch)
    assert np.array_equal(heard.pitch[192:256], TWO.rows.pitch)
    assert hearing.point is TWO


def test_afterwards_all_is_as_it_was(bench, hearing, qtbot):
    bench.audio.seek(70)
    qtbot.waitUntil(lambda: bench.window.transport.row == 70)
    hearing.hear(ONE)
    qtbot.waitUntil(lambda: bench.window.transport.playing)
    hearing.hear(TWO)
    hearing.stop()
    assert bench.audio.told[-2:] == [("stop",), ("seek", 70)]
    assert bench.audio.scores[-1] is bench.window.document.score
    assert bench.audio.instruments[-1] == bench.window.document.song.instruments
    assert hearing.point is None


def test_a_running_song_goes_on_where_it_was(bench, hearing, qtbot):
    running(bench, qtbot, 100)
    hearing.hear(ONE)
    qtbot.waitUntil(lambda: bench.window.transport.row == 0)
    hearing.stop()
    assert bench.audio.told[-1] == ("seek", 100)
    assert ("stop",) not in bench.audio.told


def test_to_stop_what_is_not_heard_does_nothing(bench, hearing):
    told = list(bench.audio.told)
    hearing.stop()
    assert bench.audio.told == told


def test_another_song_begins_at_its_start(bench, hearing):
    hearing.hear(ONE)
    bench.window.document.open(Song(Score.silent(64)))
    told = list(bench.audio.told)
    assert hearing.point is None
    assert bench.audio.scores[-1] is bench.window.document.score
    hearing.stop()
    assert bench.audio.told == told


def test_in_a_song_of_an_hour_it_begins_at_the_start_as_soon(bench, hearing):
    bench.window.document.open(Song(Score.silent(64_000)))
    bench.window.selection.choose_pattern(900)
    hearing.hear(ONE)
    assert bench.audio.told[-1] == ("play", 0)
    assert len(bench.audio.scores[-1]) == 32 * 64
