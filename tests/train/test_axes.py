import numpy as np
import pytest
import torch

from nes_composer.models.vae import Vae, VaeConfig
from train.axes import fit_axes


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(3)
    model = Vae(VaeConfig(width=16, hidden=16, pattern_width=16, latent=8)).eval()
    for weight in model.speak.parameters():
        torch.nn.init.normal_(weight, std=2.0)
    return model


@pytest.fixture(scope="module")
def means():
    """Points spread by 5, 3, 1, … along known directions."""
    spread = np.array([5.0, 3.0, 1.0, 0.5, 0.4, 0.3, 0.2, 0.1])
    return (np.random.default_rng(0).standard_normal((600, 8)) * spread + 2.0).astype(np.float32)


def test_axes_are_the_principal_ones_in_order(model, means):
    axes = fit_axes(model, means)
    assert np.abs(axes.directions[:3]) == pytest.approx(np.eye(8)[:3], abs=0.15)
    assert axes.directions @ axes.directions.T == pytest.approx(np.eye(8), abs=1e-4)
    assert axes.sigma[:3] == pytest.approx([5.0, 3.0, 1.0], rel=0.15)
    assert (np.diff(axes.explained_variance) <= 0).all()
    assert axes.explained_variance.sum() == pytest.approx(1.0, abs=1e-4)
    assert axes.mean == pytest.approx(means.mean(axis=0), abs=1e-4)


def test_every_axis_has_a_name_of_its_own_that_says_what_grows(model, means):
    names = fit_axes(model, means).names
    assert len(set(names)) == len(names) == 8
    for name in names:
        voice, effect = name.split(",")[0].split(" ", 1)
        assert voice in ("P1", "P2", "TR", "NO")
        assert effect in ("denser", "higher", "more legato", "more leaping")
