"""Fit the latent axes of a trained VAE, and name each by its measured effect."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nes_composer.models import codec
from nes_composer.models.latent_axes import LatentAxes
from nes_composer.models.vae import Vae
from nes_composer.score.score import NO, VOICES, Score
from train.windows import Windows, loader

_PROBES = 48
_PROBE_SIGMA = 2.0
_EFFECTS = {
    "density": ("denser", "sparser"),
    "height": ("higher", "lower"),
    "length": ("more legato", "more staccato"),
    "leaps": ("more leaping", "smoother"),
}


def latent_means(model: Vae, windows: Windows) -> NDArray[np.float32]:
    """Return mu of every window, float32 [W, D]."""
    with torch.inference_mode():
        return np.concatenate([model.encode(tokens)[0].numpy() for tokens in loader(windows, 512, shuffle=False)])


def fit_axes(model: Vae, means: NDArray[np.float32], seed: int = 0) -> LatentAxes:
    """Return all principal axes of latent means float32 [W, D], W ≥ D, named.

    An axis points where its named effect grows. All are kept, so that a random point has the variety of the
    training set: the first 32 of 128 hold about half of its variance.
    """
    centre = means.mean(axis=0)
    _, singular, directions = np.linalg.svd(means - centre, full_matrices=False)
    variance = singular**2 / len(means)
    sigma = np.sqrt(variance)
    probes = means[np.random.default_rng(seed).choice(len(means), min(_PROBES, len(means)), replace=False)]
    names: list[str] = []
    for axis in range(len(directions)):
        name, sign = _name(model, probes, _PROBE_SIGMA * sigma[axis] * directions[axis], names)
        directions[axis] *= sign
        names.append(name)
    return LatentAxes(
        centre.astype(np.float32),
        directions.astype(np.float32),
        sigma.astype(np.float32),
        (variance / variance.sum()).astype(np.float32),
        tuple(names),
    )


def _name(model: Vae, probes: NDArray[np.float32], step: NDArray[np.float32], taken: list[str]) -> tuple[str, float]:
    """Return what a step does to the probes' music, and the sign that makes its first word a growth.

    The strongest effect names the axis, in units of the spread over the probes; a name in use already is
    made unique by the next effects.
    """
    low, middle, high = (_measure(model, probes + factor * step) for factor in (-1.0, 0.0, 1.0))
    spread = np.ma.masked_invalid(middle).std(axis=0).filled(0.0) + 1e-6
    effect = np.ma.masked_invalid(high - low).mean(axis=0).filled(0.0) / spread
    order = np.argsort(-np.abs(effect))
    sign = float(np.sign(effect[order[0]]) or 1.0)
    words = [_LABELS[index][0 if effect[index] * sign > 0 else 1] for index in order]
    for count in range(1, len(words) + 1):
        name = ", ".join(words[:count])
        if name not in taken:
            break
    return name, sign


_LABELS = [
    (f"{voice} {more}", f"{voice} {less}")
    for voice in VOICES
    for effect, (more, less) in _EFFECTS.items()
    if voice != VOICES[NO] or effect in ("density", "height")
]


def _measure(model: Vae, z: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the measures of the music at latent points [B, D], float [B, len(_LABELS)]; NaN where silent."""
    with torch.inference_mode():
        logits: tuple[Tensor, ...] = model.decode(torch.from_numpy(z.astype(np.float32)))
        tokens = torch.stack([voice.argmax(-1) for voice in logits], dim=-1).numpy()
    return np.array([_measures(codec.decode(pattern, 10.0)) for pattern in tokens])


def _measures(score: Score) -> list[float]:
    """Return density, height, length and leaps of each voice (noise: density and height)."""
    values: list[float] = []
    for voice in range(len(VOICES)):
        onset = score.onset[:, voice]
        count = int(onset.sum())
        pitches = score.pitch[onset, voice].astype(np.float64)
        values += [count / len(score), pitches.mean() if count else np.nan]
        if voice != NO:
            values.append(score.sounding[:, voice].sum() / count if count else np.nan)
            values.append(float(np.abs(np.diff(pitches)).mean()) if count > 1 else np.nan)
    return values
