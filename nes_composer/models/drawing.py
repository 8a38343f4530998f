"""Drawing the tokens of several takes, row by row."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
from numpy.typing import NDArray

from nes_composer.models.codec import REST
from nes_composer.models.lstm import Lstm
from nes_composer.models.lstm_kernel import GROUP, draw_row
from nes_composer.models.lstm_weights import fused
from nes_composer.models.sampling import Sampling

Tokens = NDArray[np.int64]

DRAWN = -1
"""Stands among given tokens for one that is not given."""

_WORKERS = 2

_BEGINNINGS = 100
"""How often the first row of a song is drawn at most until a voice plays. An LSTM that is silent tends to stay so: of
600 patterns that may begin with a rest 1.2 % hold nothing, 0.3 % of those of real songs do."""


class _StoppedError(Exception):
    """Another worker's takes came to nothing."""


class TokenDrawer:
    """Draws tokens from what an LSTM says of them. It works on a copy of the weights as they are now."""

    def __init__(self, model: Lstm) -> None:
        self.config = model.config
        self._weights = fused(model)

    def draw(
        self,
        before: Tokens,
        given: Tokens,
        takes: int,
        sampling: Sampling,
        *,
        first_row: int,
        tempo: int,
        may_end: bool,
        progress: Callable[[int], None],
    ) -> list[Tokens]:
        """Return the tokens of each take. A song that begins from nothing begins with a note.

        Parameters
        ----------
        before : int64 [N, voices]
            The rows that go before.
        given : int64 [rows, voices]
            Of the rows to come, what is given; `DRAWN` elsewhere.
        takes, sampling
            How many, and how.
        first_row
            Place of the first row of `before` in its song.
        tempo
            As for :meth:`nes_composer.models.lstm.Lstm.forward`.
        may_end
            Whether a take ends where the end of the song is drawn: it then has fewer rows.
        progress
            Called with the number of rows drawn so far, after each row that is read or drawn. What it raises ends the
            drawing.
        """
        # The weights do not fit a core's own cache: two cores read them twice as fast, each for its own takes.
        halves = [half for half in np.array_split(np.arange(takes), _WORKERS) if len(half)]
        stopped = Event()

        def draw(half: Tokens) -> list[Tokens]:
            def report(done: int) -> None:
                if stopped.is_set():
                    raise _StoppedError
                if half[0] == 0:
                    progress(done)

            try:
                return self._draw(before, given, half, sampling, first_row, tempo, may_end, report)
            except BaseException:
                stopped.set()
                raise

        with ThreadPoolExecutor(len(halves), "draw") as workers:
            drawn = [workers.submit(draw, half) for half in halves]
        # What was raised first is what the others stopped for.
        errors = [error for error in (half.exception() for half in drawn) if error is not None]
        for error in errors:
            if not isinstance(error, _StoppedError):
                raise error
        return [take for half in drawn for take in half.result()]

    def _draw(
        self,
        before: Tokens,
        given: Tokens,
        numbers: Tokens,
        sampling: Sampling,
        first_row: int,
        tempo: int,
        may_end: bool,
        progress: Callable[[int], None],
    ) -> list[Tokens]:
        """Return the takes of some numbers, as :meth:`draw` does."""
        config, context, takes = self.config, self.config.context, len(numbers)
        voices, rows = len(config.voices), len(given)
        # The kernel works in whole groups: what is drawn for nobody is not returned.
        lanes = -(-takes // GROUP) * GROUP
        # Rows that do not lie in one piece would have the kernel compiled again.
        known = np.ascontiguousarray(np.vstack([before, given]))
        tokens = np.empty((lanes, context + len(known), voices), np.int64)
        tokens[:, :context] = config.vocabulary
        uniforms = np.zeros((len(known), lanes, voices, 2))
        chance = [np.random.default_rng([sampling.seed, number]) for number in numbers.tolist()]
        for take in range(takes):
            uniforms[len(before) :, take] = chance[take].random((*given.shape, 2))
        hidden, cell = np.zeros((2, lanes, config.hidden), np.float32)
        sounding = np.zeros((lanes, voices), np.bool_)
        logits = np.empty((lanes, len(self._weights.head_bias)), np.float32)
        lengths = np.full(takes, rows)

        def draw(row: int) -> None:
            draw_row(
                self._weights,
                hidden,
                cell,
                sounding,
                tokens,
                context + row,
                (first_row + row) % config.shape.pattern_rows,
                tempo,
                known[row],
                float(sampling.temperature),
                float(sampling.top_p),
                may_end,
                uniforms[row],
                logits,
            )

        for row in range(len(known)):
            done = row + 1 - len(before)
            draw(row)
            if not len(before) and row == 0:
                for _ in range(_BEGINNINGS):
                    silent = np.flatnonzero((tokens[:takes, context] == REST).all(axis=1))
                    if not len(silent):
                        break
                    hidden[:], cell[:], sounding[:] = 0, 0, False
                    for quiet in silent:
                        uniforms[0, quiet] = chance[quiet].random((voices, 2))
                    draw(0)
            ended = tokens[:takes, context + row, 0] == config.vocabulary[0]
            lengths[ended] = np.minimum(lengths[ended], done - 1)
            progress(max(done, 0))
            if done > lengths.max():
                break
        drawn = tokens[:takes, context + len(before) :]
        return [take[:length] for take, length in zip(drawn, lengths, strict=True)]
