"""How likely an LSTM finds many patterns at once, each as the beginning of a song."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from nes_composer.models import codec
from nes_composer.models.lstm import Lstm, row_nats
from nes_composer.score.score import Score

_AT_ONCE = 64


class Likelihood:
    """Asks a model, which it leaves as it is.

    Parameters
    ----------
    model
        Set to be used, not trained.
    """

    def __init__(self, model: Lstm) -> None:
        self._model, self._config = model, model.config

    def nats(self, scores: Sequence[Score], ticks_per_row: int) -> NDArray[np.float64]:
        """Return how surprising each is, in nats for each of its notes: float64 [S].

        Of a row it would be less the fewer notes there are, and silence likeliest of all.

        Parameters
        ----------
        scores
            S patterns of equal length.
        ticks_per_row
            The tempo that they are to be taken at.
        """
        found = [
            self._some(scores[first : first + _AT_ONCE], ticks_per_row) for first in range(0, len(scores), _AT_ONCE)
        ]
        return np.concatenate([np.zeros(0), *found])

    def _some(self, scores: Sequence[Score], ticks: int) -> NDArray[np.float64]:
        config = self._config
        tokens = np.stack([codec.encode(score) for score in scores])[..., list(config.voices)].astype(np.int64)
        nothing = np.broadcast_to(config.vocabulary, (len(tokens), config.context, tokens.shape[-1]))
        rows = torch.from_numpy(np.concatenate([nothing, tokens], axis=1))
        targets = rows[:, config.context :]
        places = torch.arange(targets.shape[1]) % config.shape.pattern_rows
        with torch.inference_mode():
            logits, _ = self._model(rows, places.repeat(len(rows), 1), torch.full((len(rows),), ticks), None)
            nats = row_nats(logits, targets, torch.ones_like(targets, dtype=torch.bool))
        notes = np.array([max(int(score.onset.sum()), 1) for score in scores])
        return np.asarray(nats.double().sum(dim=(1, 2)).numpy() / notes)
