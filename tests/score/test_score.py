import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score.score import MAX_ROWS, NO, P1, TICK_RATE, TR, Score, ScoreError


def row(**fields):
    """One row: P1 sounds with the given fields, the other voices are silent."""
    values = {"pitch": 60, "onset": 1, "velocity": 12, "timbre": 2, "voice": P1, **fields}
    arrays = {name: np.zeros((1, 4), np.uint8) for name in ("pitch", "onset", "velocity", "timbre")}
    for name, array in arrays.items():
        array[0, values["voice"]] = values[name]
    return {**arrays, "onset": arrays["onset"] > 0}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"pitch": 32}, "row 0, voice P1: pitch 32 is outside the range"),
        ({"pitch": 109}, "row 0, voice P1: pitch 109 is outside the range"),
        ({"voice": NO, "pitch": 17, "timbre": 0}, "row 0, voice NO: pitch 17 is outside the range"),
        ({"velocity": 0}, "row 0, voice P1: velocity 0 is not legal"),
        ({"velocity": 16}, "row 0, voice P1: velocity 16 is not legal"),
        ({"voice": TR, "timbre": 0, "velocity": 14}, "row 0, voice TR: velocity 14 is not legal"),
        ({"timbre": 4}, "row 0, voice P1: timbre 4 is not one of the voice"),
        ({"voice": TR, "velocity": 15, "timbre": 1}, "row 0, voice TR: timbre 1 is not one of the voice"),
        ({"pitch": 0}, "row 0, voice P1: a silent row has note data"),
        ({"onset": 0}, "row 0, voice P1: pitch 60 is held without an onset"),
    ],
)
def test_a_row_that_the_chip_cannot_play_is_refused_with_its_place(fields, reason):
    with pytest.raises(ScoreError, match=reason):
        Score(**row(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"pitch": 33},
        {"pitch": 108},
        {"voice": TR, "pitch": 21, "velocity": 15, "timbre": 0},
        {"voice": NO, "pitch": 16, "timbre": 1},
        {"voice": NO, "pitch": 1, "velocity": 1, "timbre": 0},
    ],
)
def test_the_limits_themselves_are_playable(fields):
    assert Score(**row(**fields)).sounding.sum() == 1


def test_values_that_a_byte_would_change_are_refused():
    for wrong in (np.full((1, 4), 256), np.full((1, 4), -1), np.full((1, 4), 0.5), np.full((1, 4), "a")):
        with pytest.raises(ScoreError, match="whole numbers"):
            Score(**{**row(), "pitch": wrong})


def test_shapes_are_checked():
    with pytest.raises(ScoreError, match="shape"):
        Score(**{**row(), "velocity": np.zeros((2, 4), np.uint8)})
    flat = np.zeros(4, np.uint8)
    with pytest.raises(ScoreError, match="shape"):
        Score(flat, flat, flat, flat)


@pytest.mark.parametrize("tempo", [0, -1, float("nan"), float("inf"), 1e9])
def test_a_tempo_that_cannot_be_played_is_refused(tempo):
    with pytest.raises(ScoreError, match="rows per second"):
        Score.silent(4, tempo)


def test_a_score_has_an_upper_length():
    with pytest.raises(ScoreError, match="rows"):
        Score.silent(MAX_ROWS + 1)


def test_arrays_cannot_be_changed_from_inside_or_outside():
    fields = row()
    score = Score(**fields)
    fields["pitch"][0, P1] = 61
    assert score.pitch[0, P1] == 60
    with pytest.raises(ValueError, match="read-only"):
        score.pitch[0, P1] = 61
    with pytest.raises(ValueError, match="read-only"):
        pickle.loads(pickle.dumps(score)).pitch[0, P1] = 61


@given(data=st.data())
def test_equal_by_content_and_through_a_pipe(scores, data):
    score = data.draw(scores())
    assert pickle.loads(pickle.dumps(score)) == score
    assert replace(score, rows_per_beat=3) != score
    assert score != 5


def test_time_follows_from_the_rows():
    score = Score.silent(64, TICK_RATE / 6)
    assert score.ticks_per_row == pytest.approx(6)
    assert score.seconds == pytest.approx(64 * 6 / TICK_RATE)
    assert score.rows_per_bar == 16
    assert score.beats_per_minute == pytest.approx(60 * TICK_RATE / 6 / 4)
