"""Validates while a model trains, keeps the weights that were best, and saves what training can go on from."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lightning import Callback, LightningModule, Trainer
from torch import Tensor

from train.fit_error import FitError
from train.pictures import Pictures
from train.resuming import LAST, description
from train.task import Task


class Keeping(Callback):
    """Decides by the task's clock, so that all processes that train together decide alike.

    Parameters
    ----------
    task
        What is trained.
    valid
        Batches to validate on.
    logs
        Folder for `LAST`.
    data_hash
        Of the corpus.
    every_minutes
        Between validations, each of which is followed by a save.
    report
        Is told one line after each validation.
    pictures
        Are drawn after each.
    """

    def __init__(
        self,
        task: Task[Any, Any],
        valid: list[Any],
        logs: Path,
        data_hash: str,
        every_minutes: float,
        report: Callable[[str], None],
        pictures: Pictures,
    ) -> None:
        self._task = task
        self._valid = valid
        self._last = logs / LAST
        self._data_hash = data_hash
        self._every = every_minutes
        self._report = report
        self._pictures = pictures
        self._validated = 0.0
        self._stale = 0
        self._losses: list[float] = []
        self._curve: list[tuple[int, float, float]] = []
        self.saved_step: int | None = None
        """Of the latest save."""
        self.metrics: dict[str, float] = {}
        """Of the best weights."""
        self.best: dict[str, Tensor] = {}
        """The weights with the least nats on the valid split."""

    def state_dict(self) -> dict[str, Any]:
        """Return what goes into a save."""
        return {
            "minutes": self._task.minutes,
            "validated": self._validated,
            "stale": self._stale,
            "curve": self._curve,
            "metrics": self.metrics,
            "best": self.best,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over what a save holds."""
        self._task.minutes, self._validated, self._stale = state["minutes"], state["validated"], state["stale"]
        self.metrics, self.best, self._curve = state["metrics"], state["best"], state["curve"]

    def on_save_checkpoint(self, trainer: Trainer, pl_module: LightningModule, checkpoint: dict[str, Any]) -> None:
        """Describe the save."""
        checkpoint.update(description(self._task, self._data_hash))

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Remember what a resumed training has."""
        self.saved_step = trainer.global_step or None

    def on_train_batch_end(
        self, trainer: Trainer, pl_module: LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Validate and save if it is time to; end training when its time is over."""
        task = self._task
        self._losses.append(float(outputs["loss"]))
        if not math.isfinite(self._losses[-1]):
            raise FitError(f"the loss is not finite at step {trainer.global_step}; {self.kept}")
        if task.minutes - self._validated >= self._every:
            self._validate(trainer)
            self._save(trainer)
            self._draw(trainer)
        if task.progress >= 1 or task.interrupted or self._stale >= task.settings.patience:
            trainer.should_stop = True

    def on_train_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Validate the last weights, too, unless somebody waits for the end."""
        if not self._task.interrupted:
            self._validate(trainer)
        self._save(trainer)
        self._draw(trainer, last=True)

    @property
    def kept(self) -> str:
        """What can still be gone on from."""
        if self.saved_step is None:
            return "nothing has been saved yet"
        return f"--resume {self._last} goes on from step {self.saved_step}"

    def _validate(self, trainer: Trainer) -> None:
        self._validated = self._task.minutes
        # One process measures, so that no difference in the last digit divides them.
        metrics: dict[str, float] = trainer.strategy.broadcast(
            self._task.validated(self._valid) if trainer.is_global_zero else {}
        )
        if self._losses:
            self._curve.append((trainer.global_step, sum(self._losses) / len(self._losses), metrics["nats"]))
            self._losses = []
        self._stale += 1
        if not self.metrics or metrics["nats"] < self.metrics["nats"]:
            self._stale = 0
            self.metrics = metrics
            self.best = {name: weight.detach().cpu().clone() for name, weight in self._task.model.state_dict().items()}
        for logger in trainer.loggers:
            logger.log_metrics({f"valid_{name}": value for name, value in metrics.items()}, trainer.global_step)
            logger.save()
        if trainer.is_global_zero:
            self._report(
                f"{self._task.minutes:.1f} min, step {trainer.global_step}: valid {metrics['nats']:.4g} nats, "
                f"{metrics['rows']:.1%} of rows, {metrics['onsets']:.1%} of onsets"
            )

    def _draw(self, trainer: Trainer, last: bool = False) -> None:
        if trainer.is_global_zero and self._curve:
            self._pictures.draw(self._curve, last)

    def _save(self, trainer: Trainer) -> None:
        # A finite loss may still have had a gradient that was not.
        if not all(bool(weight.isfinite().all()) for weight in self._task.parameters()):
            raise FitError(f"the weights are not finite at step {trainer.global_step}; {self.kept}")
        trainer.save_checkpoint(self._last)
        self.saved_step = trainer.global_step
