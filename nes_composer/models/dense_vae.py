"""The VAE of the 2020 project, kept as the baseline to beat.

Bars as flat one-hot images, each through a dense layer of 2000 and one of 200 units, all bars together through one
of 1600 to the latent point, and back; sigmoid outputs and the squared error of the image. (The layout goes back to
HackerPoet/Composer.)
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from nes_composer.models.vae import VaeConfig

_BAR_UNITS, _BAR_CODE, _PATTERN_UNITS = 2000, 200, 1600


class DenseVae(nn.Module):
    """Encoder and decoder with the interface of :class:`nes_composer.models.vae.Vae`."""

    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        self.config = config
        bars = config.shape.bars
        image = config.shape.bar_rows * sum(config.vocabulary)
        self.bar_encoder = nn.Sequential(
            nn.Linear(image, _BAR_UNITS), nn.ReLU(), nn.Linear(_BAR_UNITS, _BAR_CODE), nn.ReLU()
        )
        self.pattern_encoder = nn.Sequential(
            nn.Linear(bars * _BAR_CODE, _PATTERN_UNITS), nn.ReLU(), nn.Linear(_PATTERN_UNITS, 2 * config.latent)
        )
        self.pattern_decoder = nn.Sequential(
            nn.Linear(config.latent, _PATTERN_UNITS), nn.ReLU(), nn.Linear(_PATTERN_UNITS, bars * _BAR_CODE), nn.ReLU()
        )
        self.bar_decoder = nn.Sequential(nn.Linear(_BAR_CODE, _BAR_UNITS), nn.ReLU(), nn.Linear(_BAR_UNITS, image))

    def encode(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Return mu and log_var, each float [B, D], of token patterns int64 [B, rows, voices]."""
        bars = self.config.shape.bars
        image = torch.cat(self._images(tokens), dim=-1).view(len(tokens), bars, -1)
        mu, log_var = self.pattern_encoder(self.bar_encoder(image).flatten(1)).chunk(2, dim=-1)
        return mu, log_var.clamp(-10.0, 10.0)

    def decode(self, z: Tensor) -> tuple[Tensor, ...]:
        """Return for each voice the logits, float [B, rows, vocabulary], of latent points float [B, D].

        They are the logarithms of the pixels, so that a softmax shares each row among them.
        """
        codes = self.pattern_decoder(z).view(len(z), self.config.shape.bars, _BAR_CODE)
        pixels = self.bar_decoder(codes).view(len(z), self.config.shape.pattern_rows, -1)
        return torch.split(functional.logsigmoid(pixels), list(self.config.vocabulary), dim=-1)

    def loss(self, logits: tuple[Tensor, ...], tokens: Tensor) -> Tensor:
        """Return what training makes small, float [B, voices]: the squared error of the pixels."""
        errors = [
            (voice.exp() - image).square().sum((1, 2))
            for voice, image in zip(logits, self._images(tokens), strict=True)
        ]
        return torch.stack(errors, dim=1)

    def _images(self, tokens: Tensor) -> list[Tensor]:
        """Return one-hot images, float [B, rows, vocabulary], of each voice."""
        return [
            functional.one_hot(tokens[..., voice], size).float() for voice, size in enumerate(self.config.vocabulary)
        ]
