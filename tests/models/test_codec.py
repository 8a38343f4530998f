import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.models import codec
from nes_composer.score.edits import rows_between
from nes_composer.score.notes import note_table
from nes_composer.score.score import HIGHEST, LOWEST, NO, P1, P2, TR, VOICES, Score


@given(st.data())
def test_notes_survive_tokens(scores, data):
    score = data.draw(scores())
    again = codec.decode(codec.encode(score), score.rows_per_second) if len(score) else score
    assert np.array_equal(again.pitch, score.pitch)
    assert np.array_equal(again.onset, score.onset)
    assert again.rows_per_second == score.rows_per_second


@given(st.integers(0, 2**32 - 1))
def test_any_tokens_are_a_legal_score_that_encodes_to_itself(seed):
    tokens = np.random.default_rng(seed).integers(0, codec.VOCABULARY, (64, 4))
    score = codec.decode(tokens, 10.0)
    assert codec.decode(codec.encode(score), 10.0) == score


def test_every_pitch_of_every_voice_has_its_token():
    for voice in range(len(VOICES)):
        assert codec.VOCABULARY[voice] - codec.FIRST_PITCH == int(HIGHEST[voice]) - int(LOWEST[voice]) + 1


def test_a_window_into_a_held_note_starts_with_its_onset(melody):
    window = rows_between(melody.score, 1, 20)
    inside = codec.tokens_of(melody.score.pitch[1:20], melody.score.onset[1:20])
    assert np.array_equal(inside, codec.encode(window))
    assert inside[0, P1] >= codec.FIRST_PITCH


def test_decoded_voices_are_audible(melody):
    score = codec.decode(codec.encode(melody.score), 10.0)
    for voice in range(len(VOICES)):
        assert len(note_table(score, voice)) == len(note_table(melody.score, voice))
    assert (score.velocity[score.sounding[:, TR], TR] == 15).all()


def test_a_model_of_some_voices_leaves_the_others_silent(melody):
    tokens = codec.encode(melody.score)
    score = codec.decode(codec.with_silence(tokens[:, [P1, TR]], (P1, TR)), 10.0)
    assert np.array_equal(score.pitch[:, [P1, TR]], melody.score.pitch[:, [P1, TR]])
    assert not score.sounding[:, [P2, NO]].any()


def test_no_rows_are_no_tokens():
    assert codec.encode(Score.silent(0)).shape == (0, 4)
