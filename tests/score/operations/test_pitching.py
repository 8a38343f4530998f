import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score.bundle import change, notes_on, take
from nes_composer.score.edits import draw
from nes_composer.score.keys import SCALES, Key
from nes_composer.score.notes import Note
from nes_composer.score.operations import pitching
from nes_composer.score.score import HIGHEST, LOWEST, NO, P1, TR, Score

KEYS = st.builds(Key, st.integers(0, 11), st.sampled_from(sorted(SCALES)))


def pitches(score, notes, operation):
    return [note.pitch for note in change(score, notes, operation)[1]]


@given(data=st.data())
def test_every_operation_leaves_alone_what_it_does_not_write_over(scores, chosen, apply, data):
    score = data.draw(scores())
    notes, key, number = chosen(data.draw, score), data.draw(KEYS), data.draw(st.integers(-100, 100))
    around = data.draw(st.one_of(st.none(), st.integers(0, 127)))
    for operation in (
        lambda b: pitching.transposed(b, number),
        lambda b: pitching.transposed_in_key(b, number, key),
        lambda b: pitching.inverted(b, around),
    ):
        result, after = apply(score, notes, operation)
        assert (result.onset == score.onset).all()
        assert len(after) == len(notes)


@given(data=st.data())
def test_up_and_down_again_gives_the_song_back_within_the_range(scores, chosen, data):
    score = data.draw(scores())
    notes, by = chosen(data.draw, score), data.draw(st.integers(0, 8))
    up, higher = change(score, notes, lambda b: pitching.transposed(b, by))
    assert change(up, higher, lambda b: pitching.transposed(b, -by))[0] == score


def test_all_notes_stop_together_and_octaves_stay_octaves():
    notes = [Note(P1, 0, 2, 100), Note(P1, 2, 2, 60), Note(NO, 0, 2, 3)]
    score = draw(Score.silent(8), notes)
    assert pitches(score, notes, lambda b: pitching.transposed(b, 11)) == [108, 68, 3]
    assert pitches(score, notes, lambda b: pitching.transposed(b, 12)) == [100, 60, 3]
    assert pitches(score, notes, lambda b: pitching.transposed(b, -36)) == [76, 36, 3]


def test_noise_moves_alone_by_periods():
    notes = [Note(NO, 0, 2, 3), Note(NO, 2, 2, 9)]
    score = draw(Score.silent(8), notes)
    assert pitches(score, notes, lambda b: pitching.transposed(b, 1)) == [4, 10]
    assert pitches(score, notes, lambda b: pitching.transposed(b, 12)) == [7, 13]
    assert pitches(score, notes, lambda b: pitching.transposed(b, 24)) == [7, 13]
    assert pitches(score, notes, lambda b: pitching.transposed(b, -99)) == [1, 7]


@given(data=st.data())
def test_steps_of_a_scale_and_back_give_back_what_is_in_the_scale(data):
    key, steps = data.draw(KEYS), data.draw(st.integers(-5, 5))
    inside = [pitch for pitch in range(60, 80) if pitch % 12 in key.pitch_classes]
    notes = [Note(P1, row, 1, pitch) for row, pitch in enumerate(inside)]
    score = draw(Score.silent(32), notes)
    there, moved = change(score, notes, lambda b: pitching.transposed_in_key(b, steps, key))
    assert all(note.pitch % 12 in key.pitch_classes for note in moved)
    assert change(there, moved, lambda b: pitching.transposed_in_key(b, -steps, key))[0] == score


def test_a_third_in_c_major_is_a_third_of_the_scale():
    notes = [Note(P1, row, 1, pitch) for row, pitch in enumerate((60, 62, 64, 65, 61, 63))]
    score, key = draw(Score.silent(8), notes), Key.parse("C major")
    assert pitches(score, notes, lambda b: pitching.transposed_in_key(b, 2, key)) == [64, 65, 67, 69, 64, 66]
    assert pitches(score, notes, lambda b: pitching.transposed_in_key(b, 7, key)) == [72, 74, 76, 77, 73, 75]


@pytest.mark.parametrize("steps", [200, -200])
def test_steps_of_a_scale_stop_at_the_range(steps):
    notes = [Note(P1, 0, 1, 60), Note(TR, 0, 1, 40)]
    score = draw(Score.silent(8), notes)
    after = pitches(score, notes, lambda b: pitching.transposed_in_key(b, steps, Key.parse("C major")))
    limit = (HIGHEST if steps > 0 else LOWEST).astype(int)
    assert any(abs(pitch - limit[voice]) <= 2 for pitch, voice in zip(after, (P1, TR), strict=True))


@given(data=st.data())
def test_turning_upside_down_twice_gives_the_song_back(scores, data):
    score = data.draw(scores())
    notes = [note for voice in range(4) for note in notes_on(score, voice)]
    once, turned = change(score, notes, pitching.inverted)
    assert change(once, turned, pitching.inverted)[0] == score


def test_upside_down_around_a_pitch_keeps_to_the_range_by_octaves():
    notes = [Note(P1, 0, 1, 64), Note(P1, 1, 1, 67), Note(P1, 2, 1, 100)]
    score = draw(Score.silent(8), notes)
    assert pitches(score, notes, lambda b: pitching.inverted(b, 60)) == [56, 53, 44]
    assert pitches(score, notes[:2], pitching.inverted) == [67, 64]


def test_nothing_becomes_nothing():
    nothing = take(Score.silent(4), [])
    assert len(pitching.transposed(nothing, 3)) == len(pitching.inverted(nothing)) == 0
    assert len(pitching.transposed_in_key(nothing, 1, Key.parse("C major"))) == 0
