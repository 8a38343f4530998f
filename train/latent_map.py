"""The map of a VAE's training set: where its patterns lie on the first axes."""

from __future__ import annotations

import numpy as np

from nes_composer.models.checkpoint import Checkpoint
from nes_composer.models.latent_map import AXES, LatentMap
from nes_composer.models.lstm import Lstm
from train.axes import latent_means
from train.corpus import Corpus
from train.fit_error import FitError
from train.windows import Windows

PATTERNS = 30_000
"""So many at most: more dots would only hide each other."""


def latent_map(checkpoint: Checkpoint, corpus: Corpus) -> LatentMap:
    """Return the map of the patterns that a VAE was trained on, or of an even choice of them.

    Raises
    ------
    FitError
        The checkpoint is no VAE's, or the data set has no pattern for it.
    """
    model, axes, training = checkpoint.model, checkpoint.axes, checkpoint.summary.training
    if isinstance(model, Lstm) or axes is None:
        raise FitError(f"{checkpoint.name}: an LSTM has no latent space to map")
    rows = model.config.shape.pattern_rows
    firsts = corpus.windows("train", rows, int(training.get("hop", rows // 4)), float(training.get("least_fit", 0)))
    if not len(firsts):
        raise FitError(f"{checkpoint.name}: the data set has no pattern of {rows} rows to map")
    chosen = firsts[np.linspace(0, len(firsts) - 1, min(PATTERNS, len(firsts))).astype(np.int64)]
    means = latent_means(model, Windows(corpus, chosen, rows, model.config.voices))
    sigmas = (means - axes.mean) @ axes.directions[:AXES].T / axes.sigma[:AXES]
    songs = corpus.name[np.searchsorted(corpus.start, chosen, side="right") - 1]
    return LatentMap.of(sigmas.astype(np.float32), songs.tolist())
