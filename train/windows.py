"""Batches of patterns for a VAE, cut out of a corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nes_composer.models.codec import tokens_of
from train.augment import augment
from train.corpus import Corpus


class Windows:
    """Token windows; indexed by many indices at once, so that a batch is a few array operations.

    Parameters
    ----------
    corpus
        Where the rows are.
    firsts : int64 [W]
        First row of each window.
    rows
        Length of a window.
    voices
        Which voices of them.
    """

    def __init__(self, corpus: Corpus, firsts: NDArray[np.int64], rows: int, voices: tuple[int, ...]) -> None:
        self._corpus = corpus
        self._firsts = firsts
        self._rows = np.arange(rows)
        self._voices = voices

    def __len__(self) -> int:
        """Return the number of windows."""
        return len(self._firsts)

    def __getitem__(self, index: Sequence[int] | NDArray[np.int64] | slice) -> Tensor:
        """Return tokens int64 [B, rows, voices]."""
        return self._tokens(index, None)

    def draw(self, generator: np.random.Generator, size: int) -> Tensor:
        """Return the tokens, int64 [size, rows, voices], of random windows, each changed at random."""
        return self._tokens(generator.integers(0, len(self), size), generator)

    def batches(self, size: int) -> Iterator[Tensor]:
        """Return all windows in order, `size` at once."""
        return (self[first : first + size] for first in range(0, len(self), size))

    def _tokens(
        self, index: Sequence[int] | NDArray[np.int64] | slice, generator: np.random.Generator | None
    ) -> Tensor:
        return tokens_at(self._corpus, self._firsts[index][:, None] + self._rows, self._voices, generator)


def tokens_at(
    corpus: Corpus, rows: NDArray[np.int64], voices: tuple[int, ...], generator: np.random.Generator | None
) -> Tensor:
    """Return the tokens, int64 [B, N, voices], of rows int64 [B, N] of a corpus; changed at random with a generator."""
    pitch, onset = corpus.pitch[rows], corpus.onset[rows]
    if generator is not None:
        pitch, onset = augment(pitch, onset, generator)
    return torch.from_numpy(tokens_of(pitch, onset)[..., list(voices)].astype(np.int64))
