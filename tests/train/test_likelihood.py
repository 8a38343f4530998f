import numpy as np
import pytest
from support.checkpoints import save_tiny_lstm
from support.tunes import plain_tune

from nes_composer.models import checkpoint as checkpoints
from nes_composer.models.critic import Critic
from nes_composer.score.score import TICK_RATE, Score
from train import likelihood
from train.likelihood import Likelihood


@pytest.fixture(scope="module", params=["all", "p1"])
def model(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("lstm") / "tiny.safetensors"
    save_tiny_lstm(path, request.param)
    return checkpoints.load(path, "lstm").model


def test_it_says_what_the_critic_says_of_each(model, monkeypatch):
    monkeypatch.setattr(likelihood, "_AT_ONCE", 2)
    scores = [plain_tune(), Score.silent(64, TICK_RATE / 6), plain_tune()]
    found = Likelihood(model).nats(scores, 6)
    each = [float(Critic(model).nats(score).sum()) / max(int(score.onset.sum()), 1) for score in scores]
    assert found == pytest.approx(each, rel=1e-4)
    assert found[0] == pytest.approx(found[2])


def test_of_nothing_it_says_nothing(model):
    assert np.array_equal(Likelihood(model).nats([], 6), np.zeros(0))
