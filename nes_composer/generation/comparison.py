"""Compares songs with the training set of the models that are in use."""

from __future__ import annotations

from pathlib import Path

from nes_composer import paths
from nes_composer.generation import passages
from nes_composer.generation.requests import Compare, Compared
from nes_composer.models.array_file import ArrayFileError
from nes_composer.models.grids import GRIDS
from nes_composer.models.novelty import TrainingIndex

FRAMES = "Songs of 24 rows a second are not compared: the training songs are known by the rows they were written on"


class Comparison:
    """Answers what a score shares with the songs that a checkpoint learned from.

    The index is read when it is first needed.
    """

    def __init__(self) -> None:
        self._path = paths.training_index()
        self._read: tuple[Path, TrainingIndex] | None = None

    def use(self, checkpoint: Path) -> None:
        """Compare with the index beside a checkpoint from now on; where there is none, with the shipped one."""
        beside = checkpoint.parent / paths.TRAINING_INDEX
        self._path = beside if beside.is_file() else paths.training_index()

    def answer(self, request: Compare) -> Compared:
        """Return the longest run, or why it cannot be told."""
        if passages.fits(GRIDS["24hz"], request.score):
            return Compared(request.id, None, FRAMES)
        try:
            return Compared(request.id, self._index().longest_run(request.score))
        except ArrayFileError as error:
            return Compared(request.id, None, str(error))

    def _index(self) -> TrainingIndex:
        path = self._path
        if self._read is None or self._read[0] != path:
            self._read = path, TrainingIndex.load(path)
        return self._read[1]
