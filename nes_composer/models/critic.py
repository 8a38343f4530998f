"""What an LSTM thinks of music that is there: how much each cell surprises it, and what it would rather hear."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nes_composer.models import codec
from nes_composer.models.codec import FIRST_PITCH, VOCABULARY
from nes_composer.models.grids import ModelGrid
from nes_composer.models.lstm import TEMPOS, Lstm, row_nats
from nes_composer.score.edits import rows_between
from nes_composer.score.score import LOWEST, VOICES, Score

MEMORY = 512
"""Rows that the LSTM reads before what it is asked about: more than it was trained on at once, and still quick."""

_PIECE = 256
"""Rows that are read at once: a song may have a million."""

_State = tuple[Tensor, Tensor] | None


def ticks_per_row(grid: ModelGrid, rows_per_second: float) -> int:
    """Return the tempo of rows as an LSTM is told it.

    Raises
    ------
    ValueError
        The rows are on another grid than the model.
    """
    if grid.rows_per_second is not None and abs(rows_per_second / grid.rows_per_second - 1) > 0.01:
        raise ValueError(f"this model works on {grid.rows_per_second:g} rows per second, not on {rows_per_second:.4g}")
    return min(grid.ticks_per_row(rows_per_second), TEMPOS - 1)


class Critic:
    """Asks a model, which it leaves as it is.

    Parameters
    ----------
    model
        Set to be used, not trained.
    """

    def __init__(self, model: Lstm) -> None:
        self._model, self._config = model, model.config

    def nats(
        self, score: Score, first_row: int = 0, progress: Callable[[], None] = lambda: None
    ) -> NDArray[np.float32]:
        """Return −log p of what each cell holds, given all before it and the voices before it on its row.

        Parameters
        ----------
        score
            What is judged, N rows. A note that is held into its first row counts as one that starts there.
        first_row
            Place of the first row in its song.
        progress
            Called every so many rows; what it raises ends the judging.

        Returns
        -------
        float32 [N, 4]
            0 for voices that the model is not about.

        Raises
        ------
        ValueError
            The score is on another grid than the model.
        """
        found = np.zeros((len(score), len(VOICES)), np.float32)
        tempo = ticks_per_row(self._config.shape, score.rows_per_second)
        columns, row = list(self._config.voices), 0
        for nats in self._said(self._tokens(codec.encode(score)[None]), first_row, tempo):
            progress()
            end = row + nats.shape[1]
            found[row:end, columns] = nats[0].numpy()
            row = end
        return found

    def totals(self, scores: Sequence[Score], tempo: int) -> NDArray[np.float64]:
        """Return −log p of each of several songs of equal length, float64 [S], from their beginnings.

        Parameters
        ----------
        scores
            So many as fit into memory at once.
        tempo
            As for :meth:`nes_composer.models.lstm.Lstm.forward`, whatever the scores' own is.
        """
        found = np.zeros(len(scores))
        for nats in self._said(self._tokens(np.stack([codec.encode(score) for score in scores])), 0, tempo):
            found += nats.double().sum(dim=(1, 2)).numpy()
        return found

    def likeliest(self, score: Score, row: int, voice: int, count: int) -> list[tuple[int, float]]:
        """Return the likeliest pitches of a note that starts in one cell of a song, likeliest first.

        Each comes with its probability, given that a note starts there and all that is before it.

        Raises
        ------
        ValueError
            The score is on another grid than the model, or the cell is none that the model is about.
        """
        if voice not in self._config.voices or not 0 <= row < len(score):
            raise ValueError(f"{VOICES[voice]}, row {row}: this model has nothing to say of it")
        first = max(row - MEMORY, 0)
        tokens = self._tokens(codec.encode(rows_between(score, first, row + 1))[None])
        column = self._config.voices.index(voice)
        *_, (logits, _) = self._read(tokens, first, ticks_per_row(self._config.shape, score.rows_per_second))
        odds = torch.softmax(logits[column][0, -1, FIRST_PITCH : VOCABULARY[voice]].double(), dim=-1)
        chances, notes = odds.topk(min(count, len(odds)))
        return [
            (note + int(LOWEST[voice]), chance) for note, chance in zip(notes.tolist(), chances.tolist(), strict=True)
        ]

    def returns(
        self,
        before: NDArray[np.integer],
        takes: NDArray[np.integer],
        after: NDArray[np.integer],
        *,
        first_row: int,
        tempo: int,
        progress: Callable[[], None],
    ) -> NDArray[np.float64]:
        """Return how likely some rows are after each of several takes: log p, float64 [K].

        Parameters
        ----------
        before : [N, 4]
            Tokens that go before the takes.
        takes : [K, rows, 4]
        after : [M, 4]
            Tokens that follow whichever take.
        first_row, tempo
            As for :meth:`nes_composer.models.drawing.TokenDrawer.draw`.
        progress
            As for :meth:`nats`.
        """
        count, begin = len(takes), len(before)
        state: _State = None
        for _, (hidden, cell) in self._read(self._tokens(before[None]), first_row, tempo):
            progress()
            state = hidden.repeat(1, count, 1), cell.repeat(1, count, 1)
        every = self._tokens(np.stack([np.vstack([before, take, after]) for take in takes]))
        unread = every[:, begin:]
        said, row = np.zeros(count), 0
        for nats in self._said(unread, first_row + begin, tempo, state):
            progress()
            said -= nats[:, max(takes.shape[1] - row, 0) :].double().sum((1, 2)).numpy()
            row += nats.shape[1]
        return said

    def _said(self, tokens: Tensor, first_row: int, tempo: int, state: _State = None) -> Iterator[Tensor]:
        """Yield −log p of each piece of the rows after the context, float [B, n, voices of the model]."""
        row = self._config.context
        for logits, _ in self._read(tokens, first_row, tempo, state):
            targets = tokens[:, row : row + logits[0].shape[1]]
            with torch.inference_mode():
                nats = row_nats(logits, targets, torch.ones_like(targets, dtype=torch.bool))
            row += nats.shape[1]
            yield nats

    def _tokens(self, tokens: NDArray[np.integer]) -> Tensor:
        """Return tokens [B, N, 4] as the model takes them: [B, context + N, voices]."""
        own = tokens[..., list(self._config.voices)].astype(np.int64)
        nothing = np.broadcast_to(self._config.vocabulary, (len(own), self._config.context, own.shape[-1]))
        return torch.from_numpy(np.concatenate([nothing, own], axis=1))

    def _read(
        self, tokens: Tensor, first_row: int, tempo: int, state: _State = None
    ) -> Iterator[tuple[list[Tensor], tuple[Tensor, Tensor]]]:
        """Yield what the model says of each piece of the rows after the context, and its state after them."""
        context = self._config.context
        for row in range(0, tokens.shape[1] - context, _PIECE):
            piece = tokens[:, row : row + context + _PIECE]
            places = (torch.arange(piece.shape[1] - context) + first_row + row) % self._config.shape.pattern_rows
            with torch.inference_mode():
                logits, state = self._model(
                    piece, places.repeat(len(piece), 1), torch.full((len(piece),), tempo), state
                )
            yield logits, state
