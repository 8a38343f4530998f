"""How an LSTM learns, and what is measured on the way."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from nes_composer.models.checkpoint import build
from nes_composer.models.codec import REST
from nes_composer.models.lstm import Lstm, LstmConfig, row_nats
from nes_composer.score.score import VOICES
from train import accuracy
from train.accuracy import likeliest
from train.passages import Passage
from train.task import Settings, Task


@dataclass(frozen=True)
class LstmSettings(Settings):
    """As :class:`Settings`, and what is an LSTM's own.

    Parameters
    ----------
    rows
        Of a passage: how far back the gradient goes.
    starts
        Share of passages that begin where a song begins.
    """

    batch: int = 24
    learning_rate: float = 3e-3
    rows: int = 128
    starts: float = 0.15


class LstmTask(Task[Passage, LstmSettings]):
    """−log p of the tokens of passages, per row, knowing all rows before."""

    model: Lstm

    def __init__(self, config: LstmConfig, settings: LstmSettings, seed: int = 0) -> None:
        super().__init__(build("lstm", config), settings, seed)

    def loss(self, batch: Passage) -> tuple[Tensor, dict[str, Tensor]]:
        """Return nats per row.

        Rows outside the songs count as zero, not as absent: so every row weighs the same in whatever batch it is, and
        the loss of a batch is the mean of the losses of its parts.
        """
        return self._nats(batch)[1].sum() / batch.places.numel(), {}

    def measure(self, batch: Passage) -> dict[str, Tensor]:
        """Measure songs whose every row is known when the next is asked for."""
        logits, nats = self._nats(batch)
        targets = self._targets(batch)
        # The choice of the end has its nats, but is none of the song's rows.
        rows = batch.mask & (targets < targets.new_tensor(self.model.config.vocabulary))
        return {"nats": nats.sum((0, 1)), **accuracy.counts(logits, targets, rows)}

    def metrics(self, sums: dict[str, Tensor]) -> dict[str, float]:
        """Return nats per row, with those of the song's end, and the shares of right tokens."""
        nats = sums["nats"] / sums["rows"]
        voices = self.model.config.voices
        return {
            "nats": float(nats.sum()),
            **{f"nats_{VOICES[voice]}": float(nats[index]) for index, voice in enumerate(voices)},
            **accuracy.shares(sums, voices),
        }

    def examples(self, batch: Passage, count: int) -> tuple[Tensor, Tensor]:
        """Return the first passages of a batch, and what the model finds likeliest on each row after those before."""
        few = Passage(*(part[:count].to(self.device) for part in batch))
        vocabulary = self.model.config.vocabulary
        tokens = self._targets(few)
        tokens = torch.where(tokens < tokens.new_tensor(vocabulary), tokens, REST)
        return tokens, likeliest(self._nats(few)[0], vocabulary)

    def _targets(self, batch: Passage) -> Tensor:
        return batch.tokens[:, self.model.config.context :]

    def _nats(self, batch: Passage) -> tuple[list[Tensor], Tensor]:
        logits, _ = self.model(batch.tokens, batch.places, batch.tempo)
        return logits, row_nats(logits, self._targets(batch), batch.mask)
