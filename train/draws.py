"""The endless stream of training batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

import numpy as np
from torch import distributed

Batch = TypeVar("Batch")


class Draws(Generic[Batch]):
    """Batches that depend on a seed and the number of the step alone, so that training can go on from any step.

    A batch is drawn while the step before it computes. Where several processes train together, all draw the same
    batch and each takes its share.

    Parameters
    ----------
    draw
        Makes a batch with a source of chance.
    share
        Returns one process's part of a batch: of which number, out of how many.
    seed
        Of all batches.
    first
        Step to begin with.
    """

    def __init__(
        self,
        draw: Callable[[np.random.Generator], Batch],
        share: Callable[[Batch, int, int], Batch],
        seed: int,
        first: int = 0,
    ) -> None:
        self._draw = draw
        self._share = share
        self._seed = seed
        self._first = first

    def batch(self, step: int) -> Batch:
        """Return what this process learns from in a step."""
        batch = self._draw(np.random.default_rng((self._seed, step)))
        if distributed.is_available() and distributed.is_initialized():
            return self._share(batch, distributed.get_rank(), distributed.get_world_size())
        return batch

    def __iter__(self) -> Iterator[Batch]:
        """Begin with the first step."""
        with ThreadPoolExecutor(1, "draws") as worker:
            step = self._first
            upcoming = worker.submit(self.batch, step)
            while True:
                batch = upcoming.result()
                step += 1
                upcoming = worker.submit(self.batch, step)
                yield batch
