import numpy as np
import pytest

from nes_composer.models.codec import FIRST_PITCH, HOLD, REST, VOCABULARY
from nes_composer.score.score import VOICES
from train.baselines import BASELINES, measure_baselines

A, B = FIRST_PITCH + 10, FIRST_PITCH + 20


def _pieces(*columns: list[int]) -> list[np.ndarray]:
    return [np.array(columns, np.uint8).T]


def test_uniform_is_the_logarithm_of_the_vocabulary():
    pieces = [np.zeros((10, 4), np.uint8)]
    nats = measure_baselines(pieces, pieces, (0, 1, 2, 3))["uniform"]["nll_nats_per_row"]
    for voice, name in enumerate(VOICES):
        assert nats[name] == pytest.approx(np.log(VOCABULARY[voice]), abs=1e-4)
    assert nats["total"] == pytest.approx(sum(np.log(VOCABULARY)), abs=1e-3)


def test_bigram_beats_unigram_on_alternating_music():
    pieces = _pieces([A, B] * 200)
    found = measure_baselines(pieces, pieces, (0,))
    assert list(found) == list(BASELINES)
    assert found["bigram"]["accuracy"]["P1"] == 1
    assert found["unigram"]["accuracy"]["P1"] == 0.5
    assert found["bigram"]["nll_nats_per_row"]["P1"] < 0.4 < found["unigram"]["nll_nats_per_row"]["P1"]
    assert found["persistence"]["accuracy"]["P1"] == 0


def test_persistence_is_right_on_held_notes_and_silence_and_wrong_where_a_note_starts():
    pieces = _pieces([REST] * 10 + ([A] + [HOLD] * 9) * 9)
    found = measure_baselines(pieces, pieces, (0,))["persistence"]
    assert found["accuracy"]["P1"] == pytest.approx(0.91)
    assert found["accuracy_onset"]["P1"] == 0
    share = 92 / 102
    expected = -(91 * np.log(share) + 9 * np.log((1 - share) / (VOCABULARY[0] - 1))) / 100
    assert found["nll_nats_per_row"]["P1"] == pytest.approx(expected, abs=1e-4)


def test_what_was_counted_is_not_what_is_measured():
    found = measure_baselines(_pieces([A] * 100), _pieces([B] * 100), (0,))
    assert found["unigram"]["nll_nats_per_row"]["P1"] == pytest.approx(np.log(100 + VOCABULARY[0]), abs=1e-4)
    assert found["unigram"]["accuracy"]["P1"] == 0


def test_each_piece_starts_anew():
    train = [np.array([[A], [B]], np.uint8)] * 50
    found = measure_baselines(train, train, (0,))
    assert found["bigram"]["accuracy"]["P1"] == 1
    joined = measure_baselines(train, [np.concatenate(train)], (0,))
    assert joined["bigram"]["accuracy"]["P1"] < 1


def test_voices_are_measured_by_themselves():
    found = measure_baselines(_pieces([A] * 50, [1] * 50), _pieces([A] * 50, [REST] * 50), (0, 3))
    assert found["unigram"]["accuracy"] == {"P1": 1, "NO": 0, "mean": 0.5}
