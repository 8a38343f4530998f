"""What is the same however a model learns: optimiser, schedule, clock, and the source of chance."""

from __future__ import annotations

import math
import time
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import torch
from lightning import LightningModule
from torch import Tensor, distributed

from nes_composer.models.checkpoint import Network


@dataclass(frozen=True)
class Settings:
    """How long and how fast.

    Parameters
    ----------
    steps
        Of the optimiser, at most.
    max_minutes
        Wall time, at most. The learning rate falls to zero over whichever of both ends first.
    batch
        Patterns or passages per step, over all processes.
    learning_rate, weight_decay
        Of AdamW.
    warmup_steps
        Over which the learning rate rises from zero.
    least_fit
        Songs with a worse row grid are not trained on: their rows are not the composer's.
    patience
        Validations in a row without any better weights after which training ends early.
    """

    steps: int = 1_000_000
    max_minutes: float = 60.0
    batch: int = 256
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    warmup_steps: int = 200
    least_fit: float = 0.8
    patience: int = 20


Batch = TypeVar("Batch")
AnySettings = TypeVar("AnySettings", bound=Settings)


class Task(LightningModule, Generic[Batch, AnySettings]):
    """A network and how it learns.

    Parameters
    ----------
    model
        What learns.
    settings
        How.
    seed
        Of dropout and noise; each step has its own from it, so that training can go on from any step.
    """

    def __init__(self, model: Network, settings: AnySettings, seed: int) -> None:
        super().__init__()
        self.model = model
        self.settings = settings
        self.minutes = 0.0
        """Wall time that training has taken, also before it was resumed."""
        self.interrupted = False
        """Whether the step at hand is the last for now."""
        self.asked: Callable[[], bool] = lambda: False
        """Tells whether somebody wants training to stop."""
        self.seed = seed
        self._begin = time.monotonic()

    @abstractmethod
    def loss(self, batch: Batch) -> tuple[Tensor, dict[str, Tensor]]:
        """Return what is made small, and what else is logged."""

    @abstractmethod
    def measure(self, batch: Batch) -> dict[str, Tensor]:
        """Return what sums up over the batches of a split to what :meth:`metrics` takes."""

    @abstractmethod
    def metrics(self, sums: dict[str, Tensor]) -> dict[str, float]:
        """Return how good the model is; ``nats`` among them is what has to be small."""

    @abstractmethod
    def examples(self, batch: Batch, count: int) -> tuple[Tensor, Tensor]:
        """Return the first of a batch, int64 [count, N, voices], and what the model makes of them."""

    @property
    def warmth(self) -> float:
        """How far the first rise has come, 0-1."""
        return min(1.0, (self.global_step + 1) / self.settings.warmup_steps)

    @property
    def progress(self) -> float:
        """How far training has come, 0-1."""
        return min(1.0, max(self.global_step / self.settings.steps, self.minutes / self.settings.max_minutes))

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Return the optimiser, whose learning rate each step sets."""
        settings = self.settings
        return torch.optim.AdamW(
            self.parameters(),
            settings.learning_rate,
            betas=(0.9, 0.98),
            weight_decay=settings.weight_decay,
            fused=True,
        )

    def on_train_start(self) -> None:
        """Start the clock."""
        self._begin = time.monotonic() - 60 * self.minutes

    def on_train_batch_start(self, batch: Batch, batch_idx: int) -> None:
        """Set the learning rate, a linear rise and a cosine fall, and the source of chance."""
        now = torch.tensor([(time.monotonic() - self._begin) / 60, self.asked()], dtype=torch.float64)
        if self.trainer.world_size > 1:
            # All go by the clock of the first process, or their weights would drift apart.
            now = now.to(self.device)
            distributed.broadcast(now, 0)
        self.minutes, self.interrupted = float(now[0]), bool(now[1])
        rate = self.settings.learning_rate * self.warmth * 0.5 * (1 + math.cos(math.pi * self.progress))
        for optimizer in self.trainer.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
        state = np.random.SeedSequence((self.seed, self.global_step, self.global_rank)).generate_state(1, np.uint64)
        torch.manual_seed(int(state[0]))

    def training_step(self, batch: Batch) -> Tensor:
        """Return the loss of a batch."""
        loss, parts = self.loss(batch)
        self.log_dict({"loss": loss.detach(), **parts})
        return loss

    def validated(self, batches: list[Batch]) -> dict[str, float]:
        """Return the metrics over the batches of a split."""
        sums: dict[str, Tensor] = {}
        with self._measuring():
            for batch in batches:
                moved: Any = self.transfer_batch_to_device(batch, self.device, 0)
                for name, value in self.measure(moved).items():
                    sums[name] = sums.get(name, torch.zeros(())) + value.double().cpu()
        return {name: float(value) for name, value in self.metrics(sums).items()}

    def shown(self, batch: Batch, count: int) -> tuple[Tensor, Tensor]:
        """Return :meth:`examples` of a model at rest."""
        with self._measuring():
            return self.examples(batch, count)

    @contextmanager
    def _measuring(self) -> Iterator[None]:
        training = self.training
        self.eval()
        with torch.inference_mode():
            yield
        self.train(training)
