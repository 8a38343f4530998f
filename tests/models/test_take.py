import pickle

import numpy as np
import pytest

from nes_composer.models.take import Take, joined, merged
from nes_composer.score.edits import draw, join
from nes_composer.score.notes import Note, note_table
from nes_composer.score.score import NO, P1, TR, Score

BEFORE = draw(Score.silent(8, 9.0), [Note(P1, 4, 4, 60, 12, 2), Note(TR, 6, 2, 40)])
ROWS = draw(Score.silent(6, 9.0), [Note(P1, 0, 3, 60, 12, 2), Note(TR, 0, 2, 40)])


def test_a_note_that_is_held_on_is_whole_and_one_that_is_not_starts_anew():
    score = joined(BEFORE, Take(ROWS, (True, False, False, False)))
    assert len(score) == 14
    assert note_table(score, P1)[["start", "length"]].tolist() == [(4, 7)]
    assert note_table(score, TR)[["start", "length"]].tolist() == [(6, 2), (8, 2)]


def test_without_held_notes_it_is_one_score_after_the_other():
    assert joined(BEFORE, Take(ROWS, (False,) * 4)) == join([BEFORE, ROWS])
    empty = Take(Score.silent(0), (False,) * 4)
    assert joined(BEFORE, empty) == BEFORE
    assert np.array_equal(joined(Score.silent(0, 9.0), Take(ROWS, (False,) * 4)).pitch, ROWS.pitch)


def test_it_travels_over_a_pipe():
    take = Take(ROWS, (True, False, False, False))
    assert pickle.loads(pickle.dumps(take)) == take


def test_merged_takes_have_each_voice_of_another_take_and_hold_what_that_one_holds():
    low = Take(draw(Score.silent(6, 9.0), [Note(TR, 0, 2, 40), Note(NO, 2, 1, 5)]), (True, False, True, False))
    high = Take(draw(Score.silent(6, 9.0), [Note(P1, 1, 3, 90, 5, 1), Note(TR, 0, 4, 70)]), (False,) * 4)
    takes = (Take(ROWS, (True, False, False, False)), low, high)
    take = merged(takes, (2, 0, 1, 1))
    for voice, number in enumerate((2, 0, 1, 1)):
        for name in ("pitch", "onset", "velocity", "timbre"):
            assert np.array_equal(getattr(take.rows, name)[:, voice], getattr(takes[number].rows, name)[:, voice])
    assert take.held == (False, False, True, False)
    assert take.rows.rows_per_second == 9.0
    assert all(merged(takes, (number,) * 4) == one for number, one in enumerate(takes))


def test_takes_of_different_lengths_are_not_merged():
    takes = (Take(ROWS, (False,) * 4), Take(Score.silent(5, 9.0), (False,) * 4))
    with pytest.raises(ValueError, match="different lengths"):
        merged(takes, (0, 0, 1, 0))
    assert merged(takes, (1, 1, 1, 1)) == takes[1]
