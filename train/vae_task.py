"""How a VAE learns, and what is measured on the way."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from nes_composer.models.checkpoint import build
from nes_composer.models.dense_vae import DenseVae
from nes_composer.models.vae import Vae, VaeConfig, kl_nats, reconstruction_nats
from nes_composer.score.score import VOICES
from train import accuracy
from train.accuracy import likeliest
from train.task import Settings, Task

_ACTIVE_NATS = 0.1


@dataclass(frozen=True)
class VaeSettings(Settings):
    """As :class:`Settings`, and what is a VAE's own.

    Parameters
    ----------
    beta
        Weight of the KL term: small for exact sliders, large for a smooth space. It rises as the learning rate does.
    hop
        Rows from one training window to the next.
    """

    learning_rate: float = 4e-3
    beta: float = 0.03
    hop: int = 16


class VaeTask(Task[Tensor, VaeSettings]):
    """Evidence lower bound of tokens int64 [B, rows, voices], per pattern."""

    model: Vae | DenseVae

    def __init__(self, config: VaeConfig, settings: VaeSettings, seed: int = 0) -> None:
        super().__init__(build("vae", config), settings, seed)

    def loss(self, batch: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """Return reconstruction plus beta times KL."""
        mu, log_var = self.model.encode(batch)
        z = mu + (0.5 * log_var).exp() * torch.randn_like(mu)
        reconstruction = self.model.loss(self.model.decode(z), batch).sum(1).mean()
        kl = kl_nats(mu, log_var).sum(1).mean()
        loss = reconstruction + self.warmth * self.settings.beta * kl
        return loss, {"reconstruction": reconstruction.detach(), "kl": kl.detach()}

    def measure(self, batch: Tensor) -> dict[str, Tensor]:
        """Measure reconstruction from mu."""
        mu, log_var = self.model.encode(batch)
        logits = self.model.decode(mu)
        return {
            "patterns": torch.tensor(len(batch)),
            "nats": reconstruction_nats(logits, batch).sum(0),
            "kl": kl_nats(mu, log_var).sum(0),
            **accuracy.counts(logits, batch),
        }

    def metrics(self, sums: dict[str, Tensor]) -> dict[str, float]:
        """Return nats and KL per pattern, active units, and the shares of right tokens."""
        nats, kl = sums["nats"] / sums["patterns"], sums["kl"] / sums["patterns"]
        voices = self.model.config.voices
        return {
            "nats": float(nats.sum()),
            **{f"nats_{VOICES[voice]}": float(nats[index]) for index, voice in enumerate(voices)},
            "kl": float(kl.sum()),
            "active_units": float((kl > _ACTIVE_NATS).sum()),
            **accuracy.shares(sums, voices),
        }

    def examples(self, batch: Tensor, count: int) -> tuple[Tensor, Tensor]:
        """Return the first patterns of a batch, and what the model makes of their mu."""
        tokens = batch[:count].to(self.device)
        logits = self.model.decode(self.model.encode(tokens)[0])
        return tokens, likeliest(logits, self.model.config.vocabulary)
