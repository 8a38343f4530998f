"""Batches of passages for an LSTM: rows of songs with what comes before them, and where songs end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nes_composer.models.lstm import TEMPOS, LstmConfig
from nes_composer.score.score import TICK_RATE
from train.corpus import Corpus
from train.windows import tokens_at


class Passage(NamedTuple):
    """A batch as :meth:`nes_composer.models.lstm.Lstm.forward` takes it, and what of it counts.

    Parameters
    ----------
    tokens : int64 [B, context + N, voices]
        Rows outside the song hold the first token beyond each voice's vocabulary. In the first voice that is also the
        choice of the end, so the tokens are their own targets.
    places : int64 [B, N]
    tempo : int64 [B]
    mask : bool [B, N, voices]
        The rows of the song, and in the first voice the row after its last.
    """

    tokens: Tensor
    places: Tensor
    tempo: Tensor
    mask: Tensor


class Passages:
    """The songs of a split.

    Parameters
    ----------
    corpus
        Where they are.
    songs : int64 [S]
        Which.
    config
        Of the network that they are for.
    """

    def __init__(self, corpus: Corpus, songs: NDArray[np.int64], config: LstmConfig) -> None:
        self._corpus = corpus
        self._config = config
        self._begin, self._end = corpus.start[songs], corpus.start[songs + 1]
        ticks = [config.shape.ticks_per_row(TICK_RATE / float(length)) for length in corpus.ticks_per_row[songs]]
        self._tempo = np.clip(np.array(ticks, np.int64), 0, TEMPOS - 1)
        self._outside = torch.tensor(config.vocabulary)

    def __len__(self) -> int:
        """Return the number of songs."""
        return len(self._begin)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Rows of each song, int64 [S]."""
        return self._end - self._begin

    def draw(self, generator: np.random.Generator, size: int, rows: int, starts: float) -> Passage:
        """Return random passages, each changed at random: longer songs have more of them.

        Parameters
        ----------
        generator
            Source of all choices.
        size, rows
            Passages, and rows of each.
        starts
            Share that begins where a song begins.
        """
        lengths = self.lengths
        songs = generator.choice(len(self), size, p=lengths / lengths.sum())
        # Half a passage before the end at the latest: a passage of a few rows would waste its place.
        skipped = (generator.random(size) * np.maximum(1, lengths[songs] - rows // 2)).astype(np.int64)
        skipped[generator.random(size) < starts] = 0
        return self._passage(songs, skipped, rows, generator)

    def whole(self, rows_at_once: int, most_rows: int) -> Iterator[Passage]:
        """Return whole songs, those of about the same length together.

        Parameters
        ----------
        rows_at_once
            In one batch, but for a single song that is longer.
        most_rows
            If the songs have more in all, every second of them is left out, or two of three, and so on.
        """
        order = np.argsort(self.lengths, kind="stable")[:: max(1, -(-int(self.lengths.sum()) // most_rows))]
        while len(order):
            longest = np.cumsum(np.ones(len(order), np.int64)) * (self.lengths[order] + 1)
            count = max(1, int(np.searchsorted(longest, rows_at_once, "right")))
            songs, order = order[:count], order[count:]
            yield self._passage(songs, np.zeros(count, np.int64), int(self.lengths[songs].max()) + 1, None)

    def _passage(
        self, songs: NDArray[np.int64], skipped: NDArray[np.int64], rows: int, generator: np.random.Generator | None
    ) -> Passage:
        begin, end = self._begin[songs, None], self._end[songs, None]
        # One row more than is asked for, as the codec takes the first row of anything for a start.
        at = begin + skipped[:, None] + np.arange(-self._config.context - 1, rows)
        within = torch.from_numpy((at >= begin) & (at < end))[:, 1:]
        tokens = tokens_at(self._corpus, at.clip(0, len(self._corpus.pitch) - 1), self._config.voices, generator)[:, 1:]
        last_counted = torch.from_numpy(at == end)[:, -rows:]
        mask = within[:, -rows:, None].repeat(1, 1, len(self._config.voices))
        mask[..., 0] |= last_counted
        return Passage(
            torch.where(within[..., None], tokens, self._outside),
            torch.from_numpy((skipped[:, None] + np.arange(rows)) % self._config.shape.pattern_rows),
            torch.from_numpy(self._tempo[songs]),
            mask,
        )
