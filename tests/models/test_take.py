import pickle

import numpy as np

from nes_composer.models.take import Take, joined
from nes_composer.score.edits import draw, join
from nes_composer.score.notes import Note, note_table
from nes_composer.score.score import P1, TR, Score

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
