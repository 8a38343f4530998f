import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.models.codec import VOCABULARY, tokens_of
from nes_composer.score.score import HIGHEST, LOWEST, NO
from train.augment import augment


def _batch(scores, data):
    score = data.draw(scores(max_rows=32).filter(lambda s: len(s) > 0))
    return np.stack([score.pitch] * 16), np.stack([score.onset] * 16)


@given(st.data())
def test_every_change_is_playable_and_keeps_the_rhythm(scores, data):
    pitch, onset = _batch(scores, data)
    changed, starts = augment(pitch, onset, np.random.default_rng(data.draw(st.integers(0, 99))))
    sounding = changed > 0
    assert ((changed >= LOWEST) & (changed <= HIGHEST))[sounding].all()
    assert (tokens_of(changed, starts) < VOCABULARY).all()
    for index in range(len(pitch)):
        # The pulses may have changed places; all else keeps its rests and onsets.
        rhythm = {(sounding[index, :, v].tobytes(), starts[index, :, v].tobytes()) for v in (0, 1)}
        assert rhythm == {((pitch[index, :, v] > 0).tobytes(), onset[index, :, v].tobytes()) for v in (0, 1)}
        assert np.array_equal(sounding[index, :, 2:], pitch[index, :, 2:] > 0)


@given(st.data())
def test_voices_move_together_up_to_octaves(melody, data):
    pitch = np.stack([melody.score.pitch] * 8)
    changed, _ = augment(
        pitch, np.stack([melody.score.onset] * 8), np.random.default_rng(data.draw(st.integers(0, 99)))
    )
    triangle = pitch[0, :, 2] > 0
    for before, after in zip(pitch, changed, strict=True):
        moved = {int(x) % 12 for x in after[triangle, 2].astype(int) - before[triangle, 2]}
        assert len(moved) == 1
        either = [p[p > 0].astype(int)[0] for p in (after[:, 0], after[:, 1])]
        originals = [before[before[:, v] > 0, v].astype(int)[0] for v in (0, 1)]
        assert {(p - moved.copy().pop()) % 12 for p in either} == {p % 12 for p in originals}


def test_the_given_patterns_stay_as_they_are(melody):
    pitch, onset = np.stack([melody.score.pitch] * 8), np.stack([melody.score.onset] * 8)
    copies = pitch.copy(), onset.copy()
    changed, _ = augment(pitch, onset, np.random.default_rng(0))
    assert np.array_equal(pitch, copies[0])
    assert np.array_equal(onset, copies[1])
    assert len({c.tobytes() for c in changed}) > 4
    assert (changed[..., NO] != pitch[..., NO]).any()
