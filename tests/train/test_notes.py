import numpy as np

from nes_composer.models.codec import FIRST_PITCH, HOLD, REST, encode
from nes_composer.score.notes import note_table
from train.notes import notes_of


def test_notes_are_those_of_the_score(melody):
    found = notes_of(encode(melody.score)[None], (0, 1, 2, 3))
    assert not found.window.any()
    for voice in range(4):
        table = note_table(melody.score, voice)
        mine = found.column == voice
        for name, values in (("start", found.row), ("length", found.length), ("pitch", found.pitch)):
            assert np.array_equal(values[mine], table[name])


def test_notes_end_at_a_rest_an_onset_and_the_windows_end():
    first = FIRST_PITCH + 1
    tokens = np.array([[first, HOLD, REST, first, HOLD, first], [REST, first, HOLD, HOLD, HOLD, HOLD]], np.uint8)
    found = notes_of(tokens[..., None], (2,))
    assert found.window.tolist() == [0, 0, 0, 1]
    assert found.row.tolist() == [0, 3, 5, 1]
    assert found.length.tolist() == [2, 2, 1, 5]
    assert set(found.pitch) == {22}


def test_silence_has_no_notes():
    assert len(notes_of(np.zeros((3, 8, 4), np.uint8), (0, 1, 2, 3)).pitch) == 0
