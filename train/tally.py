"""How well tokens are predicted, summed over batches and told per voice."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from nes_composer.models.lstm import row_nats
from nes_composer.score.score import VOICES
from train import accuracy

_DIGITS = 4


class Tally:
    """Nats, and right tokens on all rows and on rows with an onset, for each voice.

    Parameters
    ----------
    voices
        Which are predicted.
    """

    def __init__(self, voices: tuple[int, ...]) -> None:
        self._names = [VOICES[voice] for voice in voices]
        self._sums: dict[str, Tensor] = {}

    def add(self, logits: Sequence[Tensor], tokens: Tensor, mask: Tensor | None = None) -> None:
        """Count a batch.

        Parameters
        ----------
        logits
            For each voice float [B, N, choices].
        tokens : int64 [B, N, voices]
            What there is.
        mask : bool [B, N, voices]
            What of it counts; all without one.
        """
        mask = torch.ones_like(tokens, dtype=torch.bool) if mask is None else mask
        nats = row_nats(list(logits), tokens, mask).double().sum((0, 1))
        for name, value in {"nats": nats, **accuracy.counts(list(logits), tokens, mask)}.items():
            self._sums[name] = self._sums.get(name, 0) + value

    @property
    def rows(self) -> int:
        """Rows counted."""
        return int(self._sums["rows"][0])

    def nll(self) -> dict[str, float]:
        """Return nats per row of each voice, and of all together as `total`."""
        per_row = self._sums["nats"] / self._sums["rows"]
        return self._named(per_row, total=float(per_row.sum()))

    def accuracy(self) -> dict[str, float]:
        """Return the share of right tokens of each voice, and the `mean` of the voices."""
        return self._shares("rows")

    def accuracy_onset(self) -> dict[str, float]:
        """Return the same on those rows of each voice where a note starts."""
        return self._shares("onsets")

    def _shares(self, what: str) -> dict[str, float]:
        share = self._sums[f"{what}_right"] / self._sums[what].clamp(min=1)
        return self._named(share, mean=float(share.mean()))

    def _named(self, values: Tensor, **summary: float) -> dict[str, float]:
        named = dict(zip(self._names, values.tolist(), strict=True)) | summary
        return {name: round(value, _DIGITS) for name, value in named.items()}
