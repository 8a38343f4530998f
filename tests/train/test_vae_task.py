import pytest
import torch
from torch.nn.functional import one_hot

from nes_composer.models.codec import HOLD, REST, VOCABULARY
from train.vae_task import accuracies


def _sure_of(tokens: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return tuple(one_hot(tokens[..., voice], size).float() for voice, size in enumerate(VOCABULARY))


@pytest.fixture
def tokens():
    tokens = torch.full((2, 64, 4), HOLD)
    tokens[:, ::4] = 7
    return tokens


def test_the_right_answer_is_all_right(tokens):
    measured = accuracies(_sure_of(tokens), tokens)
    assert {float(value) for value in measured.values()} == {1.0}


def test_copying_scores_on_rows_and_not_on_onsets(tokens):
    measured = accuracies(_sure_of(torch.full_like(tokens, HOLD)), tokens)
    assert measured["rows"] == pytest.approx(0.75)
    assert measured["onsets"] == 0.0


def test_each_voice_is_measured_alone(tokens):
    guess = tokens.clone()
    guess[..., 2] = REST
    measured = accuracies(_sure_of(guess), tokens)
    assert measured["rows_TR"] == 0.0
    assert measured["rows_P1"] == measured["onsets_NO"] == 1.0
    assert measured["rows"] == measured["onsets"] == pytest.approx(0.75)
