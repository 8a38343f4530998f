from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score.bundle import change, notes_on
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.operations import dynamics
from nes_composer.score.score import NO, P1, TR, Score


@given(data=st.data())
def test_every_operation_changes_only_its_own_field(scores, chosen, apply, data):
    score = data.draw(scores())
    notes, number = chosen(data.draw, score), data.draw(st.integers(1, 15))
    for operation, field in (
        (lambda b: dynamics.humanised(b, number, 7), "velocity"),
        (lambda b: dynamics.louder(b, -number), "velocity"),
        (lambda b: dynamics.with_timbre(b, number % 4), "timbre"),
    ):
        result, _ = apply(score, notes, operation)
        for name in {"pitch", "onset", "velocity", "timbre"} - {field}:
            assert (getattr(result, name) == getattr(score, name)).all()


@given(data=st.data())
def test_the_same_seed_gives_the_same_whatever_the_order_of_the_choice(scores, data):
    score = data.draw(scores())
    notes = [note for voice in range(4) for note in notes_on(score, voice)]
    once, _ = change(score, notes, lambda b: dynamics.humanised(b, 3, 11))
    again, _ = change(score, notes[::-1], lambda b: dynamics.humanised(b, 3, 11))
    assert once == again
    assert (abs(once.velocity.astype(int) - score.velocity) <= 3).all()


def test_another_seed_gives_something_else_and_a_note_changes_as_a_whole():
    notes = [Note(P1, row, 4, 60, 8) for row in range(0, 64, 4)]
    score = draw(Score.silent(64), notes)
    one, other = (change(score, notes, lambda b, s=s: dynamics.humanised(b, 4, s))[0] for s in (1, 2))
    assert (one.velocity != other.velocity).any()
    rows = one.velocity[:, P1].reshape(16, 4)
    assert (rows == rows[:, :1]).all()
    assert 4 <= rows.min() < 8 < rows.max() <= 12


def test_velocity_and_timbre_keep_to_what_a_voice_has():
    notes = [Note(P1, 0, 2, 60, 8), Note(TR, 0, 2, 40, 15), Note(NO, 0, 2, 4, 8)]
    score = draw(Score.silent(4), notes)
    soft = change(score, notes, lambda b: dynamics.louder(b, -99))[0]
    assert soft.velocity[0].tolist() == [1, 0, 15, 1]
    assert change(score, notes, lambda b: dynamics.louder(b, 99))[0].velocity[0].tolist() == [15, 0, 15, 15]
    assert change(score, notes, lambda b: dynamics.with_timbre(b, 3))[0].timbre[0].tolist() == [3, 0, 0, 1]
