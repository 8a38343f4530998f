"""Drawing the tokens of several takes, row by row."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext, suppress
from threading import Event

import numpy as np
from numpy.typing import NDArray

from nes_composer.models.codec import FIRST_PITCH, REST
from nes_composer.models.lstm import Lstm, LstmConfig
from nes_composer.models.lstm_kernel import GROUP, draw_row
from nes_composer.models.lstm_weights import LstmWeights, fused
from nes_composer.models.sampling import Sampling
from nes_composer.score.keys import Key
from nes_composer.score.score import LOWEST, NO

Tokens = NDArray[np.int64]

DRAWN = -1
"""Stands among given tokens for one that is not given."""

_WORKERS = 2

_BEGINNINGS = 100
"""How often the first row of a song is drawn at most until a voice plays. An LSTM that is silent tends to stay so: of
600 patterns that may begin with a rest 1.2 % hold nothing, 0.3 % of those of real songs do."""

_PAUSE = 1 / 10
"""Seconds between two looks at what is drawn so far."""

_RESERVE = 12
"""So many times as long as a look took, the next one waits: it takes its time from the drawing."""


def give_way() -> None:
    """Let the other threads of the process go first, where the system can: sliders and sound do not wait for takes."""
    if sys.platform == "linux":
        # Who was started with a lower priority may not raise it.
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)


class TokenDrawer:
    """Draws tokens from what an LSTM says of them. It works on a copy of the weights as they are now.

    Parameters
    ----------
    model
        What says so.
    first
        What goes first: whoever holds this lock is waited for before each row. A low priority alone leaves the memory
        to the drawing, which reads more of it than anything else.
    workers
        How many threads draw; as many as are fastest unless told otherwise.
    """

    def __init__(
        self, model: Lstm, first: AbstractContextManager[object] | None = None, workers: int | None = None
    ) -> None:
        self.config = model.config
        self._count = _WORKERS if workers is None else workers
        self._weights, self._first = fused(model), first or nullcontext()
        self._workers = ThreadPoolExecutor(self._count, "draw", give_way)

    def prepare(self) -> None:
        """Compile what draws, or load what was compiled before, on this thread.

        The threads that draw have a low priority: on a busy machine compiling would take them minutes.
        """
        row = np.full((1, len(self.config.voices)), DRAWN)
        part = _Part(self.config, self._weights, row[:0], row, np.arange(1), Sampling(), 0, 0, False)
        part.draw(Event(), nullcontext())

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
        progress: Callable[[int, list[Tokens]], None],
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
            Called about 10 times a second with the number of rows that all takes have by then, or have ended before,
            and these rows of each take. What it raises ends the drawing.
        """
        # The weights do not fit a core's own cache: two cores read them twice as fast, each for its own takes.
        parts = [
            _Part(self.config, self._weights, before, given, numbers, sampling, first_row, tempo, may_end)
            for numbers in np.array_split(np.arange(takes), self._count)
            if len(numbers)
        ]
        stopped, pause = Event(), _PAUSE
        drawing = [self._workers.submit(part.draw, stopped, self._first) for part in parts]
        try:
            while True:
                ended, going = wait(drawing, pause, FIRST_EXCEPTION)
                for part in ended:
                    part.result()
                rows = min(part.done for part in parts)
                takes_so_far = [take for part in parts for take in part.takes(rows)]
                if not going:
                    return takes_so_far
                begin = time.perf_counter()
                progress(rows, takes_so_far)
                pause = max(_PAUSE, _RESERVE * (time.perf_counter() - begin))
        finally:
            # Whatever ends this, nobody waits for the rows that the workers are at.
            stopped.set()


class _Part:
    """Takes that one worker draws; another thread may look at those of their rows that are done.

    Parameters
    ----------
    config, weights
        Of the model.
    numbers : int64 [K]
        Which takes.
    before, given, sampling, first_row, tempo, may_end
        As for :meth:`TokenDrawer.draw`.

    Attributes
    ----------
    done : int
        Rows that all these takes have, or have ended before.
    """

    def __init__(
        self,
        config: LstmConfig,
        weights: LstmWeights,
        before: Tokens,
        given: Tokens,
        numbers: Tokens,
        sampling: Sampling,
        first_row: int,
        tempo: int,
        may_end: bool,
    ) -> None:
        self.done = 0
        self._config, self._weights = config, weights
        # Rows that do not lie in one piece would have the kernel compiled again.
        self._before, self._given = np.ascontiguousarray(before), np.ascontiguousarray(given)
        self._numbers, self._sampling = numbers, sampling
        self._first_row, self._tempo, self._may_end = first_row, tempo, may_end
        self._allowed = _allowed(config, sampling.key)
        # The kernel works in whole groups: what is drawn for nobody is not returned.
        lanes, start = -(-len(numbers) // GROUP) * GROUP, config.context + len(before)
        self._tokens = np.empty((lanes, start + len(given), len(config.voices)), np.int64)
        self._tokens[:, : config.context] = config.vocabulary
        self._tokens[:, config.context : start] = before
        self._lengths = np.full(len(numbers), len(given))
        self._state = (
            *np.zeros((2, GROUP, config.hidden), np.float32),
            np.zeros((GROUP, len(config.voices)), np.bool_),
        )
        self._logits = np.empty((lanes, len(weights.head_bias)), np.float32)

    def takes(self, rows: int) -> list[Tokens]:
        """Return so many rows of each take, or as many as it has; so many have to be done."""
        start = self._config.context + len(self._before)
        return [
            take[start : start + min(rows, length)]
            for take, length in zip(self._tokens, self._lengths.tolist(), strict=False)
        ]

    def draw(self, stopped: Event, first: AbstractContextManager[object]) -> None:
        """Draw all rows, each when nobody holds `first`, unless stopped."""
        # What goes before is the same for all: one group reads it.
        nothing = np.zeros((GROUP, len(self._config.voices), 2))
        for row, known in enumerate(self._before):
            with first:
                pass
            if stopped.is_set():
                return
            self._draw_row(row, known, nothing)
        lanes = len(self._tokens)
        self._state = tuple(np.repeat(state[:1], lanes, axis=0) for state in self._state)
        chance = [np.random.default_rng([self._sampling.seed, number]) for number in self._numbers.tolist()]
        uniforms = np.zeros((len(self._given), lanes, len(self._config.voices), 2))
        for take, random in enumerate(chance):
            uniforms[:, take] = random.random((*self._given.shape, 2))
        for row, known in enumerate(self._given):
            with first:
                pass
            if stopped.is_set():
                return
            self._draw_row(len(self._before) + row, known, uniforms[row])
            if not len(self._before) and row == 0:
                self._begin(uniforms[0], chance)
            first_voice = self._tokens[: len(chance), self._config.context + len(self._before) + row, 0]
            ended = first_voice == self._config.vocabulary[0]
            self._lengths[ended] = np.minimum(self._lengths[ended], row)
            self.done = row + 1
            if self.done > self._lengths.max():
                break
        self.done = len(self._given)

    def _begin(self, uniforms: NDArray[np.float64], chance: list[np.random.Generator]) -> None:
        """Draw the first row of a song again, for those takes in which no voice plays."""
        for _ in range(_BEGINNINGS):
            silent = np.flatnonzero((self._tokens[: len(chance), self._config.context] == REST).all(axis=1))
            if not len(silent):
                break
            for state in self._state:
                state[:] = 0
            for take in silent:
                uniforms[take] = chance[take].random(uniforms.shape[1:])
            self._draw_row(0, self._given[0], uniforms)

    def _draw_row(self, row: int, known: Tokens, uniforms: NDArray[np.float64]) -> None:
        hidden, cell, sounding = self._state
        draw_row(
            self._weights,
            hidden,
            cell,
            sounding,
            self._tokens[: len(hidden)],
            self._config.context + row,
            (self._first_row + row) % self._config.shape.pattern_rows,
            self._tempo,
            known,
            float(self._sampling.temperature),
            float(self._sampling.top_p),
            self._may_end,
            self._allowed,
            uniforms,
            self._logits[: len(hidden)],
        )


def _allowed(config: LstmConfig, key: Key | None) -> NDArray[np.bool_]:
    """Return which tokens [voices, most of a voice] are in a key; the noise has none, so all of its are."""
    allowed = np.ones((len(config.voices), max(config.choices)), np.bool_)
    for index, voice in enumerate(config.voices):
        if key is not None and voice != NO:
            classes = (np.arange(config.vocabulary[index] - FIRST_PITCH) + int(LOWEST[voice])) % 12
            allowed[index, FIRST_PITCH : config.vocabulary[index]] = np.isin(classes, list(key.pitch_classes))
    return allowed
