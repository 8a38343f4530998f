import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.random_songs import random_score

from nes_composer.score import values
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, TR, Score

NOTE = Note(P1, 4, 3, 60, 9, 2)
SONG = draw(Score.silent(16), [NOTE, Note(TR, 0, 8, 40), Note(NO, 4, 2, 5, 14, 0)])


@pytest.mark.parametrize(
    ("field", "voice", "limits"),
    [("velocity", P1, (1, 15)), ("velocity", TR, (15, 15)), ("timbre", P1, (0, 3)), ("timbre", NO, (0, 1))],
)
def test_limits(field, voice, limits):
    assert values.limits(field, voice) == limits


def test_rows_take_their_values_and_silence_stays():
    painted = values.paint(SONG, "velocity", P1, np.arange(2, 10), [1, 2, 3, 4, 5, 6, 7, 8])
    assert painted.velocity[:, P1].tolist() == [0] * 4 + [3, 4, 5] + [0] * 9
    assert (painted.pitch == SONG.pitch).all()


def test_values_are_held_within_the_limits():
    assert values.paint(SONG, "velocity", P1, [4, 5], [0, 99]).velocity[4:6, P1].tolist() == [1, 15]
    assert values.paint(SONG, "timbre", NO, [4], 3).timbre[4, NO] == 1


def test_what_has_no_values_is_the_same_song():
    assert values.paint(SONG, "velocity", TR, np.arange(8), 3) is SONG
    assert values.paint(SONG, "timbre", TR, np.arange(8), 3) is SONG
    assert values.paint(SONG, "velocity", P1, [-1, 99], 3) is SONG
    assert values.step(SONG, "velocity", [NOTE], 0) is SONG


def test_steps_keep_the_shape_of_a_curve():
    curve = values.paint(SONG, "velocity", P1, [4, 5, 6], [12, 8, 3])
    assert values.step(curve, "velocity", [NOTE], 2).velocity[4:7, P1].tolist() == [14, 10, 5]
    assert values.step(curve, "velocity", [NOTE], -5).velocity[4:7, P1].tolist() == [7, 3, 1]


@given(
    field=st.sampled_from(("velocity", "timbre")),
    voice=st.integers(0, 3),
    rows=st.lists(st.integers(-5, 120), max_size=20),
    value=st.integers(-9, 99),
)
def test_any_drawing_gives_a_legal_song_with_the_same_notes(field, voice, rows, value):
    score = random_score(1)
    painted = values.paint(score, field, voice, rows, value)
    assert (painted.pitch == score.pitch).all()
    assert (painted.onset == score.onset).all()
