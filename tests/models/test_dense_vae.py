import numpy as np
import pytest
import torch

from nes_composer.models.codec import VOCABULARY
from nes_composer.models.dense_vae import DenseVae
from nes_composer.models.vae import VaeConfig

P1_ONLY = VaeConfig((0,), arch="dense", latent=10)


def _tokens(count: int, config: VaeConfig) -> torch.Tensor:
    random = np.random.default_rng(2)
    return torch.from_numpy(random.integers(0, config.vocabulary, (count, 64, len(config.voices))))


@pytest.fixture(scope="module")
def model() -> DenseVae:
    torch.manual_seed(0)
    return DenseVae(P1_ONLY).eval()


def test_shapes():
    config = VaeConfig(arch="dense", latent=7)
    model = DenseVae(config)
    mu, log_var = model.encode(_tokens(2, config))
    assert mu.shape == log_var.shape == (2, 7)
    assert [tuple(logits.shape) for logits in model.decode(mu)] == [(2, 64, size) for size in VOCABULARY]


def test_it_sees_every_row(model):
    tokens = _tokens(1, P1_ONLY)
    mu, _ = model.encode(tokens)
    for row in (0, 17, 63):
        changed = tokens.clone()
        changed[0, row] = (changed[0, row] + 1) % VOCABULARY[0]
        assert not torch.equal(model.encode(changed)[0], mu)


def test_its_loss_is_the_squared_error_of_the_pixels(model):
    tokens = _tokens(2, P1_ONLY)
    grey = torch.full((2, 64, VOCABULARY[0]), 0.25).log()
    # Of each row one pixel should be 1 and the others 0.
    expected = 64 * (0.75**2 + (VOCABULARY[0] - 1) * 0.25**2)
    assert model.loss((grey,), tokens)[:, 0].tolist() == pytest.approx([expected] * 2, rel=1e-5)


def test_training_makes_the_loss_small():
    torch.manual_seed(0)
    model, tokens = DenseVae(P1_ONLY), _tokens(2, P1_ONLY)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)

    def loss():
        return model.loss(model.decode(model.encode(tokens)[0]), tokens).mean()

    at_first = loss().item()
    for _ in range(20):
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
    # An empty image is off by one pixel a row; that is learned at once.
    assert at_first > 10 * 64
    assert loss().item() < 1.1 * 64
