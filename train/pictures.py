"""What a person looks at while a model trains: curves, piano rolls of what it gives back, and how that sounds."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from nes_composer.driver.presets import default_instruments
from nes_composer.formats import registry
from nes_composer.models import codec
from nes_composer.score import edits
from nes_composer.score.score import TICK_RATE, Score
from nes_composer.score.song import Song
from train.task import Task

_SHOWN = 4
_SHARE = 0.02
"""Of the time of a training, at most."""

_ROWS_PER_SECOND = TICK_RATE / 7
_COLOURS = ("tab:blue", "tab:orange", "tab:green", "tab:gray")


class Pictures:
    """Draws into a folder ``curves.png``, ``examples.png``, and ``original.wav`` beside ``model.wav``.

    Parameters
    ----------
    task
        What is trained.
    batch
        Of the valid split, the first few of which are shown.
    folder
        Where to.
    """

    def __init__(self, task: Task[Any, Any], batch: Any, folder: Path) -> None:
        self._task = task
        self._batch = batch
        self._folder = folder
        self._spent = 0.0

    def draw(self, curve: list[tuple[int, float, float]], last: bool = False) -> None:
        """Draw everything, unless drawing has taken too much of the training's time already.

        Parameters
        ----------
        curve
            Step, mean loss and valid nats at each validation.
        last
            Draw in any case.

        Raises
        ------
        OSError
            A file cannot be written.
        """
        if not last and self._spent > _SHARE * 60 * self._task.minutes:
            return
        begin = time.monotonic()
        self._draw_curves(curve)
        tokens, guesses = self._task.shown(self._batch, _SHOWN)
        voices, rate = self._task.model.config.voices, self._task.model.config.shape.rows_per_second
        rows = [
            [
                codec.decode(codec.with_silence(piece, voices), rate or _ROWS_PER_SECOND)
                for piece in pieces.cpu().numpy()
            ]
            for pieces in (tokens, guesses)
        ]
        self._draw_rolls(rows)
        for name, scores in zip(("original", "model"), rows, strict=True):
            song = Song(edits.join(scores), instruments=default_instruments())
            registry.write_song(self._folder / f"{name}.wav", song)
        self._spent += time.monotonic() - begin

    def _draw_curves(self, curve: list[tuple[int, float, float]]) -> None:
        figure = Figure(figsize=(10, 4), layout="constrained")
        steps, losses, nats = zip(*curve, strict=True)
        for axes, name, values in zip(
            figure.subplots(1, 2), ("loss in training", "valid nats"), (losses, nats), strict=True
        ):
            axes.plot(steps, values, ".-")
            axes.set(title=name, xlabel="step")
            axes.grid(alpha=0.3)
        self._save(figure, "curves.png")

    def _draw_rolls(self, rows: list[list[Score]]) -> None:
        figure = Figure(figsize=(4 * len(rows[0]), 6), layout="constrained")
        for line, name, scores in zip(
            figure.subplots(2, len(rows[0]), squeeze=False), ("original", "model"), rows, strict=True
        ):
            for axes, score in zip(line, scores, strict=True):
                _roll(axes, score)
            line[0].set_ylabel(name)
        self._save(figure, "examples.png")

    def _save(self, figure: Figure, name: str) -> None:
        FigureCanvasAgg(figure)
        figure.savefig(self._folder / name, dpi=80)


def _roll(axes: Axes, score: Score) -> None:
    """Draw the notes of a score, and their onsets darker."""
    at: NDArray[np.int64] = np.arange(len(score))
    for voice, colour in enumerate(_COLOURS):
        pitch = score.pitch[:, voice]
        sounding, onset = pitch > 0, score.onset[:, voice]
        axes.plot(at[sounding], pitch[sounding], "s", color=colour, markersize=2, alpha=0.4)
        axes.plot(at[onset], pitch[onset], "s", color=colour, markersize=3)
    axes.set_ylim(0, 110)
