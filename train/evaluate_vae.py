"""How well a VAE gives patterns back, and what its latent space does."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from nes_composer.models.dense_vae import DenseVae
from nes_composer.models.latent_axes import LatentAxes
from nes_composer.models.vae import Vae, kl_nats
from train.axes import effect, moved, named_attribute
from train.tally import Tally

ACTIVE_NATS = 0.1
"""A latent dimension whose mean KL is greater is used (Burda, Grosse & Salakhutdinov, 2016, by another measure)."""

AXES = 16
"""So many axes have what they do measured; so many the window shows at first."""

_PROBES = 200
_BATCH = 256


def reconstruction(model: Vae | DenseVae, windows: NDArray[np.uint8]) -> tuple[dict[str, Any], NDArray[np.float32]]:
    """Return how well patterns uint8 [W, N, voices] are given back from mu, and mu, float32 [W, D]."""
    tally = Tally(model.config.voices)
    kl = np.zeros(model.config.latent)
    means = []
    with torch.inference_mode():
        for first in range(0, len(windows), _BATCH):
            tokens = torch.from_numpy(windows[first : first + _BATCH].astype(np.int64))
            mu, log_var = model.encode(tokens)
            logits = model.decode(mu)
            kl += kl_nats(mu, log_var).sum(0).double().numpy()
            means.append(mu.numpy())
            tally.add(logits, tokens)
    kl /= len(windows)
    measured = {
        "reconstruction_accuracy": tally.accuracy(),
        "reconstruction_accuracy_onset": tally.accuracy_onset(),
        "nll_nats_per_row": tally.nll(),
        "kl_nats": round(float(kl.sum()), 3),
        "active_units": int((kl > ACTIVE_NATS).sum()),
    }
    return measured, np.concatenate(means)


def axis_effects(
    model: Vae | DenseVae, axes: LatentAxes, means: NDArray[np.float32], generator: np.random.Generator
) -> dict[str, list[dict[str, Any]]]:
    """Return what axes do to random patterns that are moved from 2σ below to 2σ above where they are.

    Parameters
    ----------
    model, axes
        Of a checkpoint.
    means : float32 [W, D]
        Latent means of patterns.
    generator
        Chooses 200 of them.

    Returns
    -------
    dict
        `axes`, the first `AXES` of them, and `attribute_axes`; for each axis its `name`, the mean share of rows that
        differ between both ends (`rows_changed`), and the share of patterns whose named attribute changes as named
        (`named_direction`; None if the name says nothing).
    """
    z = means[generator.choice(len(means), min(_PROBES, len(means)), replace=False)]
    steps = axes.sigma[:, None] * axes.directions
    return {
        "axes": [_effect(model, *axis, z) for axis in zip(axes.names[:AXES], steps[:AXES], strict=True)],
        "attribute_axes": [
            _effect(model, *axis, z) for axis in zip(axes.attribute_names, axes.attribute_directions, strict=True)
        ],
    }


def _effect(model: Vae | DenseVae, name: str, step: NDArray[np.float32], z: NDArray[np.float32]) -> dict[str, Any]:
    low, high = moved(model, z, step)
    try:
        attribute, sign = named_attribute(name)
        named = round(effect(low, high, attribute, model)[0 if sign > 0 else 1], 4)
    except ValueError:
        named = None
    return {"name": name, "rows_changed": round(float((low != high).any(-1).mean()), 4), "named_direction": named}
