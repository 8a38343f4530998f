"""How likely an LSTM finds many patterns at once, each as the beginning of a song."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nes_composer.models.critic import Critic
from nes_composer.models.lstm import Lstm
from nes_composer.score.score import Score

_AT_ONCE = 64


class Likelihood:
    """Asks a critic.

    Parameters
    ----------
    model
        Set to be used, not trained; it is left as it is.
    """

    def __init__(self, model: Lstm) -> None:
        self._critic = Critic(model)

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
        notes = np.array([max(int(score.onset.sum()), 1) for score in scores])
        return np.asarray(self._critic.totals(scores, ticks) / notes)
