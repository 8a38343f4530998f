from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score import chain
from nes_composer.score.edits import draw, with_length
from nes_composer.score.locks import Locks
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import P1, Score, ScoreError
from nes_composer.score.song import Pattern, Song


@pytest.fixture
def song():
    """Three patterns of one note each, which tells them apart, and a last one of 10 rows."""
    score = draw(Score.silent(3 * 64 + 10), [Note(P1, 64 * i + 4, 3, 60 + i) for i in range(4)])
    return Song(score, tuple(Pattern((float(i),), with_length(score, 64)) for i in range(4)))


def tunes(song):
    """The pitch that each pattern begins with, 0 for a silent one."""
    return [int(song.pattern_rows(i).pitch[4, P1]) for i in range(len(song.patterns))]


def names(song):
    return [song.name_of(i) for i in range(len(song.patterns))]


def points(song):
    return [pattern.z[0] if pattern.z else None for pattern in song.patterns]


def test_a_new_pattern_is_silent_and_has_a_name_that_is_free(song):
    added = chain.added(song, 1)
    assert tunes(added) == [60, 0, 61, 62, 63]
    assert points(added) == [0, None, 1, 2, 3]
    assert names(added) == ["A", "E", "B", "C", "D"]
    assert len(added.score) == len(song.score) + 64


def test_a_copy_is_called_and_sounds_like_its_original(song):
    copied = chain.duplicated(song, (0, 1))
    assert tunes(copied) == [60, 61, 60, 61, 62, 63]
    assert names(copied) == ["A", "B", "A", "B", "C", "D"]
    assert points(copied) == [0, 1, 0, 1, 2, 3]


def test_deleting_keeps_the_names_of_the_others(song):
    left = chain.deleted(song, (0, 2))
    assert tunes(left) == [61, 63]
    assert names(left) == ["B", "D"]
    assert len(left.score) == 74


def test_of_a_song_something_is_always_left(song):
    left = chain.deleted(song, range(4))
    assert tunes(left) == [0]
    assert len(left.score) == 64
    with pytest.raises(ScoreError):
        chain.rearranged(song, [])


def test_a_short_pattern_is_filled_up_when_it_is_not_the_last(song):
    moved = chain.moved(song, (3,), 0)
    assert tunes(moved) == [63, 60, 61, 62]
    assert len(moved.score) == 4 * 64


@given(order=st.permutations(range(4)))
def test_moved_there_and_back_the_song_is_the_same(order):
    score = draw(Score.silent(4 * 64), [Note(P1, 64 * i + 4, 3, 60 + i) for i in range(4)])
    song = chain.renamed(
        Song(score, tuple(Pattern((float(i),)) for i in range(4)), locks=Locks(bars=frozenset({1, 9}))), 1, "x"
    )
    there = chain.rearranged(song, order)
    back = chain.rearranged(there, [order.index(i) for i in range(4)])
    assert back.score == song.score
    assert points(back) == points(song)
    assert names(back) == names(song)
    assert back.locks == song.locks
    assert tunes(there) == [60 + i for i in order]


def test_moving_to_where_they_are_changes_nothing_to_hear(song):
    assert tunes(chain.moved(song, (1, 2), 2)) == tunes(song)


def test_several_that_are_apart_come_together(song):
    assert tunes(chain.moved(song, (0, 2), 4)) == [61, 63, 60, 62]


def test_a_note_held_between_neighbours_stays_whole_and_starts_anew_elsewhere():
    song = Song(draw(Score.silent(192), [Note(P1, 60, 10, 60)]))
    assert note_at(chain.added(song, 2).score, P1, 64) == Note(P1, 60, 10, 60)
    apart = chain.added(song, 1).score
    assert note_at(apart, P1, 60) == Note(P1, 60, 4, 60)
    assert note_at(apart, P1, 128) == Note(P1, 128, 6, 60)


def test_locked_bars_go_with_their_pattern(song):
    locked = replace(song, locks=Locks(frozenset({2}), frozenset({0, 5})))
    moved = chain.moved(locked, (0,), 3)
    assert moved.locks == Locks(frozenset({2}), frozenset({8, 1}))
    assert chain.duplicated(locked, (0,)).locks.bars == {0, 4, 9}
    assert chain.deleted(locked, (1,)).locks.bars == {0}


def test_names_are_one_line_and_not_endless(song):
    assert chain.renamed(song, 1, "  the \n bridge ").patterns[1].name == "the bridge"
    assert len(chain.renamed(song, 1, "x" * 99).patterns[1].name) == chain.MOST_NAME
    assert names(chain.renamed(song, 1, "")) == ["A", "B", "C", "D"]


def test_more_rows_than_a_song_may_have_are_refused():
    song = Song(Score.silent(4096 * 200), rows_per_pattern=4096)
    with pytest.raises(ScoreError, match="patterns are more than"):
        chain.duplicated(song, range(200))
