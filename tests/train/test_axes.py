import numpy as np
import pytest
import torch

from nes_composer.models.checkpoint import build
from nes_composer.models.codec import VOCABULARY
from nes_composer.models.vae import VaeConfig
from train.attributes import attributes_of, measure
from train.axes import decode_tokens, effect, fit_axes, moved, named_attribute

CONFIG = VaeConfig(width=16, hidden=16, heads=2, latent=8)


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(3)
    model = build("vae", CONFIG).eval()
    for weight in model.speak.parameters():
        torch.nn.init.normal_(weight, std=2.0)
    return model


@pytest.fixture(scope="module")
def means():
    """Points spread by 5, 3, 1, … along known directions."""
    spread = np.array([5.0, 3.0, 1.0, 0.5, 0.4, 0.3, 0.2, 0.1])
    return (np.random.default_rng(0).standard_normal((600, 8)) * spread + 2.0).astype(np.float32)


@pytest.fixture(scope="module")
def axes(model, means):
    return fit_axes(model, means)


def test_axes_are_the_principal_ones_in_order(axes, means):
    assert np.abs(axes.directions[:3]) == pytest.approx(np.eye(8)[:3], abs=0.15)
    assert axes.directions @ axes.directions.T == pytest.approx(np.eye(8), abs=1e-4)
    assert axes.sigma[:3] == pytest.approx([5.0, 3.0, 1.0], rel=0.15)
    assert (np.diff(axes.explained_variance) <= 0).all()
    assert axes.explained_variance.sum() == pytest.approx(1.0, abs=1e-4)
    assert axes.mean == pytest.approx(means.mean(axis=0), abs=1e-4)


def test_every_axis_has_a_name_of_its_own_that_names_attributes(axes):
    assert len(set(axes.names)) == len(axes.names) == 8
    known = attributes_of(CONFIG.voices, CONFIG.shape)
    for name in axes.names:
        assert all(named_attribute(part)[0] in known for part in name.split(", "))


def test_an_axis_does_what_its_name_says_as_often_as_it_says(model, means, axes):
    # 600 points, 200 probes: the rest are points that the name was not found on.
    for axis in range(2):
        attribute, sign = named_attribute(axes.names[axis])
        low, high = moved(model, means, axes.sigma[axis] * axes.directions[axis])
        more, less = effect(low, high, attribute, model)
        assert (more if sign > 0 else less) == pytest.approx(axes.reliability[axis], abs=0.12)
        assert (more if sign > 0 else less) > 0.5


def test_an_attribute_axis_makes_the_attribute_grow(model, means, axes):
    assert axes.attribute_directions.shape == (len(axes.attribute_names), 8)
    best = int(axes.attribute_reliability.argmax())
    attribute, sign = named_attribute(axes.attribute_names[best])
    assert sign == 1
    low, high = moved(model, means, axes.attribute_directions[best])
    before, after = (np.nanmean(measure(tokens, attribute, CONFIG.shape)) for tokens in (low, high))
    assert after > before


def test_voices_that_a_model_lacks_rest():
    model = build("vae", VaeConfig((0,), width=16, hidden=16, heads=2, latent=8)).eval()
    tokens = decode_tokens(model, np.ones((3, 8), np.float32))
    assert tokens.shape == (3, 64, 4)
    assert (tokens[..., 1:] == 0).all()
    assert tokens.max() < max(VOCABULARY)


def test_a_name_that_names_nothing_is_refused():
    with pytest.raises(ValueError, match="names no attribute"):
        named_attribute("P1 nicer")
