"""Composing with a trained VAE: from latent points to scores, and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from nes_composer.models import checkpoint as checkpoints
from nes_composer.models import codec
from nes_composer.models.grids import ModelGrid
from nes_composer.models.lstm import Lstm
from nes_composer.score.edits import with_length
from nes_composer.score.score import Score


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
        checkpoint = checkpoints.load(path, "vae")
        assert checkpoint.axes is not None
        assert not isinstance(checkpoint.model, Lstm)
        self.name = checkpoint.name
        self.axes = checkpoint.axes
        self.summary = checkpoint.summary
        self._model = checkpoint.model

    @property
    def latent(self) -> int:
        """Dimensions D of a latent point."""
        return self._model.config.latent

    @property
    def voices(self) -> tuple[int, ...]:
        """The voices that it is about; decoded scores are silent in the others."""
        return self._model.config.voices

    @property
    def grid(self) -> ModelGrid:
        """The grid that it works on."""
        return self._model.config.shape

    def decode(self, z: ArrayLike, rows_per_second: float) -> Score:
        """Return the likeliest rows of a latent point: one pattern.

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
        return codec.decode(
            codec.with_silence(tokens.numpy(), self.voices), self.grid.rows_per_second or rows_per_second
        )

    def encode(self, score: Score) -> NDArray[np.float32]:
        """Return the latent point [D] of up to a pattern of rows; shorter passages are continued by silence."""
        tokens = codec.encode(with_length(score, self.grid.pattern_rows)).astype(np.int64)[:, list(self.voices)]
        with torch.inference_mode():
            mu, _ = self._model.encode(torch.from_numpy(tokens)[None])
        return np.asarray(mu[0].numpy(), np.float32)
