"""What a model makes up when it is asked for nothing in particular, as tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nes_composer.models import codec
from nes_composer.models.checkpoint import Checkpoint
from nes_composer.models.continuation import Continuer
from nes_composer.models.grids import GRIDS
from nes_composer.models.lstm import Lstm
from nes_composer.models.sampling import Sampling
from nes_composer.score.score import TICK_RATE, Score
from train.axes import decode_tokens
from train.corpus import Corpus
from train.token_pieces import LEAST_FIT

AS_LEARNED = Sampling(temperature=1.0, top_p=1.0)
"""Draws what the model says as often as it says it."""


def sample(path: Path, checkpoint: Checkpoint, corpus: Corpus, count: int, seed: int) -> NDArray[np.uint8]:
    """Return patterns that a model makes up, uint8 [count, N, voices].

    A VAE decodes random points of its latent space; an LSTM begins songs, at tempos as frequent as in the rows of the
    train split.

    Parameters
    ----------
    path, checkpoint
        The file, and what was loaded from it.
    corpus
        On the checkpoint's grid.
    count
        How many patterns.
    seed
        Of all choices.
    """
    generator = np.random.default_rng(seed)
    model = checkpoint.model
    if isinstance(model, Lstm):
        scores = _songs(Continuer(path), _rates(corpus, count, generator), generator)
    else:
        assert checkpoint.axes is not None
        points = np.array([checkpoint.axes.random(generator) for _ in range(count)])
        scores = [codec.decode(tokens, 1.0) for tokens in decode_tokens(model, points)]
    return np.array([codec.encode(score) for score in scores])[..., list(model.config.voices)]


def _rates(corpus: Corpus, count: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """Return rows per second, float [count], each that of a random row of the train split."""
    fixed = GRIDS[corpus.grid].rows_per_second
    if fixed is not None:
        return np.full(count, fixed)
    songs = corpus.songs("train", LEAST_FIT)
    rows = np.diff(corpus.start)[songs]
    chosen = generator.choice(songs, count, p=rows / rows.sum())
    # Whole ticks, as the model is told them: few tempos are few batches.
    return np.asarray(TICK_RATE / np.maximum(np.rint(corpus.ticks_per_row[chosen]), 1), np.float64)


def _songs(continuer: Continuer, rates: NDArray[np.float64], generator: np.random.Generator) -> Sequence[Score]:
    """Return the first pattern of a new song at each tempo."""
    scores = []
    for rate, takes in zip(*np.unique(rates, return_counts=True), strict=True):
        drawn = replace(AS_LEARNED, seed=int(generator.integers(1 << 31)))
        found = continuer.continue_rows(Score.silent(0, float(rate)), continuer.grid.pattern_rows, int(takes), drawn)
        scores += [take.rows for take in found]
    return scores
