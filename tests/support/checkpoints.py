"""A checkpoint for tests: an untrained VAE with eight latent dimensions, music of a kind, in milliseconds."""

from pathlib import Path

import numpy as np
import torch

from nes_composer.models.checkpoint import Summary, VaeCheckpoint, save_vae
from nes_composer.models.latent_axes import LatentAxes
from nes_composer.models.vae import Vae, VaeConfig


def save_tiny_vae(path: Path) -> None:
    """Write the checkpoint."""
    torch.manual_seed(1)
    model = Vae(VaeConfig(width=16, hidden=16, pattern_width=16, latent=8))
    for weight in model.speak.parameters():
        torch.nn.init.normal_(weight, std=3.0)
    directions = np.linalg.qr(np.random.default_rng(1).standard_normal((8, 8)))[0].astype(np.float32)
    sigma = np.linspace(2.0, 0.5, 8, dtype=np.float32)
    axes = LatentAxes(np.ones(8, np.float32), directions, sigma, sigma**2 / (sigma**2).sum(), tuple("abcdefgh"))
    save_vae(path, VaeCheckpoint(model, axes, Summary("vae", "all", "rows", "bars", "no data")))
