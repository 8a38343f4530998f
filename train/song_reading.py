"""From a file of music to its song on rows and at 24 Hz."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nes_composer.formats import registry
from nes_composer.formats.report import Imported
from nes_composer.score.edits import rows_between
from nes_composer.score.performance import FRAME_RATE
from nes_composer.score.score import TICK_RATE, VOICES, Score

_ROUNDING = 1e-6
"""In rows: a frame that begins with a row shows it, whatever the tempo's last digit is."""


@dataclass(frozen=True, eq=False)
class Tune:
    """A song on one grid, as in a corpus.

    Parameters
    ----------
    pitch : uint8 [N, 4]
    onset : bool [N, 4]
    fit
        Vector strength of the grid; 1 for music that was written on these rows, and at 24 Hz.
    ticks_per_row
    """

    pitch: NDArray[np.uint8]
    onset: NDArray[np.bool_]
    fit: float
    ticks_per_row: float

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.pitch)


def read_tunes(path: Path, data: bytes, seconds: float) -> dict[str, Tune]:
    """Read a song as what can be told of it on each grid: none where it is silent.

    Parameters
    ----------
    path
        Its name says what it is.
    data
        The file's bytes.
    seconds
        What is kept of it; 0 for all.

    Raises
    ------
    FormatError
        The file is damaged.
    """
    kind = registry.readable_kind(path)
    read = import_module(f"nes_composer.formats.{kind.module}").read
    imported: Imported = read(path, data)
    score = imported.song.score
    tunes = {}
    # 24 rows a second are what is taken where no rows are found, or what the file was made from.
    if kind.module != "nesmdb" and (imported.grid or not _is_of_frames(score)):
        tunes["rows"] = _tune(score, imported.grid.fit if imported.grid else 1.0, seconds)
        if kind.on_grid:
            score = read(path, data, "24hz").song.score
    tune = _tune(score, 1.0, seconds)
    tunes["24hz"] = tune if _is_of_frames(score) else frames_of(tune)
    return {grid: tune for grid, tune in tunes.items() if tune.onset.any()}


def _is_of_frames(score: Score) -> bool:
    return math.isclose(score.rows_per_second, FRAME_RATE, rel_tol=1e-4)


def _tune(score: Score, fit: float, seconds: float) -> Tune:
    if seconds:
        score = rows_between(score, 0, round(seconds * score.rows_per_second))
    return Tune(score.pitch, score.onset, fit, score.ticks_per_row)


def frames_of(tune: Tune) -> Tune:
    """Return a tune at 24 rows a second: each frame shows the row that it begins in."""
    rows_per_frame = TICK_RATE / FRAME_RATE / tune.ticks_per_row
    count = math.ceil(len(tune) / rows_per_frame - _ROUNDING)
    row = np.floor(np.arange(count) * rows_per_frame + _ROUNDING).astype(np.int64).clip(max=len(tune) - 1)
    pitch = tune.pitch[row]
    begins = np.diff(row, prepend=-1)[:, None] > 0
    before = np.vstack([np.zeros((1, len(VOICES)), np.uint8), pitch])[:count]
    onset = (tune.onset[row] & begins) | ((pitch > 0) & (pitch != before))
    return Tune(pitch, onset, 1.0, TICK_RATE / FRAME_RATE)
