"""Batches of patterns for training, cut out of a corpus and changed as they are drawn."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import BatchSampler, DataLoader, Dataset, RandomSampler, SequentialSampler

from nes_composer.models.codec import tokens_of
from train.augment import augment
from train.corpus import Corpus


class Windows(Dataset[Tensor]):
    """Token windows; indexed by a list of indices at once, so that a batch is a few array operations.

    Parameters
    ----------
    corpus
        Where the rows are.
    firsts : int64 [W]
        First row of each window.
    rows
        Length of a window.
    seed
        Of the augmentation; None leaves the windows as they are.
    """

    def __init__(self, corpus: Corpus, firsts: NDArray[np.int64], rows: int, seed: int | None) -> None:
        self._corpus = corpus
        self._firsts = firsts
        self._rows = np.arange(rows)
        self._generator = None if seed is None else np.random.default_rng(seed)

    def __len__(self) -> int:
        """Return the number of windows."""
        return len(self._firsts)

    def __getitem__(self, index: list[int]) -> Tensor:
        """Return tokens int64 [B, rows, 4]."""
        rows = self._firsts[index][:, None] + self._rows
        pitch, onset = self._corpus.pitch[rows], self._corpus.onset[rows]
        if self._generator:
            pitch, onset = augment(pitch, onset, self._generator)
        return torch.from_numpy(tokens_of(pitch, onset).astype(np.int64))


def loader(windows: Windows, batch: int, shuffle: bool) -> DataLoader[Tensor]:
    """Return a loader of batches of windows."""
    order = RandomSampler(windows) if shuffle else SequentialSampler(windows)
    return DataLoader(windows, sampler=BatchSampler(order, batch, drop_last=shuffle), batch_size=None)
