"""The shelf: starting points that are shipped, and what becomes of the song when one is taken. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from nes_composer.generation import form, starting_points
from nes_composer.generation.starting_points import StartingPoint, StartingPoints
from nes_composer.models.grids import GRIDS
from nes_composer.score.edits import put
from nes_composer.score.score import VOICES
from nes_composer.score.song import Origin, Pattern, Song
from nes_composer.ui import labels
from nes_composer.ui.desk import Desk
from nes_composer.ui.document import empty_song
from nes_composer.ui.files import Files
from nes_composer.ui.history import Generation, History
from nes_composer.ui.latent import Latent
from nes_composer.ui.latent_moves import LatentMoves
from nes_composer.ui.tasks import Tasks

_ALL = tuple(range(len(VOICES)))
_GRID = GRIDS["rows"]


class Shelf(QObject):
    """Takes starting points into the song, or begins a song with one.

    Signals
    -------
    changed
        The points are there, or another model is in use.
    failed
        Why something cannot be done, in one sentence.

    Attributes
    ----------
    problem : str
        Why there are no points; empty when there are, or when nobody has asked for them yet.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(
        self,
        desk: Desk,
        latent: Latent,
        moves: LatentMoves,
        history: History,
        files: Files,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._latent, self._moves, self._history = desk, latent, moves, history
        self._files, self._tasks = files, tasks
        self._found: StartingPoints | None = None
        self._asked = False
        self._step: object = None
        self.problem = ""
        latent.ready_changed.connect(self.changed)

    @property
    def points(self) -> Sequence[StartingPoint]:
        """All of them, once they are read."""
        return () if self._found is None else self._found.points

    @property
    def fits(self) -> bool:
        """Whether they are points of the model in use; as long as there is none, it is taken to be theirs."""
        return self._found is not None and (not self._latent.ready or self._found.belong_to(self._latent.model))

    @property
    def remark(self) -> str:
        """What another model than the one that they were made for does not allow, in one sentence; else empty."""
        if self._found is None or self.fits:
            return ""
        made, used = labels.model_name(self._found.checkpoint), labels.model_name(self._latent.model) or "another model"
        if not self._on_rows:
            return f"Made for {made}; {used} has other rows: points can be heard, not taken"
        return f"Made for {made}; with {used} a point brings its notes, and no place on the sliders"

    def read(self) -> None:
        """Read the points, if that has not been done."""
        if not self._asked:
            self._asked = True
            self._tasks.run(starting_points.load, self._take_in)

    def take(self, point: StartingPoint) -> None:
        """Set the chosen patterns to a point, but for what is locked: notes as they were heard, one undo step."""
        if not self.fits and not self._on_rows:
            self.failed.emit(self.remark)
            return
        if self._moves.locked and self._latent.ready and self.fits:
            # Axes that are locked make it another point, of which only the model knows what it sounds like.
            self._moves.go_to(point.name, np.array(point.z, np.float32), point.seed)
            self._step = None
            return
        self._step = object()
        patterns = self._moves.patterns() if self._latent.ready else self._desk.selection.patterns
        text = f"Set {labels.pattern_names(self._desk.document.song, patterns)} to “{point.name}”"
        self._desk.document.change(text, lambda song: self._with_point(song, point, patterns), self._step)
        rows = self._desk.document.song.rows_per_pattern
        for pattern in patterns:
            self._keep(point, pattern * rows)

    def take_back(self) -> None:
        """Leave nothing of the point that was taken last: the click turned out to be the first of two."""
        self._desk.document.cancel(self._step)
        self._step = None

    def begin_song(self, point: StartingPoint) -> None:
        """Begin a song of sixteen bars with a point, at its tempo and on its instruments."""
        if self._latent.axes is None:
            self.failed.emit(self._latent.problem or "The models are still loading: a song needs them")
        elif not self.fits:
            self.failed.emit(self.remark)
        else:
            self._files.when_kept(lambda: self._begin(point))

    @property
    def _on_rows(self) -> bool:
        """Whether the patterns of the model in use are as long as the points'."""
        return not self._latent.ready or self._latent.grid == _GRID

    def _take_in(self, found: StartingPoints | None, error: Exception | None) -> None:
        self._found, self.problem = found, "" if error is None else str(error)
        self.changed.emit()

    def _origin(self, point: StartingPoint) -> Origin:
        assert self._found is not None
        return Origin(point.name, self._model, point.seed, (("found", point.way),))

    @property
    def _model(self) -> str:
        """The checkpoint that the points are of, by the name that it has here."""
        assert self._found is not None
        return self._latent.model if self._latent.ready and self.fits else self._found.checkpoint

    def _keep(self, point: StartingPoint, row: int) -> None:
        self._history.add(
            Generation(self._origin(point), row, point.rows, _ALL, point.z if self.fits else None), self._step
        )

    def _with_point(self, song: Song, point: StartingPoint, patterns: Sequence[int]) -> Song:
        """Return the song with a point in some of its patterns, exactly as it was heard but for the song's tempo."""
        if not self.fits:
            score = song.score
            for index in patterns:
                score = put(score, index * song.rows_per_pattern, point.rows)
            # They are notes like those that a hand has written.
            written = {index: Pattern(name=song.patterns[index].name) for index in patterns}
            kept = tuple(written.get(index, pattern) for index, pattern in enumerate(song.patterns))
            return replace(song.by_model(score), patterns=kept)
        if song.model != self._model or song.rows_per_pattern != len(point.rows):
            song = song.divided(self._model, len(point.rows))
        for index in patterns:
            song = song.with_point(index, point.z, point.rows, _ALL, self._origin(point))
        return song

    def _begin(self, point: StartingPoint) -> None:
        axes = self._latent.axes
        if axes is None:  # it died while the person was asked about the song before
            self.failed.emit(self._latent.problem)
            return
        count = len(form.FORM)
        silent = empty_song(count)
        score = replace(silent.score, rows_per_second=point.rows.rows_per_second)
        self._desk.document.open(replace(silent, score=score, title=point.name, instruments=point.instruments))
        random = np.random.default_rng(point.song_seed)
        points = form.points(axes, random, count, np.array(point.z, np.float32))
        self._latent.compose(points, self._origin(point))
        self._keep(point, 0)
