from dataclasses import replace

import pytest

from nes_composer.generation.passages import bar_rows, fits, silence, with_take
from nes_composer.models.grids import GRIDS
from nes_composer.models.take import Take
from nes_composer.score.edits import draw, rows_between
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import NO, P1, TICK_RATE, TR, Score
from nes_composer.score.song import Song


def test_rows_fit_any_tempo_and_frames_theirs_alone():
    assert fits(GRIDS["rows"], Score.silent(1, 7.0))
    assert fits(GRIDS["24hz"], Score.silent(1, 24.1))
    assert not fits(GRIDS["24hz"], Score.silent(1, TICK_RATE / 3))


def test_a_bar_is_the_songs_own_on_rows_and_the_grids_on_frames():
    waltz = replace(Score.silent(1), beats_per_bar=3)
    assert bar_rows(GRIDS["rows"], waltz) == 12
    assert bar_rows(GRIDS["24hz"], waltz) == 96


@pytest.mark.parametrize(("grid", "rows_per_second"), [("rows", TICK_RATE / 6), ("24hz", 24.0)])
def test_a_song_begins_on_the_grid(grid, rows_per_second):
    score = silence(GRIDS[grid], 10)
    assert (len(score), score.rows_per_second) == (10, rows_per_second)
    assert score.rows_per_bar == GRIDS[grid].bar_rows
    assert score.beats_per_bar == 4


@pytest.fixture
def song():
    """Two bars and a half; P1 sounds to the end."""
    return Song(
        draw(Score.silent(40), [Note(P1, 30, 10, 60), Note(TR, 30, 10, 40, 15), Note(NO, 34, 2, 9)]), title="it"
    )


TAKE = Take(
    draw(Score.silent(16), [Note(P1, 0, 3, 60), Note(P1, 8, 8, 62), Note(NO, 2, 1, 3)]), (True, False, False, False)
)


def test_a_take_at_the_end_makes_the_song_longer_and_holds_on_what_it_holds(song):
    on = with_take(song, 40, TAKE, range(4))
    assert len(on.score) == 56
    assert note_at(on.score, P1, 40) == Note(P1, 30, 13, 60)
    assert note_at(on.score, TR, 39) == Note(TR, 30, 10, 40, 15)
    assert on.title == "it"


def test_a_take_within_the_song_replaces_what_was_there_in_its_voices_only(song):
    on = with_take(song, 32, TAKE, (P1, NO)).score
    assert len(on) == 48
    assert [note_at(on, P1, row) for row in (32, 40)] == [Note(P1, 30, 5, 60), Note(P1, 40, 8, 62)]
    assert note_at(on, TR, 35) == Note(TR, 30, 10, 40, 15)
    assert on.pitch[32:, NO].nonzero()[0].tolist() == [2]
    assert rows_between(on, 0, 32) == rows_between(song.score, 0, 32)


def test_a_take_beyond_the_end_leaves_silence_between(song):
    on = with_take(song, 48, replace(TAKE, held=(False,) * 4), range(4)).score
    assert len(on) == 64
    assert not on.sounding[40:48].any()
    assert note_at(on, P1, 48) == Note(P1, 48, 3, 60)
