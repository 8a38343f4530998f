import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score.bundle import change
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.operations.arpeggio import CHORDS, ORDERS, arpeggiated
from nes_composer.score.score import NO, P1, TR, Score

HELD = [Note(P1, 2, 7, 60, 9, 1)]


@pytest.mark.parametrize(
    ("order", "expected"),
    [("up", [60, 64, 67, 60]), ("down", [67, 64, 60, 67]), ("up and down", [60, 64, 67, 64])],
)
def test_a_held_note_becomes_the_tones_of_a_chord_in_turn(order, expected):
    score = draw(Score.silent(16), HELD)
    _, broken = change(score, HELD, lambda b: arpeggiated(b, "major", order, 2))
    assert [note.pitch for note in broken] == expected
    assert [(note.start, note.length) for note in broken] == [(2, 2), (4, 2), (6, 2), (8, 1)]
    assert {(note.velocity, note.timbre) for note in broken} == {(9, 1)}


@given(data=st.data())
def test_it_sounds_where_the_notes_did_and_nowhere_else(scores, chosen, apply, data):
    score = data.draw(scores())
    notes = chosen(data.draw, score)
    chord, order = data.draw(st.sampled_from(sorted(CHORDS))), data.draw(st.sampled_from(ORDERS))
    rows = data.draw(st.integers(1, 6))
    result, _ = apply(score, notes, lambda b: arpeggiated(b, chord, order, rows))
    for name in ("sounding", "velocity", "timbre"):
        assert (getattr(result, name) == getattr(score, name)).all()


def test_noise_stays_and_tones_beyond_the_range_come_an_octave_lower():
    notes = [Note(P1, 0, 4, 105), Note(TR, 0, 4, 40, 15), Note(NO, 0, 4, 3)]
    score = draw(Score.silent(4), notes)
    result, _ = change(score, notes, lambda b: arpeggiated(b, "octave", "up", 1))
    assert result.pitch[:, P1].tolist() == [105, 105, 105, 105]
    assert result.pitch[:, TR].tolist() == [40, 52, 40, 52]
    assert result.onset[:, NO].tolist() == [True, False, False, False]
