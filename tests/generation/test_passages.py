from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.generation.passages import (
    bar_rows,
    fits,
    hole,
    is_hole,
    onward,
    row_after_last_note,
    silence,
    with_take,
)
from nes_composer.models.grids import GRIDS
from nes_composer.models.take import Take
from nes_composer.score.edits import draw, rows_between, with_length
from nes_composer.score.locks import Locks
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import NO, P1, TICK_RATE, TR, Score
from nes_composer.score.song import Origin, Pattern, Song


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


def test_the_song_goes_on_from_what_is_before_and_knows_what_is_there(song):
    passage = onward(song.score, 32, 16, (P1,))
    assert passage.before == rows_between(song.score, 0, 32)
    assert (passage.row, passage.rows, passage.end, passage.first_row, passage.after) == (32, 16, 48, 0, None)
    assert passage.conditions == rows_between(with_length(song.score, 48), 32, 48)


def test_of_a_long_song_only_the_latest_rows_go_before():
    passage = onward(Score.silent(5000), 5000, 16, (P1,))
    assert (len(passage.before), passage.first_row) == (2048, 5000 - 2048)


def test_beyond_the_end_silence_goes_before(song):
    passage = onward(song.score, 48, 16, (P1,))
    assert len(passage.before) == 48
    assert not passage.before.sounding[40:].any()


def test_a_hole_leads_to_what_follows_without_the_notes_that_begin_in_it(song):
    score = draw(song.score, [Note(P1, 8, 6, 64), Note(TR, 8, 6, 45, 15)])
    passage = hole(score, 4, 10, (P1,))
    assert (passage.row, passage.rows) == (4, 6)
    assert passage.before == rows_between(score, 0, 4)
    # The bass is not drawn: it is held on, and is part of what follows.
    assert note_at(passage.after, TR, 0).length == 4
    assert not passage.after.sounding[:20, P1].any()
    assert note_at(passage.after, P1, 20) == Note(P1, 20, 10, 60)


def test_nothing_follows_a_hole_at_the_end_or_before_silence(song):
    assert hole(song.score, 36, 40, (P1, TR, NO)).after is None
    assert hole(with_length(song.score, 80), 36, 48, (P1, TR, NO)).after is None


def test_a_hole_is_silent_and_notes_follow_it(song):
    assert is_hole(song.score, 4, 10, (P1, NO))
    assert not is_hole(song.score, 4, 32, (P1, NO))
    assert is_hole(song.score, 4, 32, (NO,))
    assert not is_hole(song.score, 36, 40, (NO,))


def test_a_passage_follows_what_it_was_made_from_and_nothing_else(song):
    passage = onward(song.score, 40, 16, (P1,))
    assert passage.follows(song.score)
    assert passage.follows(with_length(song.score, 80))
    assert not passage.follows(draw(song.score, [Note(NO, 2, 1, 5)]))


def test_the_bar_after_the_last_note_is_where_a_song_goes_on(song):
    assert row_after_last_note(GRIDS["rows"], with_length(song.score, 100)) == 48
    assert row_after_last_note(GRIDS["24hz"], song.score) == 96
    assert row_after_last_note(GRIDS["rows"], Score.silent(64)) == 0


def test_the_patterns_that_a_take_reaches_note_its_origin_and_keep_the_rest(song):
    song = replace(song, rows_per_pattern=16, patterns=(Pattern((1.0,), None, "x"),) * 3)
    origin = Origin("Continue", "model 01", 7)
    on = with_take(song, 40, TAKE, (P1,), origin)
    assert [pattern.origin for pattern in on.patterns] == [None, None, origin, origin]
    assert on.patterns[2] == Pattern((1.0,), None, "x", origin)
    assert on.patterns[:2] == song.patterns[:2]


@given(data=st.data())
def test_nothing_that_is_locked_changes(scores, data):
    score = data.draw(scores())
    score = replace(score, rows_per_beat=1)
    locks = Locks(
        data.draw(st.frozensets(st.integers(0, 3))),
        data.draw(st.frozensets(st.integers(0, max(-(-len(score) // score.rows_per_bar) - 1, 0)))),
    )
    take = Take(data.draw(scores()), tuple(data.draw(st.booleans()) for _ in range(4)))
    row = data.draw(st.integers(0, len(score) + 5))
    voices = data.draw(st.frozensets(st.integers(0, 3)))
    after = with_take(Song(score, locks=locks), row, take, voices).score
    locked = locks.cells(score)
    for name in ("pitch", "onset", "velocity", "timbre"):
        assert np.array_equal(getattr(after, name)[: len(score)][locked], getattr(score, name)[locked])
    assert not after.sounding[len(score) :, list(locks.voices)].any()


def test_a_note_that_is_no_longer_there_is_not_held_on(song):
    on = with_take(replace(song, score=draw(song.score, [Note(P1, 38, 2, 65)])), 40, TAKE, range(4)).score
    assert note_at(on, P1, 40) == Note(P1, 40, 3, 60)
