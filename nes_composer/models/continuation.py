"""Continuing music with a trained LSTM: what goes before as a score, and takes of what may come next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nes_composer.models import checkpoint as checkpoints
from nes_composer.models import codec
from nes_composer.models.drawing import DRAWN, TokenDrawer
from nes_composer.models.grids import ModelGrid
from nes_composer.models.lstm import TEMPOS, Lstm
from nes_composer.models.sampling import Sampling
from nes_composer.models.take import Take
from nes_composer.score.edits import put, rows_between, with_length
from nes_composer.score.score import VOICES, Score

MEMORY = 512
"""Rows that the LSTM reads before it goes on: more than it was trained on at once, and still quick."""


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """The one who asked for takes does not want them any more."""


class Continuer:
    """A loaded checkpoint.

    Parameters
    ----------
    path
        An LSTM checkpoint.

    Raises
    ------
    CheckpointError
        The checkpoint is missing, damaged or not an LSTM's.
    """

    def __init__(self, path: Path) -> None:
        checkpoint = checkpoints.load(path, "lstm")
        assert isinstance(checkpoint.model, Lstm)
        self.name = checkpoint.name
        self.summary = checkpoint.summary
        self._drawer = TokenDrawer(checkpoint.model)

    @property
    def voices(self) -> tuple[int, ...]:
        """The voices that it is about."""
        return self._drawer.config.voices

    @property
    def grid(self) -> ModelGrid:
        """The grid that it works on."""
        return self._drawer.config.shape

    def continue_rows(
        self,
        before: Score,
        rows: int,
        takes: int,
        sampling: Sampling,
        *,
        voices: tuple[int, ...] | None = None,
        conditions: Score | None = None,
        first_row: int = 0,
        progress: Callable[[int], bool] | None = None,
        end: bool = False,
    ) -> list[Take]:
        """Return several ways to go on.

        Parameters
        ----------
        before
            What goes before, perhaps no row at all: then a song is begun, at the tempo of this score.
        rows
            How many rows each take gets.
        takes
            How many takes; each stays the same however many there are.
        sampling
            How tokens are drawn.
        voices
            Which voices are drawn; all of the model's unless told otherwise.
        conditions
            So many rows as are asked for, with what the other voices play; silence without it. The takes have them
            unchanged. A voice that is drawn knows what those before it (P1, P2, TR, NO) play on its row, and what all
            played on earlier rows.
        first_row
            Place of the first row of `before` in its song.
        progress
            Called with the number of rows drawn so far, after each row that is read or drawn; returns False to cancel.
        end
            Whether a take ends, short of so many rows, where the model says that the song does; its first voice
            does, if it is drawn.

        Raises
        ------
        ValueError
            Something is asked for that cannot be, or `before` is on another grid than the model.
        Cancelled
            `progress` said so.
        """
        chosen = self.voices if voices is None else voices
        if rows < 1 or takes < 1:
            raise ValueError("at least one take of one row")
        if not chosen or not set(chosen) <= set(self.voices):
            raise ValueError(f"this model is about {', '.join(VOICES[voice] for voice in self.voices)}")
        given = Score.silent(rows, before.rows_per_second) if conditions is None else conditions
        if len(given) != rows:
            raise ValueError(f"conditions for {len(given)} rows, where {rows} are asked for")
        grid_rate = self.grid.rows_per_second
        if grid_rate is not None and abs(before.rows_per_second / grid_rate - 1) > 0.01:
            raise ValueError(f"this model works on {grid_rate:g} rows per second, not on {before.rows_per_second:.4g}")

        def report(done: int) -> None:
            if progress is not None and not progress(done):
                raise Cancelled

        columns = list(self.voices)
        known = _encoded(given)
        known[:, list(chosen)] = DRAWN
        skipped = max(len(before) - MEMORY, 0)
        drawn = self._drawer.draw(
            _encoded(rows_between(before, skipped, len(before)))[:, columns],
            known[:, columns],
            takes,
            sampling,
            first_row=first_row + skipped,
            tempo=min(self.grid.ticks_per_row(before.rows_per_second), TEMPOS - 1),
            may_end=end,
            progress=report,
        )
        return [_take(before, given, tokens, self.voices, chosen) for tokens in drawn]


def _encoded(score: Score) -> NDArray[np.int64]:
    """Return tokens that may be marked as `DRAWN`, int64 [N, 4]."""
    return codec.encode(score).astype(np.int64)


def _take(
    before: Score, given: Score, tokens: NDArray[np.integer], voices: tuple[int, ...], chosen: tuple[int, ...]
) -> Take:
    """Return the score of drawn tokens [rows, voices of the model]; notes sound as loud as those before."""
    rows = len(tokens)
    # A row before them, so that a hold has something to hold on.
    last = _encoded(with_length(rows_between(before, max(len(before) - 1, 0), len(before)), 1))
    played = np.vstack([last, codec.with_silence(tokens, voices)])
    score = rows_between(codec.decode(played, before.rows_per_second), 1, rows + 1)
    held = tuple(bool(rows and voice in chosen and played[1, voice] == codec.HOLD) for voice in range(len(VOICES)))
    score = put(_as_loud(score, before, held), 0, rows_between(given, 0, rows), set(range(len(VOICES))) - set(chosen))
    return Take(replace(score, rows_per_beat=before.rows_per_beat, beats_per_bar=before.beats_per_bar), held)


def _as_loud(score: Score, before: Score, held: tuple[bool, ...]) -> Score:
    """Give each voice the velocity and the timbre that it has before: its median ones; held notes keep their own."""
    velocity, timbre = score.velocity.copy(), score.timbre.copy()
    for voice in np.flatnonzero(before.sounding.any(axis=0)):
        sounding = before.sounding[:, voice]
        for values, earlier in ((velocity[:, voice], before.velocity), (timbre[:, voice], before.timbre)):
            # The lower of two in the middle: duties have no mean.
            values[score.sounding[:, voice]] = np.percentile(earlier[sounding, voice], 50, method="lower")
            if held[voice]:
                stops = np.flatnonzero(score.onset[1:, voice] | ~score.sounding[1:, voice])
                values[: stops[0] + 1 if len(stops) else len(score)] = earlier[-1, voice]
    return replace(score, velocity=velocity, timbre=timbre)
