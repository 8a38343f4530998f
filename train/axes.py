"""Fit the latent axes of a trained VAE, and name each by its measured effect."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from nes_composer.models import codec
from nes_composer.models.dense_vae import DenseVae
from nes_composer.models.latent_axes import LatentAxes
from nes_composer.models.vae import Vae
from train.attributes import WORDS, Attribute, attributes_of, measure
from train.clusters import fit_clusters
from train.windows import Windows

Floats = NDArray[np.float32]
Tokens = NDArray[np.uint8]

_SIGMA = 2.0
"""How far to either side of where it is a pattern is moved to see what an axis does."""

_PROBES, _FEW_PROBES = 200, 48
_CAREFULLY, _NAMED = 16, 64
"""So many axes are named from all probes, and from a few; nobody looks at the later ones one by one."""

_BATCH = 200


def latent_means(model: Vae | DenseVae, windows: Windows) -> Floats:
    """Return mu of every window, float32 [W, D]."""
    with torch.inference_mode():
        return np.concatenate([model.encode(tokens)[0].numpy() for tokens in windows.batches(512)])


def fit_axes(model: Vae | DenseVae, means: Floats, seed: int = 0) -> LatentAxes:
    """Return the principal axes of latent means float32 [W, D], W ≥ D, those of single attributes, and clusters.

    The first axes are named, each by the attribute that it changes most reliably, and point where that grows. All axes
    are kept, so that a random point has the variety of the training set.
    """
    centre = means.mean(axis=0)
    _, singular, directions = np.linalg.svd(means - centre, full_matrices=False)
    variance = singular**2 / len(means)
    sigma = np.sqrt(variance)
    random = np.random.default_rng(seed)
    probes = means[random.choice(len(means), min(_PROBES, len(means)), replace=False)]
    names: list[str] = []
    reliability = np.zeros(len(directions), np.float32)
    for axis in range(min(_NAMED, len(directions))):
        few = probes if axis < _CAREFULLY else probes[:_FEW_PROBES]
        name, sign, reliability[axis] = _name(model, few, sigma[axis] * directions[axis], names)
        directions[axis] *= sign
        names.append(name)
    names += [f"axis {axis + 1}" for axis in range(len(names), len(directions))]
    attributes, steps, reliable = _attribute_axes(model, means, probes)
    weights, cluster_means, spreads = fit_clusters((means - centre) @ directions.T, sigma, seed)
    return LatentAxes(
        mean=centre.astype(np.float32),
        directions=directions.astype(np.float32),
        sigma=sigma.astype(np.float32),
        explained_variance=(variance / variance.sum()).astype(np.float32),
        reliability=reliability,
        names=tuple(names),
        attribute_directions=steps,
        attribute_reliability=reliable,
        attribute_names=tuple(attributes),
        cluster_weights=weights,
        cluster_means=cluster_means,
        cluster_spreads=spreads,
    )


def decode_tokens(model: Vae | DenseVae, z: Floats) -> Tokens:
    """Return the likeliest tokens, uint8 [B, rows, 4], of latent points float32 [B, D]; other voices rest."""
    parts = []
    with torch.inference_mode():
        for first in range(0, len(z), _BATCH):
            logits = model.decode(torch.from_numpy(z[first : first + _BATCH].astype(np.float32)))
            tokens = torch.stack([voice.argmax(-1) for voice in logits], dim=-1).numpy()
            parts.append(codec.with_silence(tokens, model.config.voices))
    return np.concatenate(parts)


def named_attribute(name: str) -> tuple[Attribute, int]:
    """Return what the name of an axis says: the attribute, and +1 if it grows along the axis.

    Raises
    ------
    ValueError
        It is not a name that :func:`fit_axes` gives.
    """
    voice, _, word = name.split(",", maxsplit=1)[0].partition(" ")
    for kind, words in WORDS.items():
        if word in words:
            return (voice, kind), 1 if word == words[0] else -1
    raise ValueError(f"{name!r} names no attribute")


def effect(low: Tokens, high: Tokens, attribute: Attribute, model: Vae | DenseVae) -> tuple[float, float]:
    """Return the share of patterns, 0-1, in which an attribute is greater in `high` than in `low`, and is less."""
    grid = model.config.shape
    with np.errstate(invalid="ignore"):
        change = measure(high, attribute, grid) - measure(low, attribute, grid)
    return float((change > 0).mean()), float((change < 0).mean())


def moved(model: Vae | DenseVae, z: Floats, step: Floats) -> tuple[Tokens, Tokens]:
    """Return the tokens of points [B, D] moved by −2 and by +2 steps [D]."""
    return decode_tokens(model, z - _SIGMA * step), decode_tokens(model, z + _SIGMA * step)


def _name(model: Vae | DenseVae, probes: Floats, step: Floats, taken: list[str]) -> tuple[str, float, float]:
    """Return the name of a step, the sign that makes it a growth, and how reliable that is.

    The most reliable effect names the axis; a name in use already is made unique by the next effects.
    """
    low, high = moved(model, probes, step)
    attributes = attributes_of(model.config.voices, model.config.shape)
    effects = [effect(low, high, attribute, model) for attribute in attributes]
    order = sorted(range(len(effects)), key=lambda index: -max(effects[index]))
    more, less = effects[order[0]]
    sign = 1.0 if more >= less else -1.0
    words = []
    for index in order:
        (voice, kind), (more, less) = attributes[index], effects[index]
        words.append(f"{voice} {WORDS[kind][0 if (more - less) * sign >= 0 else 1]}")
        if ", ".join(words) not in taken:
            break
    return ", ".join(words), sign, max(effects[order[0]])


def _attribute_axes(model: Vae | DenseVae, means: Floats, probes: Floats) -> tuple[list[str], Floats, Floats]:
    """Return names, steps [A, D] and reliabilities [A] of the attributes' own axes.

    A step is the regression of the latent means on the attribute: where patterns lie that have one standard deviation
    more of it. It keeps to where music is, where the gradient of the attribute would not.
    """
    grid = model.config.shape
    tokens = decode_tokens(model, means[:: max(1, len(means) // 8000)])
    points = means[:: max(1, len(means) // 8000)]
    names, steps, reliable = [], [], []
    for attribute in attributes_of(model.config.voices, grid):
        values = measure(tokens, attribute, grid)
        known = np.isfinite(values)
        if known.sum() < 2 or values[known].std() == 0:
            continue
        scaled = (values[known] - values[known].mean()) / values[known].std()
        step = (scaled @ (points[known] - points[known].mean(axis=0)) / known.sum()).astype(np.float32)
        low, high = moved(model, probes, step)
        voice, kind = attribute
        names.append(f"{voice} {WORDS[kind][0]}")
        steps.append(step)
        reliable.append(effect(low, high, attribute, model)[0])
    shape = (len(steps), means.shape[1])
    return names, np.array(steps, np.float32).reshape(shape), np.array(reliable, np.float32)
