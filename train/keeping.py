"""Validates while a model trains, keeps the weights that were best, and saves what training can go on from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lightning import Callback, LightningModule, Trainer
from torch import Tensor

from nes_composer import atomic
from train.task import Task

LAST = "last.ckpt"


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
    every_minutes
        Between validations, each of which is followed by a save.
    report
        Is told one line after each validation.
    """

    def __init__(
        self, task: Task[Any, Any], valid: list[Any], logs: Path, every_minutes: float, report: Callable[[str], None]
    ) -> None:
        self._task = task
        self._valid = valid
        self._logs = logs
        self._every = every_minutes
        self._report = report
        self._validated = 0.0
        self.metrics: dict[str, float] = {}
        """Of the best weights."""
        self.best: dict[str, Tensor] = {}
        """The weights with the least nats on the valid split."""

    def state_dict(self) -> dict[str, Any]:
        """Return what goes into a save."""
        return {"metrics": self.metrics, "best": self.best, "validated": self._validated}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over what a save holds."""
        self.metrics, self.best, self._validated = state["metrics"], state["best"], state["validated"]

    def on_train_batch_end(
        self, trainer: Trainer, pl_module: LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Validate and save if it is time to; end training when its time is over."""
        if self._task.minutes - self._validated >= self._every:
            self._validate(trainer)
            self._save(trainer)
        if self._task.progress >= 1:
            trainer.should_stop = True

    def on_train_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Validate the last weights, too."""
        self._validate(trainer)
        self._save(trainer)

    def _validate(self, trainer: Trainer) -> None:
        task = self._task
        self._validated = task.minutes
        metrics = task.validated(self._valid)
        if not self.metrics or metrics["nats"] < self.metrics["nats"]:
            self.metrics = metrics
            self.best = {name: weight.detach().cpu().clone() for name, weight in task.model.state_dict().items()}
        named = {f"valid_{name}": value for name, value in metrics.items()}
        for logger in trainer.loggers:
            logger.log_metrics(named, trainer.global_step)
            logger.save()
        loss = float(trainer.callback_metrics["loss"])
        self._report(
            f"{task.minutes:.1f} min, step {trainer.global_step}: loss {loss:.4g}; valid {metrics['nats']:.4g} nats, "
            f"{metrics['rows']:.1%} of rows, {metrics['onsets']:.1%} of onsets"
        )

    def _save(self, trainer: Trainer) -> None:
        with atomic.replacing(self._logs / LAST) as temporary:
            trainer.save_checkpoint(temporary)
