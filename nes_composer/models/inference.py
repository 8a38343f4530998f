"""Composing with a trained VAE: from latent points to scores, and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from nes_composer.models import codec
from nes_composer.models.checkpoint import load_vae
from nes_composer.score.edits import with_length
from nes_composer.score.score import PATTERN_ROWS, Score


class LatentComposer:
    """A loaded checkpoint.

    Parameters
    ----------
    path
        A VAE checkpoint.

    Raises
    ------
    CheckpointError
        The checkpoint is missing, damaged or not a VAE's.
    """

    def __init__(self, path: Path) -> None:
        checkpoint = load_vae(path)
        self.name = checkpoint.name
        self.axes = checkpoint.axes
        self.summary = checkpoint.summary
        self._model = checkpoint.model

    @property
    def latent(self) -> int:
        """Dimensions D of a latent point."""
        return self._model.config.latent

    def decode(self, z: ArrayLike, rows_per_second: float) -> Score:
        """Return the likeliest 64 rows of a latent point.

        Raises
        ------
        ValueError
            `z` does not hold D finite numbers.
        """
        point = np.asarray(z, np.float32)
        if point.shape != (self.latent,) or not np.isfinite(point).all():
            raise ValueError(f"a latent point of this model is {self.latent} finite numbers")
        with torch.inference_mode():
            logits = self._model.decode(torch.from_numpy(point)[None])
            tokens = torch.stack([voice[0].argmax(-1) for voice in logits], dim=1)
        return codec.decode(tokens.numpy(), rows_per_second)

    def encode(self, score: Score) -> NDArray[np.float32]:
        """Return the latent point [D] of up to 64 rows; shorter passages are continued by silence."""
        tokens = codec.encode(with_length(score, PATTERN_ROWS)).astype(np.int64)
        with torch.inference_mode():
            mu, _ = self._model.encode(torch.from_numpy(tokens)[None])
        return np.asarray(mu[0].numpy(), np.float32)
