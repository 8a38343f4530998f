from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score import edits
from nes_composer.score.bundle import notes_on
from nes_composer.score.locks import Locks
from nes_composer.score.notes import Note
from nes_composer.score.operations.rows import deleted, inserted
from nes_composer.score.score import MAX_ROWS, P1, VOICES, Score, ScoreError
from nes_composer.score.song import Pattern, Song


@pytest.fixture
def chain():
    """Four patterns of 16 rows, each with a latent point of its own, the third bar locked."""
    score = edits.draw(Score.silent(64), [Note(P1, row, 3, 60 + row // 16) for row in range(0, 64, 4)])
    patterns = tuple(Pattern(z=(float(index),), name="Verse" if index == 1 else "") for index in range(4))
    return Song(score, patterns, rows_per_pattern=16, locks=Locks(frozenset({2}), frozenset({2})))


@given(data=st.data())
def test_rows_put_in_and_taken_out_give_the_song_back(scores, data):
    score = data.draw(scores())
    song = Song(score)
    row, count = data.draw(st.integers(0, len(score))), data.draw(st.integers(1, 20))
    longer = inserted(song, row, count)
    assert len(longer.score) == len(score) + count
    assert not longer.score.onset[row : row + count].any()
    if len(score):
        assert deleted(longer, row, row + count).score == score


@given(data=st.data())
def test_what_is_beside_deleted_rows_is_as_before(scores, data):
    score = data.draw(scores())
    a, b = sorted(data.draw(st.tuples(*[st.integers(0, len(score))] * 2)))
    if (a, b) == (0, len(score)):
        return
    shorter = deleted(Song(score), a, b).score
    assert len(shorter) == len(score) - (b - a)
    assert edits.rows_between(shorter, 0, a) == edits.rows_between(score, 0, a)
    for voice in range(len(VOICES)):
        kept = [note for note in notes_on(score, voice) if note.start < a or note.start >= b]
        expected = [note.start - (b - a) * (note.start >= b) for note in kept]
        assert [note.start for note in notes_on(shorter, voice)] == expected


def test_whole_patterns_and_locked_bars_move_with_their_rows(chain):
    longer = inserted(chain, 16, 16)
    assert [pattern.z for pattern in longer.patterns] == [(0.0,), None, (1.0,), (2.0,), (3.0,)]
    assert [longer.name_of(index) for index in range(5)] == ["A", "B", "Verse", "C", "D"]
    assert longer.locks == Locks(frozenset({2}), frozenset({3}))
    again = deleted(longer, 16, 32)
    assert [pattern.z for pattern in again.patterns] == [(0.0,), (1.0,), (2.0,), (3.0,)]
    assert again.locks == chain.locks
    assert again.score == chain.score


def test_patterns_that_are_cut_keep_their_names_only(chain):
    longer = inserted(chain, 20, 4)
    assert [pattern.z for pattern in longer.patterns] == [(0.0,), None, None, None, None]
    assert longer.name_of(1) == "Verse"
    assert longer.locks.bars == {2, 3}
    shorter = deleted(chain, 62, 64)
    assert [pattern.z for pattern in shorter.patterns] == [(0.0,), (1.0,), (2.0,), None]


def test_a_pattern_put_into_another_one_leaves_those_behind_it_whole(chain):
    longer = inserted(chain, 20, 16)
    assert [pattern.z for pattern in longer.patterns] == [(0.0,), None, None, (2.0,), (3.0,)]


def test_a_song_without_rows_left_is_a_silent_pattern(chain):
    nothing = deleted(chain, 0, 64)
    assert len(nothing.score) == 16
    assert not nothing.score.sounding.any()
    assert nothing.patterns == (Pattern(),)


def test_too_many_rows_are_refused_before_they_are_made(chain):
    with pytest.raises(ScoreError, match=str(MAX_ROWS)):
        inserted(chain, 0, MAX_ROWS)
    assert len(inserted(replace(chain, score=Score.silent(0)), 0, 16).score) == 16
