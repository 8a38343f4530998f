import numpy as np
import pytest
import torch
from support.checkpoints import save_tiny_vae, tiny_axes
from torch.nn import functional

from nes_composer.models import checkpoint as checkpoints
from nes_composer.models.codec import FIRST_PITCH
from nes_composer.models.latent_axes import LatentAxes
from nes_composer.models.vae import VaeConfig
from train.axes import decode_tokens
from train.evaluate_vae import axis_effects, reconstruction
from train.token_pieces import window_tokens


class Faithful:
    """Latent points are the tokens themselves; all but the first voice can be made to be forgotten."""

    config = VaeConfig(latent=256)

    def __init__(self, remembered: int = 4) -> None:
        self._remembered = remembered

    def encode(self, tokens):
        known = tokens.float()
        known[..., self._remembered :] = 0
        return known.flatten(1), torch.zeros(len(tokens), self.config.latent)

    def decode(self, z):
        tokens = z.view(len(z), 64, 4).round().long()
        return tuple(
            50.0 * functional.one_hot(tokens[..., voice].clamp(0, size - 1), size)
            for voice, size in enumerate(self.config.vocabulary)
        )


def test_a_model_that_remembers_everything_scores_one(small_corpus):
    windows, _ = window_tokens(small_corpus, "valid", (0, 1, 2, 3))
    found, means = reconstruction(Faithful(), windows)
    perfect = dict.fromkeys(("P1", "P2", "TR", "NO", "mean"), 1.0)
    assert found["reconstruction_accuracy"] == found["reconstruction_accuracy_onset"] == perfect
    assert found["nll_nats_per_row"]["total"] == 0
    assert means.shape == (8, 256)
    # Half the square of each token, as log_var is 0; dimensions that are always 0 say nothing.
    assert found["kl_nats"] == pytest.approx(0.5 * (windows.astype(float) ** 2).sum((1, 2)).mean(), rel=1e-4)
    assert found["active_units"] == (windows.astype(float) ** 2).mean(0).astype(bool).sum()


def test_what_is_forgotten_is_wrong_where_it_is_no_rest(small_corpus):
    windows, _ = window_tokens(small_corpus, "valid", (0, 1, 2, 3))
    found, _ = reconstruction(Faithful(remembered=1), windows)
    assert found["reconstruction_accuracy"]["P1"] == 1
    assert found["reconstruction_accuracy"]["TR"] == pytest.approx((windows[..., 2] == 0).mean(), abs=1e-4)
    assert found["reconstruction_accuracy_onset"]["TR"] == 0
    assert found["nll_nats_per_row"]["P2"] > 1


def _axes(steps: dict[str, np.ndarray]) -> LatentAxes:
    directions = np.array(list(steps.values()), np.float32)
    ones = np.ones(len(steps), np.float32)
    return LatentAxes(
        np.zeros(256, np.float32),
        directions,
        ones,
        ones,
        ones,
        tuple(steps),
        directions[:1],
        ones[:1],
        ("P1 higher",),
        ones[:1],
        directions[:1],
        directions[:1],
    )


def test_axes_that_do_as_named_are_told_from_those_that_do_not(small_corpus):
    windows, _ = window_tokens(small_corpus, "valid", (0, 1, 2, 3))
    notes = (windows[..., 0] >= FIRST_PITCH).all(axis=0)
    higher = np.zeros((64, 4), np.float32)
    higher[notes, 0] = 1
    axes = _axes(
        {"P1 higher": higher.ravel(), "P1 lower": higher.ravel(), "P2 denser": 0 * higher.ravel(), "?": higher.ravel()}
    )
    means = windows.reshape(len(windows), -1).astype(np.float32)
    found = axis_effects(Faithful(), axes, means, np.random.default_rng(0))
    changed = round(float(notes.mean()), 4)
    assert found == {
        "axes": [
            {"name": "P1 higher", "rows_changed": changed, "named_direction": 1.0},
            {"name": "P1 lower", "rows_changed": changed, "named_direction": 0.0},
            {"name": "P2 denser", "rows_changed": 0.0, "named_direction": 0.0},
            {"name": "?", "rows_changed": changed, "named_direction": None},
        ],
        "attribute_axes": [{"name": "P1 higher", "rows_changed": changed, "named_direction": 1.0}],
    }


def test_only_the_axes_that_are_shown_are_measured(tmp_path):
    save_tiny_vae(tmp_path / "tiny.safetensors")
    model = checkpoints.load(tmp_path / "tiny.safetensors").model
    axes = tiny_axes(8, 8)
    means = np.random.default_rng(0).standard_normal((5, 8)).astype(np.float32)
    found = axis_effects(model, axes, means, np.random.default_rng(0))
    assert [axis["name"] for axis in found["axes"]] == list(axes.names)
    assert [axis["name"] for axis in found["attribute_axes"]] == list(axes.attribute_names)
    step = axes.sigma[0] * axes.directions[0]
    low, high = (decode_tokens(model, means + factor * step) for factor in (-2, 2))
    assert found["axes"][0]["rows_changed"] == pytest.approx((low != high).any(-1).mean(), abs=1e-4)
