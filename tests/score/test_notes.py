import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score.edits import draw, with_length
from nes_composer.score.notes import Note, note_at, note_table, notes_not_in, notes_per_voice
from nes_composer.score.score import NO, P1, TR, VOICES, Score


def test_a_held_note_a_repeated_note_and_a_rest():
    score = draw(Score.silent(10), [Note(P1, 0, 3, 60, 9), Note(P1, 3, 2, 60, 7), Note(P1, 6, 4, 64, 5)])
    assert note_table(score, P1).tolist() == [(0, 3, 60, 9), (3, 2, 60, 7), (6, 4, 64, 5)]
    assert notes_per_voice(score) == {"P1": 3, "P2": 0, "TR": 0, "NO": 0}


def test_note_at_finds_the_whole_note_from_any_of_its_rows():
    drum = Note(NO, 2, 3, 5, 9, 1)
    score = draw(Score.silent(8), [drum, Note(NO, 5, 1, 5, 9, 1)])
    assert [note_at(score, NO, row) for row in (2, 3, 4)] == [drum] * 3
    assert note_at(score, NO, 5).start == 5
    assert note_at(score, NO, 1) is None
    assert note_at(score, TR, 2) is None
    assert note_at(score, NO, 8) is None
    assert note_at(score, NO, -1) is None


@given(data=st.data())
def test_the_table_names_every_sounding_row_once(scores, data):
    score = data.draw(scores())
    for voice in range(len(VOICES)):
        covered = np.zeros(len(score), np.uint8)
        for start, length, pitch, velocity in note_table(score, voice).tolist():
            covered[start : start + length] += 1
            assert (score.pitch[start : start + length, voice] == pitch).all()
            assert score.velocity[start, voice] == velocity
            assert not score.onset[start + 1 : start + length, voice].any()
        assert np.array_equal(covered, score.sounding[:, voice])


@given(data=st.data())
def test_the_table_agrees_with_each_single_row(scores, data):
    score = data.draw(scores())
    for voice in range(len(VOICES)):
        table = {start: length for start, length, _, _ in note_table(score, voice).tolist()}
        for row in range(len(score)):
            note = note_at(score, voice, row)
            assert (note is not None) == bool(score.sounding[row, voice])
            if note:
                assert table[note.start] == note.length
                assert note.start <= row < note.end


@given(data=st.data())
def test_notes_not_in_another_score_are_those_without_a_twin(scores, data):
    score = data.draw(scores(40))
    other = with_length(data.draw(scores(40)), len(score))
    left = notes_not_in(score, other)
    for voice in range(4):
        twins = {tuple(note)[:3] for note in note_table(other, voice).tolist()}
        expected = [note for note in note_table(score, voice).tolist() if note[:3] not in twins]
        assert note_table(left, voice).tolist() == expected
    assert not notes_not_in(score, score).sounding.any()
