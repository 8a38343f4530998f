"""How well an LSTM predicts songs: each row knows the true rows before it, each voice the true ones before it."""

from __future__ import annotations

import sys

import numpy as np
import torch
from numpy.typing import NDArray

from nes_composer.models.lstm import Lstm
from train.corpus import Corpus
from train.passages import Passages
from train.tally import Tally

_ROWS_AT_ONCE = 1 << 14


def predict(model: Lstm, corpus: Corpus, songs: NDArray[np.int64]) -> Tally:
    """Return what is counted on the rows of whole songs, from their first rows on.

    Parameters
    ----------
    model
        In evaluation mode.
    corpus, songs
        Where they are, and which, int64 [S].
    """
    config = model.config
    tally = Tally(config.voices)
    with torch.inference_mode():
        for batch in Passages(corpus, songs, config).whole(_ROWS_AT_ONCE, sys.maxsize):
            logits, _ = model(batch.tokens, batch.places, batch.tempo)
            tokens = batch.tokens[:, config.context :]
            # The end of a song is a choice, too, but no row.
            tally.add(logits, tokens, batch.mask & (tokens < tokens.new_tensor(config.vocabulary)))
    return tally
