from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score.bundle import change, notes_on, take
from nes_composer.score.edits import draw
from nes_composer.score.lines import Lines
from nes_composer.score.notes import Note
from nes_composer.score.operations import timing
from nes_composer.score.score import NO, P1, P2, Score

TUNE = [Note(P1, 4, 2, 60), Note(P1, 6, 4, 62), Note(P2, 9, 1, 64)]


@pytest.fixture
def tune():
    return draw(Score.silent(32), TUNE)


def starts(notes):
    return [(note.start, note.length, note.pitch) for note in notes]


@given(data=st.data())
def test_every_operation_leaves_alone_what_it_does_not_write_over(scores, chosen, apply, data):
    score = data.draw(scores())
    notes = chosen(data.draw, score)
    number, end = data.draw(st.integers(-50, 50)), len(score)
    share = data.draw(st.floats(0, 1))
    for operation in (
        lambda b: timing.moved(b, number, end),
        timing.reversed_in_time,
        lambda b: timing.stretched(b, Fraction(1, 2)),
        lambda b: timing.stretched(b, Fraction(2)),
        lambda b: timing.quantised(b, Lines(Fraction(4, 3)), share, end),
        lambda b: timing.lengthened(b, number, end),
        lambda b: timing.legato(b, score),
    ):
        apply(score, notes, operation)


@given(data=st.data())
def test_reversing_twice_gives_the_song_back(scores, data):
    score = data.draw(scores())
    notes = [note for voice in range(4) for note in notes_on(score, voice)]
    once, turned = change(score, notes, timing.reversed_in_time)
    assert change(once, turned, timing.reversed_in_time)[0] == score
    assert sorted(n.length for n in turned) == sorted(n.length for n in notes)


def test_the_last_note_comes_first(tune):
    _, turned = change(tune, TUNE, timing.reversed_in_time)
    assert starts(turned) == [(4, 4, 62), (8, 2, 60), (4, 1, 64)]
    _, turned = change(tune, TUNE[:1], lambda b: timing.reversed_in_time(b, 0, 16))
    assert starts(turned) == [(10, 2, 60)]


@given(data=st.data())
def test_doubling_and_halving_give_the_song_back(scores, data):
    score = data.draw(scores())
    notes = [note for voice in range(4) for note in notes_on(score, voice)]
    doubled, longer = change(score, notes, lambda b: timing.stretched(b, Fraction(2)))
    again, _ = change(doubled, longer, lambda b: timing.stretched(b, Fraction(1, 2)))
    assert again.onset[: len(score)].tolist() == score.onset.tolist()
    assert again.velocity[: len(score)].tolist() == score.velocity.tolist()
    assert not again.sounding[len(score) :].any()


def test_notes_that_touch_still_touch_in_half_the_time(tune):
    _, shorter = change(tune, TUNE, lambda b: timing.stretched(b, Fraction(1, 2)))
    assert starts(shorter) == [(4, 1, 60), (5, 2, 62), (7, 1, 64)]


def test_moving_stops_at_both_ends_with_all_notes_together(tune):
    assert starts(change(tune, TUNE, lambda b: timing.moved(b, -9, 32))[1]) == [(0, 2, 60), (2, 4, 62), (5, 1, 64)]
    assert starts(change(tune, TUNE, lambda b: timing.moved(b, 99, 32))[1]) == [(26, 2, 60), (28, 4, 62), (31, 1, 64)]


@given(data=st.data())
def test_after_a_whole_quantisation_all_notes_are_on_lines(scores, chosen, data):
    score = data.draw(scores())
    notes, lines = chosen(data.draw, score), Lines(data.draw(st.fractions(1, 16, max_denominator=3)))
    result, after = change(score, notes, lambda b: timing.quantised(b, lines, 1.0, len(score)))
    assert all(note.start == lines.nearest(note.start) for note in after)
    assert len(result) == len(score)
    assert change(score, notes, lambda b: timing.quantised(b, lines, 0.0, len(score)))[0] == score


def test_half_of_a_quantisation_is_half_of_the_way(tune):
    bundle = take(tune, TUNE)
    assert timing.quantised(bundle, Lines(Fraction(4)), 0.5, 32).start.tolist() == [4, 7, 9]
    assert timing.quantised(bundle, Lines(Fraction(4)), 1, 32).start.tolist() == [4, 8, 8]
    assert timing.quantised(bundle, Lines(Fraction(16)), 1, 12).start.tolist() == [0, 0, 0]


def test_a_longer_note_sounds_on_like_its_last_row(tune):
    result, after = change(tune, TUNE[1:2], lambda b: timing.lengthened(b, 99, 32))
    assert starts(after) == [(6, 26, 62)]
    assert (result.velocity[6:32, P1] == 12).all()
    assert starts(change(tune, TUNE, lambda b: timing.lengthened(b, -3, 32))[1]) == [(4, 1, 60), (6, 1, 62), (9, 1, 64)]


def test_legato_reaches_to_the_next_note_of_the_voice():
    drums = [Note(NO, row, 1, 5) for row in (0, 3, 10)]
    score = draw(Score.silent(16), drums)
    assert starts(change(score, drums[:2], lambda b: timing.legato(b, score))[1]) == [(0, 3, 5), (3, 7, 5)]
    assert starts(change(score, drums[2:], lambda b: timing.legato(b, score))[1]) == [(10, 1, 5)]


def test_nothing_becomes_nothing(tune):
    nothing = take(tune, [])
    for result in (
        timing.moved(nothing, 4, 32),
        timing.reversed_in_time(nothing),
        timing.stretched(nothing, Fraction(2)),
        timing.quantised(nothing, Lines(), 1, 32),
        timing.lengthened(nothing, 1, 32),
        timing.legato(nothing, tune),
    ):
        assert len(result) == 0
        assert np.array_equal(result.velocity, [])
