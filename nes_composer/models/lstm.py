"""An LSTM that continues music row by row, and the four voices of a row in a chain: P1, then P2 given P1, and so on.

Music repeats itself bar by bar, and an LSTM forgets; so each row also sees the rows one, two and four bars before it,
is told whether the row before repeated what was there, and can vote for repeating on. The former two are the lookback
features of Magenta's Lookback RNN (Waite, Generating Long-Term Structure in Songs and Stories, 2016), the latter is a
pointer to a few fixed places (Vinyals et al., Pointer Networks, 2015). ``arch="independent"`` is the layout of 2020:
one LSTM of 1024 units, one head for each voice that knows nothing of the others, no lookback.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from nes_composer.models.config import ModelConfig

TEMPOS = 33
"""Ticks per row that are told apart: 0 to 32."""


@dataclass(frozen=True)
class LstmConfig(ModelConfig):
    """Everything that shapes the network. The first token beyond the vocabulary stands for what is before a song.

    Parameters
    ----------
    voices, grid
        As of every model.
    arch
        ``chained`` or ``independent``.
    embedding, hidden, head
        Widths of what goes into the LSTM, of its state, and of what each voice's token is chosen from.
    dropout
        Of the state and within the heads.
    """

    arch: str = "chained"
    embedding: int = 384
    hidden: int = 512
    head: int = 256
    dropout: float = 0.25

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.arch not in ("chained", "independent"):
            raise ValueError(f"{self.arch!r} is not an architecture of an LSTM")

    @property
    def lags(self) -> tuple[int, ...]:
        """How many rows back each row looks; the first is the row before."""
        return (1, *(self.shape.lags if self.arch == "chained" else ()))

    @property
    def choices(self) -> tuple[int, ...]:
        """Tokens that each voice chooses from: the first one also from the end of the song, its last."""
        return (self.vocabulary[0] + 1, *self.vocabulary[1:])

    @property
    def context(self) -> int:
        """Rows before a row that it depends on directly."""
        return max(self.lags) + (1 if self.arch == "chained" else 0)


class Lstm(nn.Module):
    """See :class:`LstmConfig` for the sizes."""

    offsets: Tensor

    def __init__(self, config: LstmConfig) -> None:
        super().__init__()
        self.config = config
        vocabulary, width, voices = config.vocabulary, config.embedding, len(config.voices)
        sizes = [size + 1 for size in vocabulary]
        first_of_voice = torch.tensor([sum(sizes[:voice]) for voice in range(voices)])
        self.register_buffer("offsets", first_of_voice, persistent=False)
        self.embeddings = nn.ModuleList(_embedding(sum(sizes), width, 0.1) for _ in config.lags)
        self.places = _embedding(config.shape.pattern_rows, width, 0.1)
        self.tempos = _embedding(TEMPOS, width, 0.1)
        self.lstm = nn.LSTM(width, config.hidden, batch_first=True)
        self.dropout = nn.Dropout(config.dropout)
        if config.arch == "chained":
            self.matches = nn.Linear((len(config.lags) - 1) * voices, width, bias=False)
            self.from_state = nn.Linear(config.hidden, voices * config.head)
            self.from_input = nn.Linear(width, voices * config.head, bias=False)
            self.chain = nn.ModuleList(_embedding(sum(sizes), config.head, 0.3) for _ in range(1, voices))
            self.repeat = nn.ModuleList(nn.Linear(config.head, len(config.lags) - 1) for _ in range(voices))
            self.speak = nn.ModuleList(nn.Linear(config.head, size) for size in config.choices)
        else:
            self.speak = nn.ModuleList(nn.Linear(config.hidden, size) for size in config.choices)

    def forward(
        self, tokens: Tensor, places: Tensor, tempo: Tensor, state: tuple[Tensor, Tensor] | None = None
    ) -> tuple[list[Tensor], tuple[Tensor, Tensor]]:
        """Return what each voice would choose on each row, knowing all before it and the voices before it in the row.

        Parameters
        ----------
        tokens : int64 [B, context + N, voices]
            The N rows in question, and before them `config.context` rows. Where those are before the start of the
            song they hold the first token beyond each voice's vocabulary.
        places : int64 [B, N]
            Row within the pattern.
        tempo : int64 [B]
            Ticks per row.
        state
            What an earlier call returned, to go on from there.

        Returns
        -------
        logits
            For each voice float [B, N, choices].
        state
        """
        config, context = self.config, self.config.context
        indices = tokens + self.offsets
        x = self.places(places[..., None].flatten(0, 1)) + self.tempos(tempo[:, None]).repeat_interleave(
            places.shape[1], 0
        )
        rows = places.shape[1]
        for embedding, lag in zip(self.embeddings, config.lags, strict=True):
            x = x + embedding(indices[:, context - lag : context - lag + rows].flatten(0, 1))
        x = x.view(len(tokens), rows, -1)
        if config.arch == "chained":
            x = x + self.matches(self._repeats(tokens, rows))
        h, state = self.lstm(x, state)
        h = self.dropout(h)
        if config.arch == "independent":
            return [speak(h) for speak in self.speak], state
        features = (self.from_state(h) + self.from_input(x)).chunk(len(config.voices), dim=-1)
        return [self._choose(voice, features[voice], tokens, indices) for voice in range(len(config.voices))], state

    def _repeats(self, tokens: Tensor, rows: int) -> Tensor:
        """Return whether the row before each row is the one a lag before it, float [B, N, lags * voices]: 1 or 0."""
        context = self.config.context
        last = tokens[:, context - 1 : context - 1 + rows]
        same = [last == tokens[:, context - 1 - lag : context - 1 - lag + rows] for lag in self.config.lags[1:]]
        return torch.cat(same, dim=-1).float()

    def _choose(self, voice: int, feature: Tensor, tokens: Tensor, indices: Tensor) -> Tensor:
        """Return the logits of one voice: its own, and the votes for what it had some bars ago."""
        config, context, rows = self.config, self.config.context, feature.shape[1]
        if voice:
            earlier = indices[:, context:, :voice].flatten(0, 1)
            feature = feature + self.chain[voice - 1](earlier).view(feature.shape)
        feature = functional.gelu(feature)
        logits: Tensor = self.speak[voice](self.dropout(feature))
        votes = self.repeat[voice](feature)
        size = config.vocabulary[voice]
        for index, lag in enumerate(config.lags[1:]):
            then = tokens[:, context - lag : context - lag + rows, voice, None]
            # Nothing is repeated from before the start.
            vote = votes[..., index, None] * (then < size)
            logits = logits.scatter_add(-1, then.clamp(max=size - 1), vote)
        return logits


def _embedding(size: int, width: int, spread: float) -> nn.EmbeddingBag:
    """Return a table whose rows are summed over the last axis of the indices."""
    table = nn.EmbeddingBag(size, width, mode="sum")
    nn.init.normal_(table.weight, std=spread)
    return table


def row_nats(logits: list[Tensor], targets: Tensor, mask: Tensor) -> Tensor:
    """Return −log p of each row's tokens, float [B, N, voices], zero where `mask` is.

    Parameters
    ----------
    logits
        For each voice float [B, N, choices].
    targets : int64 [B, N, voices]
    mask : bool [B, N, voices]
        What counts; targets elsewhere may be any.
    """
    losses = [
        functional.cross_entropy(
            voice.transpose(1, 2), targets[..., index].clamp(max=voice.shape[-1] - 1), reduction="none"
        )
        for index, voice in enumerate(logits)
    ]
    return torch.stack(losses, dim=-1) * mask
