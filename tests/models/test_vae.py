from dataclasses import replace

import numpy as np
import pytest
import torch

from nes_composer.models.codec import VOCABULARY, VOICE_SETS
from nes_composer.models.grids import GRIDS
from nes_composer.models.vae import Attention, Vae, VaeConfig, kl_nats, reconstruction_nats

SMALL = VaeConfig(width=24, hidden=32, heads=2, latent=8, dropout=0.0)


def _tokens(count: int, config: VaeConfig = SMALL) -> torch.Tensor:
    random = np.random.default_rng(2)
    return torch.from_numpy(
        random.integers(0, config.vocabulary, (count, config.shape.pattern_rows, len(config.voices)))
    )


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("voices", VOICE_SETS.values())
def test_shapes(grid, voices):
    config = replace(SMALL, grid=grid, voices=voices, latent=64)
    model = Vae(config)
    mu, log_var = model.encode(_tokens(3, config))
    assert mu.shape == log_var.shape == (3, 64)
    rows = GRIDS[grid].pattern_rows
    assert [tuple(logits.shape) for logits in model.decode(mu)] == [(3, rows, VOCABULARY[voice]) for voice in voices]


def test_a_pattern_does_not_depend_on_its_neighbours_in_the_batch():
    model = Vae(SMALL).eval()
    tokens = _tokens(5)
    together, _ = model.encode(tokens)
    alone, _ = model.encode(tokens[2:3])
    assert torch.allclose(together[2], alone[0], atol=1e-5)


def test_the_encoder_sees_every_voice_and_row():
    model = Vae(SMALL).eval()
    tokens = _tokens(1)
    mu, _ = model.encode(tokens)
    for row in (0, 17, 63):
        for voice in range(4):
            changed = tokens.clone()
            changed[0, row, voice] = (changed[0, row, voice] + 1) % VOCABULARY[voice]
            assert not torch.equal(model.encode(changed)[0], mu)


def test_it_learns_patterns_by_heart():
    torch.manual_seed(0)
    model = Vae(VaeConfig(width=64, hidden=64, heads=4, latent=32, dropout=0.0))
    tokens = _tokens(4)
    optimizer = torch.optim.Adam(model.parameters(), 1e-2)
    for _ in range(120):
        optimizer.zero_grad()
        model.loss(model.decode(model.encode(tokens)[0]), tokens).sum(1).mean().backward()
        optimizer.step()
    decoded = torch.stack([logits.argmax(-1) for logits in model.decode(model.encode(tokens)[0])], dim=-1)
    assert (decoded == tokens).float().mean() > 0.95


def test_reconstruction_of_even_odds_is_the_logarithm_of_the_vocabulary():
    logits = tuple(torch.zeros(2, 64, size) for size in VOCABULARY)
    assert reconstruction_nats(logits, _tokens(2)).numpy() == pytest.approx(
        np.tile(64 * np.log(VOCABULARY), (2, 1)), rel=1e-5
    )


def test_kl_is_the_gaussians_own():
    mu, log_var = torch.tensor([[0.0, 1.0]]), torch.tensor([[0.0, np.log(4.0)]])
    # KL(N(1, 4) ‖ N(0, 1)) = (4 + 1 − 1 − ln 4) / 2
    assert kl_nats(mu, log_var)[0].tolist() == pytest.approx([0.0, (4 - np.log(4)) / 2], rel=1e-5)


def test_each_bar_has_its_share_of_the_point_and_attention_tells_the_bars_of_each_other():
    torch.manual_seed(0)
    model = Vae(SMALL).eval()
    tokens = _tokens(1)
    changed = tokens.clone()
    changed[0, 20] = (changed[0, 20] + 1) % torch.tensor(VOCABULARY)

    def moved():
        """Return which shares of the point a change in the second bar moves."""
        before, after = (model.encode(t)[0].view(4, 2) for t in (tokens, changed))
        return ((before - after).abs() > 1e-7).any(dim=1).tolist()

    assert moved() == [False, True, False, False]
    for layer in model.encoder:
        if isinstance(layer, Attention):
            torch.nn.init.normal_(layer.out.weight)
    assert moved() == [True] * 4


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"latent": 9}, "do not divide"),
        ({"heads": 5}, "do not divide"),
        ({"grid": "30hz"}, "not a grid|not an arch"),
        ({"arch": "flat"}, "not a grid|not an arch"),
        ({"voices": ()}, "not voices"),
        ({"voices": (4,)}, "not voices"),
    ],
)
def test_settings_that_make_no_model_are_refused(wrong, reason):
    with pytest.raises(ValueError, match=reason):
        replace(SMALL, **wrong)
