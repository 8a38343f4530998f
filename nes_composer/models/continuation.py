"""Continuing music with a trained LSTM: what goes before as a score, and takes of what may come next."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nes_composer.models import checkpoint as checkpoints
from nes_composer.models import codec
from nes_composer.models.critic import MEMORY, Critic, ticks_per_row
from nes_composer.models.drawing import DRAWN, TokenDrawer, Tokens
from nes_composer.models.grids import ModelGrid
from nes_composer.models.lstm import Lstm
from nes_composer.models.sampling import Sampling
from nes_composer.models.take import Take
from nes_composer.score.edits import put, rows_between, with_length
from nes_composer.score.score import VOICES, Score

_RETURN = 32
"""Rows after a hole that tell how well a take leads there: two bars."""

_CANDIDATES, _FEWEST = 4, 8
"""Takes that are drawn for a hole: so many for each that is asked for, and at least so many."""


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """The one who asked for takes does not want them any more."""


class Continuer:
    """A loaded checkpoint.

    Parameters
    ----------
    path
        An LSTM checkpoint.
    first, workers
        As for :class:`~nes_composer.models.drawing.TokenDrawer`.

    Raises
    ------
    CheckpointError
        The checkpoint is missing, damaged or not an LSTM's.
    """

    def __init__(
        self, path: Path, first: AbstractContextManager[object] | None = None, workers: int | None = None
    ) -> None:
        checkpoint = checkpoints.load(path, "lstm")
        assert isinstance(checkpoint.model, Lstm)
        self.name = checkpoint.name
        self.summary = checkpoint.summary
        self.critic = Critic(checkpoint.model)
        self._drawer = TokenDrawer(checkpoint.model, first, workers)
        self._drawer.prepare()

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
        after: Score | None = None,
        progress: Callable[[int, list[Take]], bool] | None = None,
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
        after
            The rows that follow, where these fill a hole. More takes are drawn than are asked for; those are returned
            after which the first of these rows are likeliest, best first.
        progress
            Called now and then with the number of rows that each take has so far, and these rows of the takes; returns
            False to cancel. Which takes of a hole are the best is not known by then: these are the first.
        end
            Whether a take ends, short of so many rows, where the model says that the song does; its first voice
            does, if it is drawn. No take for a hole ends.

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
        hole = after is not None and len(after) > 0
        passage = _Passage(before, given, self.voices, chosen)

        def report(done: int, drawn: list[Tokens]) -> None:
            if progress is not None and not progress(done, [passage.take(one) for one in drawn[:takes] if done]):
                raise Cancelled

        columns = list(self.voices)
        known = _encoded(given)
        known[:, list(chosen)] = DRAWN
        skipped = max(len(before) - MEMORY, 0)
        read = _encoded(rows_between(before, skipped, len(before)))
        place = {"first_row": first_row + skipped, "tempo": ticks_per_row(self.grid, before.rows_per_second)}
        drawn = self._drawer.draw(
            read[:, columns],
            known[:, columns],
            max(_CANDIDATES * takes, _FEWEST) if hole else takes,
            sampling,
            may_end=end and not hole,
            progress=report,
            **place,
        )
        if after is not None and hole:
            back = _encoded(rows_between(after, 0, min(_RETURN, len(after))))
            filled = codec.with_silence(np.stack(drawn), self.voices)
            said = self.critic.returns(read, filled, back, progress=lambda: report(rows, drawn), **place)
            drawn = [drawn[number] for number in np.argsort(-said, kind="stable")[:takes]]
        return [passage.take(tokens) for tokens in drawn]


def _encoded(score: Score) -> NDArray[np.int64]:
    """Return tokens that may be marked as `DRAWN`, int64 [N, 4]."""
    return codec.encode(score).astype(np.int64)


class _Passage:
    """What takes are made into scores with: all that goes before and is given, looked through once for all of them.

    Parameters
    ----------
    before, given
        As `before` and `conditions` of :meth:`Continuer.continue_rows`.
    voices, chosen
        The voices of the model, and those that are drawn.
    """

    def __init__(self, before: Score, given: Score, voices: tuple[int, ...], chosen: tuple[int, ...]) -> None:
        self._before, self._given, self._voices, self._chosen = before, given, voices, chosen
        # A row before the new ones, so that a hold has something to hold on.
        self._last = _encoded(with_length(rows_between(before, max(len(before) - 1, 0), len(before)), 1))
        self._usual = {
            name: {
                # The lower of two in the middle: duties have no mean.
                int(voice): np.percentile(values[before.sounding[:, voice], voice], 50, method="lower")
                for voice in np.flatnonzero(before.sounding.any(axis=0))
            }
            for name, values in (("velocity", before.velocity), ("timbre", before.timbre))
        }

    def take(self, tokens: NDArray[np.integer]) -> Take:
        """Return the score of the first drawn rows, tokens [rows, voices of the model]."""
        rows, before = len(tokens), self._before
        played = np.vstack([self._last, codec.with_silence(tokens, self._voices)])
        score = rows_between(codec.decode(played, before.rows_per_second), 1, rows + 1)
        held = tuple(
            bool(rows and voice in self._chosen and played[1, voice] == codec.HOLD) for voice in range(len(VOICES))
        )
        others = set(range(len(VOICES))) - set(self._chosen)
        score = self._like_before(score, held)
        return Take(put(score, 0, rows_between(self._given, 0, rows), others) if others else score, held)

    def _like_before(self, score: Score, held: tuple[bool, ...]) -> Score:
        """Give it the metre and each voice the median velocity and timbre from before; held notes keep their own."""
        arrays = {"velocity": score.velocity.copy(), "timbre": score.timbre.copy()}
        for name, usual in self._usual.items():
            for voice, value in usual.items():
                values = arrays[name][:, voice]
                values[score.sounding[:, voice]] = value
                if held[voice]:
                    stops = np.flatnonzero(score.onset[1:, voice] | ~score.sounding[1:, voice])
                    end = stops[0] + 1 if len(stops) else len(score)
                    values[:end] = getattr(self._before, name)[-1, voice]
        return replace(
            score,
            velocity=arrays["velocity"],
            timbre=arrays["timbre"],
            rows_per_beat=self._before.rows_per_beat,
            beats_per_bar=self._before.beats_per_bar,
        )
