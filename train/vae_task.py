"""How a VAE learns: the loss, its schedule, and what is measured on the way."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import torch
from lightning import LightningModule
from lightning.pytorch.utilities.types import OptimizerLRSchedulerConfig
from torch import Tensor

from nes_composer.models.codec import FIRST_PITCH
from nes_composer.models.vae import Vae, VaeConfig, kl_nats, reconstruction_nats
from nes_composer.score.score import VOICES


@dataclass(frozen=True)
class VaeSettings:
    """How long and how fast.

    Parameters
    ----------
    steps
        Of the optimiser, at most.
    max_minutes
        Wall time, at most. The learning rate falls to zero over whichever of both ends first.
    batch
        Patterns per step.
    learning_rate, weight_decay
        Of AdamW.
    beta
        Weight of the KL term: small for exact sliders, large for a smooth space.
    warmup_steps
        Over which learning rate and beta rise from zero.
    """

    steps: int = 20_000
    max_minutes: float = 60.0
    batch: int = 256
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    beta: float = 0.05
    warmup_steps: int = 200


class VaeTask(LightningModule):
    """Evidence lower bound in nats per pattern."""

    def __init__(self, config: VaeConfig, settings: VaeSettings) -> None:
        super().__init__()
        self.model = Vae(config)
        self.settings = settings
        self._begin = time.monotonic()

    @property
    def progress(self) -> float:
        """How far training has come, 0-1."""
        minutes = (time.monotonic() - self._begin) / 60
        return min(1.0, max(self.global_step / self.settings.steps, minutes / self.settings.max_minutes))

    def on_train_start(self) -> None:
        """Start the clock that the learning rate falls by."""
        self._begin = time.monotonic()

    def training_step(self, tokens: Tensor) -> Tensor:
        """Return the loss of a batch of tokens int64 [B, 64, 4]."""
        mu, log_var = self.model.encode(tokens)
        z = mu + (0.5 * log_var).exp() * torch.randn_like(mu)
        reconstruction = reconstruction_nats(self.model.decode(z), tokens).sum(1).mean()
        kl = kl_nats(mu, log_var).sum(1).mean()
        warmth = min(1.0, (self.global_step + 1) / self.settings.warmup_steps)
        self.log_dict({"reconstruction": reconstruction, "kl": kl}, prog_bar=True)
        return reconstruction + warmth * self.settings.beta * kl

    def validation_step(self, tokens: Tensor) -> None:
        """Measure reconstruction from mu."""
        mu, log_var = self.model.encode(tokens)
        logits = self.model.decode(mu)
        measured = {
            "nats": reconstruction_nats(logits, tokens).sum(1).mean(),
            "kl": kl_nats(mu, log_var).sum(1).mean(),
            **accuracies(logits, tokens),
        }
        for name, value in measured.items():
            self.log(f"valid_{name}", value, prog_bar=name in ("nats", "rows", "onsets"), batch_size=len(tokens))

    def configure_optimizers(self) -> OptimizerLRSchedulerConfig:
        """Return AdamW with a linear rise and a cosine fall."""
        settings = self.settings
        optimizer = torch.optim.AdamW(
            self.parameters(), settings.learning_rate, betas=(0.9, 0.98), weight_decay=settings.weight_decay
        )

        def factor(step: int) -> float:
            rise = min(1.0, (step + 1) / settings.warmup_steps)
            return rise * 0.5 * (1 + math.cos(math.pi * self.progress))

        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}


def accuracies(logits: tuple[Tensor, ...], tokens: Tensor) -> dict[str, Tensor]:
    """Return the share of right tokens per voice, and the means over voices of all and of onset rows.

    Copying the row above scores high on all rows; onset rows tell whether the music is right.
    """
    right = torch.stack([voice.argmax(-1) for voice in logits], dim=-1) == tokens
    onset = tokens >= FIRST_PITCH
    rows = right.float().mean((0, 1))
    onsets = (right & onset).sum((0, 1)) / onset.sum((0, 1)).clamp(min=1)
    named = {f"rows_{name}": rows[voice] for voice, name in enumerate(VOICES)}
    named |= {f"onsets_{name}": onsets[voice] for voice, name in enumerate(VOICES)}
    return {"rows": rows.mean(), "onsets": onsets.mean(), **named}
