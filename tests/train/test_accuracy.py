import pytest
import torch
from torch.nn.functional import one_hot

from nes_composer.models.codec import HOLD, REST, VOCABULARY
from train.accuracy import counts, shares

ALL = (0, 1, 2, 3)


def _sure_of(tokens: torch.Tensor) -> list[torch.Tensor]:
    return [one_hot(tokens[..., voice], size).float() for voice, size in enumerate(VOCABULARY)]


@pytest.fixture
def tokens():
    tokens = torch.full((2, 64, 4), HOLD)
    tokens[:, ::4] = 7
    return tokens


def test_the_right_answer_is_all_right(tokens):
    assert set(shares(counts(_sure_of(tokens), tokens), ALL).values()) == {1.0}


def test_copying_scores_on_rows_and_not_on_onsets(tokens):
    measured = shares(counts(_sure_of(torch.full_like(tokens, HOLD)), tokens), ALL)
    assert measured["rows"] == pytest.approx(0.75)
    assert measured["onsets"] == 0.0


def test_each_voice_is_measured_alone(tokens):
    guess = tokens.clone()
    guess[..., 2] = REST
    measured = shares(counts(_sure_of(guess), tokens), ALL)
    assert measured["rows_TR"] == 0.0
    assert measured["rows_P1"] == measured["onsets_NO"] == 1.0
    assert measured["rows"] == measured["onsets"] == pytest.approx(0.75)


def test_what_is_masked_does_not_count(tokens):
    guess = tokens.clone()
    guess[:, 32:] = REST
    mask = torch.zeros_like(tokens, dtype=torch.bool)
    mask[:, :32] = True
    counted = counts(_sure_of(guess), tokens, mask)
    assert counted["rows"].tolist() == [64] * 4
    assert counted["onsets"].tolist() == [16] * 4
    assert set(shares(counted, ALL).values()) == {1.0}
