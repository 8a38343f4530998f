"""Checkpoints for tests: untrained models, music of a kind, in milliseconds."""

from pathlib import Path

import numpy as np
import torch

from nes_composer.models.checkpoint import Checkpoint, Summary, build, save
from nes_composer.models.latent_axes import LatentAxes
from nes_composer.models.lstm import LstmConfig
from nes_composer.models.vae import VaeConfig


def tiny_axes(latent: int, count: int) -> LatentAxes:
    """Return `count` axes named a, b, c, … and two attributes."""
    directions = np.linalg.qr(np.random.default_rng(1).standard_normal((latent, latent)))[0][:count]
    sigma = np.linspace(2.0, 0.5, count, dtype=np.float32)
    return LatentAxes(
        mean=np.ones(latent, np.float32),
        directions=directions.astype(np.float32),
        sigma=sigma,
        explained_variance=sigma**2 / (sigma**2).sum(),
        reliability=np.full(count, 0.9, np.float32),
        names=tuple("abcdefghijklmnopqrstuvwxyz"[:count]),
        attribute_directions=directions[:2].astype(np.float32),
        attribute_reliability=np.full(2, 0.8, np.float32),
        attribute_names=("P1 denser", "P1 higher"),
        cluster_weights=np.ones(1, np.float32),
        cluster_means=np.zeros((1, count), np.float32),
        cluster_spreads=np.ones((1, count), np.float32),
    )


def save_tiny_vae(path: Path, voices: str = "all", grid: str = "rows") -> None:
    """Write the checkpoint of a VAE with two latent dimensions for each segment."""
    torch.manual_seed(1)
    indices = {"all": (0, 1, 2, 3), "p1": (0,)}[voices]
    segments = {"rows": 4, "24hz": 32}[grid]
    config = VaeConfig(indices, grid, width=16, hidden=16, heads=2, latent=2 * segments)
    model = build("vae", config)
    for weight in model.speak.parameters():
        torch.nn.init.normal_(weight, std=3.0)
    save(path, Checkpoint(model, Summary("vae", voices, grid, "bars", "no data"), tiny_axes(2 * segments, 8)))


def save_tiny_lstm(path: Path, voices: str = "all", grid: str = "rows", arch: str = "chained") -> None:
    """Write the checkpoint of an LSTM that plays something on every other row."""
    torch.manual_seed(1)
    indices = {"all": (0, 1, 2, 3), "p1": (0,)}[voices]
    model = build("lstm", LstmConfig(indices, grid, arch, embedding=16, hidden=24, head=16))
    save(path, Checkpoint(model, Summary("lstm", voices, grid, arch, "no data")))
