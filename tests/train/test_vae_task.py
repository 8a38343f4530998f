import pytest
import torch

from nes_composer.models.codec import HOLD
from nes_composer.models.vae import VaeConfig, kl_nats, reconstruction_nats
from train.vae_task import VaeSettings, VaeTask

CONFIG = VaeConfig(width=16, hidden=16, heads=2, latent=8, dropout=0.0)


@pytest.fixture
def task():
    torch.manual_seed(0)
    return VaeTask(CONFIG, VaeSettings())


@pytest.fixture
def tokens():
    tokens = torch.full((6, 64, 4), HOLD)
    tokens[:, ::4] = 7
    return tokens


def test_validation_in_parts_is_validation_at_once(task, tokens):
    parts = task.validated([tokens[:4], tokens[4:]])
    assert parts == pytest.approx(task.validated([tokens]), rel=1e-5)
    mu, log_var = task.model.encode(tokens)
    assert parts["nats"] == pytest.approx(
        float(reconstruction_nats(task.model.decode(mu), tokens).sum(1).mean().detach())
    )
    assert parts["kl"] == pytest.approx(float(kl_nats(mu, log_var).sum(1).mean().detach()))
    assert parts["nats"] == pytest.approx(sum(parts[f"nats_{voice}"] for voice in ("P1", "P2", "TR", "NO")))


def test_units_are_active_when_they_tell_something(task, tokens):
    last = task.model.to_latent[-1]
    torch.nn.init.zeros_(last.weight)
    torch.nn.init.zeros_(last.bias)
    assert task.validated([tokens])["active_units"] == 0
    with torch.no_grad():
        last.bias[0] = 3.0  # the first unit of each of the four bars
    assert task.validated([tokens])["active_units"] == 4


def test_validation_leaves_a_training_model_training(task, tokens):
    task.train()
    task.validated([tokens])
    assert task.training
    assert task.model.training
