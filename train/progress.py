"""The bar that shows how far a training is."""

from __future__ import annotations

from typing import Any

from lightning import Callback, LightningModule, Trainer
from tqdm import tqdm

from train.task import Task


class Bar(Callback):
    """Shows share, time left, step and loss while a person looks on: on a terminal, and for one process of several.

    Lightning's own bar counts steps, of which nobody knows how many there will be: a training ends by its time.

    Parameters
    ----------
    task
        What is trained.
    disable
        Whether to stay silent; None stays silent where standard error is no terminal.
    """

    def __init__(self, task: Task[Any, Any], disable: bool | None = None) -> None:
        self._task = task
        self._disable = disable
        self._bar: tqdm[Any] | None = None

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Begin where the training goes on from."""
        self._bar = tqdm(
            total=1.0,
            initial=self._task.progress,
            desc="fit",
            bar_format="{l_bar}{bar}| {elapsed}<{remaining}{postfix}",
            disable=self._disable if trainer.is_global_zero else True,
        )

    def on_train_batch_end(
        self, trainer: Trainer, pl_module: LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Go on."""
        if self._bar is not None and not self._bar.disable:
            self._bar.set_postfix(step=trainer.global_step, loss=float(trainer.callback_metrics["loss"]), refresh=False)
            self._bar.update(self._task.progress - self._bar.n)

    def on_train_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Leave the last state standing."""
        self._close()

    def on_exception(self, trainer: Trainer, pl_module: LightningModule, exception: BaseException) -> None:
        """Leave the line to what is told about the error."""
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
