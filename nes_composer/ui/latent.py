"""The patterns' latent points: what is asked of the model process, and what its answers do to the song."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from nes_composer.generation import passages
from nes_composer.generation.requests import Decoded, Died, Encoded, Event, Failed, NotLoaded, VaeReady
from nes_composer.models.grids import GRIDS
from nes_composer.models.latent_axes import LatentAxes
from nes_composer.score.song import Pattern, Song
from nes_composer.ui import labels
from nes_composer.ui.document import Document
from nes_composer.ui.model_link import ModelLink

Point = NDArray[np.float32]


@dataclass(frozen=True)
class _Wish:
    """A decode that was asked for, and what its answer is for."""

    pattern: int
    z: Point
    then: Callable[[Decoded], None]


@dataclass
class _Encoding:
    """An encode that was asked for, and the slider moves that wait for it."""

    request: int
    key: object
    moves: dict[int, float] = field(default_factory=dict)


class Latent(QObject):
    """Moves patterns through latent space.

    Signals
    -------
    ready_changed
        There is a VAE, or no longer.
    values_changed
        A pattern has another point, or is about to get one.
    answered
        Seconds that the model took for a decode.
    failed
        Why the model cannot do something, in one sentence.

    Attributes
    ----------
    model : str
        Name and hash of the loaded checkpoint; empty while there is none.
    axes : LatentAxes or None
        Its axes.
    voices : tuple of int
        The voices that it is about.
    grid : ModelGrid
        The rows that it works on.
    problem : str
        Why no checkpoint could be loaded; empty when all is well.
    """

    ready_changed = Signal()
    values_changed = Signal()
    answered = Signal(float)
    failed = Signal(str)

    def __init__(self, document: Document, link: ModelLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._link = document, link
        self.model, self.problem = "", ""
        self.axes: LatentAxes | None = None
        self.voices: tuple[int, ...] = ()
        self.grid = GRIDS["rows"]
        self._wishes: dict[int, _Wish] = {}
        self._encodings: dict[int, _Encoding] = {}
        link.arrived.connect(self._receive)
        document.song_changed.connect(self.values_changed)
        document.travelled.connect(self._forget)

    @property
    def ready(self) -> bool:
        """Whether there is a VAE."""
        return self.axes is not None

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._wishes or self._encodings)

    @property
    def misfit(self) -> str:
        """Why the model has no use for the song, in one sentence; empty when it has."""
        fits = passages.fits(self.grid, self._document.score)
        return "" if fits else labels.misfit(self.model, self.grid, self._document.score)

    def divide(self) -> None:
        """Divide the song into patterns of as many rows as the model's, if they are not; an undo step of its own."""
        rows = self.grid.pattern_rows
        if self.ready and not self.misfit and self._document.song.rows_per_pattern != rows:
            self._document.change(f"Divide into patterns of {rows} rows", lambda song: song.divided(self.model, rows))

    def point(self, pattern: int) -> Point | None:
        """Return the latent point that a pattern has or will have, None for one without."""
        for wish in reversed(self._wishes.values()):
            if wish.pattern == pattern:
                return wish.z
        song = self._document.song
        z = song.patterns[pattern].z if pattern < len(song.patterns) and song.model == self.model else None
        return None if z is None else np.asarray(z, np.float32)

    def values(self, pattern: int) -> NDArray[np.float32]:
        """Return where a pattern is on each axis, in σ; zeros for one without a point, with the moves that wait."""
        if self.axes is None:
            return np.zeros(0, np.float32)
        z = self.point(pattern)
        values = np.zeros(len(self.axes.sigma), np.float32) if z is None else self.axes.values(z)
        if pattern in self._encodings:
            for axis, value in self._encodings[pattern].moves.items():
                values[axis] = value
        return values

    def move(self, pattern: int, axis: int, value: float, key: object) -> None:
        """Move a pattern along one axis to `value` σ; all moves with one key are one undo step.

        A hand-written pattern is encoded first, so that the move changes what the axis is about and
        leaves the rest as it was written.
        """
        if self.axes is None or self._refuses():
            return
        z = self.point(pattern)
        if z is not None and pattern not in self._encodings:
            text = f"Move “{self.axes.names[axis]}” of pattern {labels.pattern_letter(pattern)}"
            self.go(pattern, self.axes.moved(z, axis, value), text, key)
        else:
            self.encode(pattern)
            self._encodings[pattern].key = key
            self._encodings[pattern].moves[axis] = value

    def go(self, pattern: int, z: Point, text: str, key: object = None) -> None:
        """Move a pattern to a latent point, as one undo step with all that has the same key."""
        if self._refuses():
            return
        self._encodings.pop(pattern, None)

        def then(answer: Decoded) -> None:
            self._document.change(text, lambda song: self._with_decoded(song, answer), key)

        self._ask(_Wish(pattern, z, then))

    def encode(self, pattern: int) -> None:
        """Find the latent point of a pattern; its notes stay as they are."""
        if self.axes is not None and pattern not in self._encodings and not self._refuses():
            request = self._link.client.encode(pattern, self._document.song.pattern_rows(pattern))
            self._encodings[pattern] = _Encoding(request, None)

    def compose(self, points: list[Point]) -> None:
        """Move the first patterns to points; no undo step, as this is how a new song begins."""
        for pattern, z in enumerate(points):
            if pattern < len(self._document.song.patterns):
                self._ask(_Wish(pattern, z, lambda a: self._document.annotate(lambda s: self._with_decoded(s, a))))

    def _refuses(self) -> bool:
        """Say so if the model has no use for the song."""
        if self.misfit:
            self.failed.emit(self.misfit)
            self.values_changed.emit()
        return bool(self.misfit)

    def _ask(self, wish: _Wish) -> None:
        z = tuple(float(number) for number in wish.z)
        request = self._link.client.decode(wish.pattern, z, self._document.score.rows_per_second)
        self._wishes[request] = wish
        self.values_changed.emit()

    def _receive(self, event: Event) -> None:
        match event:
            case VaeReady():
                self.model, self.axes, self.problem = event.model, event.axes, ""
                self.voices, self.grid = event.voices, event.grid
                self._forget()
                self.ready_changed.emit()
            case Decoded():
                self._decoded(event)
            case Encoded():
                self._encoded(event)
            case Failed():
                self._failed(event)
            case NotLoaded(kind="vae") if not self.ready:
                self.problem = event.message
                self.ready_changed.emit()
            case Died():
                self.axes, self.problem = None, event.message
                self._forget()
                self.ready_changed.emit()

    def _decoded(self, answer: Decoded) -> None:
        wish = self._wishes.pop(answer.id, None)
        if wish is None:
            return
        # Answers come in order within a pattern: what was asked earlier for it is superseded.
        for request, older in list(self._wishes.items()):
            if older.pattern == answer.pattern and request < answer.id:
                del self._wishes[request]
        wish.then(answer)
        self.answered.emit(answer.seconds)
        self.values_changed.emit()

    def _encoded(self, answer: Encoded) -> None:
        encoding = self._encodings.get(answer.pattern)
        if encoding is None or encoding.request != answer.id:
            return
        z = np.asarray(answer.z, np.float32)

        def then(decoded: Decoded) -> None:
            # What the model makes of the point is the base: a later decode changes only what differs from it.
            if self._encodings.get(answer.pattern) is not encoding:
                return
            del self._encodings[answer.pattern]
            self._document.annotate(lambda song: self._with_base(song, decoded))
            for axis, value in encoding.moves.items():
                self.move(answer.pattern, axis, value, encoding.key)

        self._ask(_Wish(answer.pattern, z, then))

    def _failed(self, event: Failed) -> None:
        wish = self._wishes.pop(event.id, None)
        encodings = {p: e for p, e in self._encodings.items() if e.request != event.id}
        if wish is None and len(encodings) == len(self._encodings):
            return
        self._encodings = encodings
        self.failed.emit(event.message)
        self.values_changed.emit()

    def _forget(self) -> None:
        """Drop what is on its way: it belonged to another state of the song."""
        self._wishes.clear()
        self._encodings.clear()
        self.values_changed.emit()

    def _with_decoded(self, song: Song, answer: Decoded) -> Song:
        return self._of_this_model(song).with_decoded(answer.pattern, answer.z, answer.score, self.voices)

    def _with_base(self, song: Song, answer: Decoded) -> Song:
        song = self._of_this_model(song)
        patterns = list(song.patterns)
        patterns[answer.pattern] = Pattern(answer.z, answer.score)
        return replace(song, patterns=tuple(patterns))

    def _of_this_model(self, song: Song) -> Song:
        """Return the song without the points of another checkpoint, which mean nothing in this one."""
        return song if song.model == self.model else song.divided(self.model, self.grid.pattern_rows)
