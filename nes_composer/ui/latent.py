"""The patterns' latent points: what is asked of the model process, and what its answers do to the song."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from nes_composer.generation import passages
from nes_composer.generation.requests import Decoded, Died, Encoded, Event, Failed, NotLoaded, VaeReady
from nes_composer.models.grids import GRIDS
from nes_composer.models.latent_axes import LatentAxes
from nes_composer.models.latent_map import LatentMap
from nes_composer.score.notes import agreement
from nes_composer.score.score import Score
from nes_composer.score.song import Origin, Song
from nes_composer.ui import labels
from nes_composer.ui.document import Document
from nes_composer.ui.latent_step import Change, LatentStep, Point
from nes_composer.ui.model_link import ModelLink

_PREVIEW = -1
"""Stands for the pattern that a preview is of: none of the song."""


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
    made
        The step that has changed the song: another of the same drag takes its place.
    failed
        Why the model cannot do something, in one sentence.

    Attributes
    ----------
    model : str
        Name and hash of the loaded checkpoint; empty while there is none.
    axes : LatentAxes or None
        Its axes.
    map : LatentMap or None
        Where its training set lies on them.
    voices : tuple of int
        The voices that it is about.
    grid : ModelGrid
        The rows that it works on.
    problem : str
        Why no checkpoint could be loaded; empty when all is well.
    strength : float
        The share of what a decode changes that is applied, 0-1.
    """

    ready_changed = Signal()
    values_changed = Signal()
    answered = Signal(float)
    made = Signal(object)
    failed = Signal(str)

    def __init__(self, document: Document, link: ModelLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._link = document, link
        self.model, self.problem = "", ""
        self.axes: LatentAxes | None = None
        self.map: LatentMap | None = None
        self.voices: tuple[int, ...] = ()
        self.grid = GRIDS["rows"]
        self.strength = 1.0
        self._decodes: dict[int, tuple[int, Point, Callable[[Decoded], None]]] = {}
        self._encodes: dict[int, tuple[int, LatentStep]] = {}
        self._step: LatentStep | None = None
        link.arrived.connect(self._receive)
        document.song_changed.connect(self.values_changed)
        document.travelled.connect(self.forget)

    @property
    def ready(self) -> bool:
        """Whether there is a VAE."""
        return self.axes is not None

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._decodes or self._encodes)

    @property
    def misfit(self) -> str:
        """Why the model has no use for the song, in one sentence; empty when it has."""
        fits = passages.fits(self.grid, self._document.score)
        return "" if fits else labels.misfit(self.model, self.grid, self._document.score)

    @property
    def foreign(self) -> str:
        """Name and hash of the checkpoint that the song's points belong to, if that is another one; else empty."""
        song = self._document.song
        known = any(pattern.z is not None for pattern in song.patterns)
        return song.model if self.ready and known and song.model != self.model else ""

    def divide(self) -> None:
        """Divide the song into patterns of as many rows as the model's, if they are not; an undo step of its own."""
        rows = self.grid.pattern_rows
        if self.ready and not self.misfit and self._document.song.rows_per_pattern != rows:
            self._document.change(f"Divide into patterns of {rows} rows", lambda song: song.divided(self.model, rows))

    # Where patterns are

    def point(self, pattern: int) -> Point | None:
        """Return the latent point that a pattern has or will have, None for one without."""
        for asked, z, _ in reversed(self._decodes.values()):
            if asked == pattern:
                return z
        return self._point_of(self._document.song, pattern)

    def values(self, pattern: int) -> NDArray[np.float32]:
        """Return where a pattern is on each axis, in σ; zeros for one without a point, with the moves that wait."""
        if self.axes is None:
            return np.zeros(0, np.float32)
        z = self._shown(pattern)
        return np.zeros(len(self.axes.sigma), np.float32) if z is None else self.axes.values(z)

    def attribute_values(self, pattern: int) -> NDArray[np.float32]:
        """Return where a pattern is in the direction of each attribute, in steps, as :meth:`values` does."""
        if self.axes is None:
            return np.zeros(0, np.float32)
        z = self._shown(pattern)
        count = len(self.axes.attribute_names)
        return np.zeros(count, np.float32) if z is None else self.axes.attribute_values(z)

    def accuracy(self, pattern: int) -> float | None:
        """Return the share of a pattern's cells (row by voice) that are the model's, None without a decode.

        Of a passage that was just encoded that is the model's reconstruction accuracy.
        """
        song = self._document.song
        if self._point_of(song, pattern) is None or not len(rows := song.pattern_rows(pattern)):
            return None
        decoded = song.patterns[pattern].decoded
        if decoded is None:
            return None
        return agreement(rows, decoded, self.voices)

    def _shown(self, pattern: int) -> Point | None:
        """Return where a pattern's sliders stand: a pattern that is being encoded is taken to be at the centre."""
        z = self.point(pattern)
        if self.axes is not None and self._step is not None and pattern in self._step.changes:
            return self._step.changes[pattern](self.axes.mean if z is None else z)
        return z

    def _point_of(self, song: Song, pattern: int) -> Point | None:
        z = song.patterns[pattern].z if pattern < len(song.patterns) and song.model == self.model else None
        return None if z is None else np.asarray(z, np.float32)

    # Where they shall be

    def before(self, pattern: int, step: object) -> Point | None:
        """Return where a pattern was when a step began; where it is now if it has not begun or has not moved it."""
        begun = self._step.before.get(pattern) if self._step is not None and self._step.key is step else None
        return self.point(pattern) if begun is None else begun

    def shift(self, pattern: int, change: Change, text: str, step: object = None, origin: Origin | None = None) -> None:
        """Move a pattern from where it was before the step.

        A hand-written pattern is encoded first, so that the move changes what it is about and leaves the rest as it was
        written.

        Parameters
        ----------
        pattern
            Which one.
        change
            From the point that it had when the step began to the one that it shall have.
        text
            What is done, for the Edit menu.
        step
            The same object for all calls of one drag, or about several patterns, makes them one undo step.
        origin
            What is noted of the pattern's making.
        """
        if self.axes is None or self._refuses():
            return
        current, begun = self._begin(step, text, origin), self.before(pattern, step)
        if begun is None or self._is_encoding(pattern):
            current.changes[pattern] = change
            self._encode(pattern, current)
        else:
            current.before[pattern] = begun
            self._decode(pattern, change(begun), current)
        self.values_changed.emit()

    def go(self, points: Mapping[int, Point], text: str, step: object = None, origin: Origin | None = None) -> None:
        """Move patterns to points, wherever they are; parameters as of :meth:`shift`."""
        if self.axes is None or self._refuses():
            return
        current = self._begin(step, text, origin)
        for pattern, z in points.items():
            self._encodes = {r: e for r, e in self._encodes.items() if e[0] != pattern}
            current.changes.pop(pattern, None)
            self._decode(pattern, z, current)
        self.values_changed.emit()

    def encode(self, patterns: Sequence[int]) -> None:
        """Find the latent points of patterns as one undo step; their notes stay as they are."""
        if self.axes is None or self._refuses():
            return
        step = self._begin(None, f"Encode {labels.pattern_names(self._document.song, patterns)}", None)
        for pattern in patterns:
            self._encode(pattern, step)
        self.values_changed.emit()

    def compose(self, points: Sequence[Point], origin: Origin | None = None) -> None:
        """Move the first patterns to points; no undo step, as this is how a new song begins."""
        step = LatentStep(None, "", origin)

        def then(answer: Decoded) -> None:
            step.answers = {answer.pattern: answer}
            self._document.annotate(lambda song: step.applied(self._of_this_model(song), self.voices, 1.0))

        for pattern, z in enumerate(points):
            if pattern < len(self._document.song.patterns):
                self._ask(pattern, z, then)

    def preview(self, z: Point, then: Callable[[Score], None]) -> None:
        """Have a point decoded without touching the song; only the latest one is answered."""
        if self.axes is not None:
            self._ask(_PREVIEW, z, lambda answer: then(answer.score))

    def set_strength(self, strength: float) -> None:
        """Apply another share of what decodes change, also of the latest step as long as nothing has followed it."""
        self.strength = strength
        if self._step is not None and self._step.answers and self._document.open_key is self._step.key:
            self._change(self._step)

    def forget(self) -> None:
        """Drop what is on its way: it belonged to another state of the song."""
        self._decodes.clear()
        self._encodes.clear()
        self._step = None
        self.values_changed.emit()

    # How they get there

    def _refuses(self) -> bool:
        """Say so if the model has no use for the song."""
        if self.misfit:
            self.failed.emit(self.misfit)
            self.values_changed.emit()
        return bool(self.misfit)

    def _begin(self, key: object, text: str, origin: Origin | None) -> LatentStep:
        """Return the step that goes on, or a new one in place of it."""
        if key is None or self._step is None or self._step.key is not key:
            # Whatever was asked for goes where it belongs, also after a later step has begun.
            self._step = LatentStep(object() if key is None else key, text, origin)
        return self._step

    def _is_encoding(self, pattern: int) -> bool:
        return any(encoded == pattern for encoded, _ in self._encodes.values())

    def _encode(self, pattern: int, step: LatentStep) -> None:
        asked = [request for request, (encoded, _) in self._encodes.items() if encoded == pattern]
        request = asked[0] if asked else self._link.client.encode(pattern, self._document.song.pattern_rows(pattern))
        self._encodes[request] = pattern, step

    def _decode(self, pattern: int, z: Point, step: LatentStep) -> None:
        self._ask(pattern, z, lambda answer: self._apply(step, answer))

    def _apply(self, step: LatentStep, answer: Decoded) -> None:
        """Change the song by what has come for a pattern: a base of the step, or an answer to it."""
        if step is not self._step:
            # A later step has begun. This one may not undo that where it is about the same patterns.
            base = step.bases.get(answer.pattern)
            step = LatentStep(object(), step.text, step.origin, bases={answer.pattern: base} if base else {})
        if answer is not step.bases.get(answer.pattern):
            step.answers[answer.pattern] = answer
        self._change(step)

    def _change(self, step: LatentStep) -> None:
        # The step's own key: the document then lets each answer build on the song from before the step.
        self._document.change(
            step.text, lambda song: step.applied(self._of_this_model(song), self.voices, self.strength), step.key
        )
        if step.answers:
            self.made.emit(step)

    def _ask(self, pattern: int, z: Point, then: Callable[[Decoded], None]) -> None:
        numbers = tuple(float(number) for number in z)
        request = self._link.client.decode(pattern, numbers, self._document.score.rows_per_second)
        self._decodes[request] = pattern, z, then

    # What comes of it

    def _receive(self, event: Event) -> None:
        match event:
            case VaeReady():
                self.model, self.axes, self.problem = event.model, event.axes, ""
                self.voices, self.grid, self.map = event.voices, event.grid, event.map
                self.forget()
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
                self.axes, self.map, self.problem = None, None, event.message
                self.forget()
                self.ready_changed.emit()

    def _decoded(self, answer: Decoded) -> None:
        asked = self._decodes.pop(answer.id, None)
        if asked is None:
            return
        # Answers come in order within a pattern: what was asked earlier for it is superseded.
        self._decodes = {
            request: other
            for request, other in self._decodes.items()
            if other[0] != answer.pattern or request > answer.id
        }
        song = self._document.song
        asked[2](answer)
        if answer.pattern != _PREVIEW:
            self.answered.emit(answer.seconds)
        # A song that has changed has told already.
        if self._document.song is song:
            self.values_changed.emit()

    def _encoded(self, answer: Encoded) -> None:
        asked = self._encodes.get(answer.id)
        if asked is None:
            return
        pattern, step = asked

        def then(decoded: Decoded) -> None:
            # What the model makes of the point is the base: a later decode changes only what differs from it.
            if self._encodes.pop(answer.id, None) is None:
                return
            z = np.asarray(decoded.z, np.float32)
            step.bases[pattern], step.before[pattern] = decoded, z
            change = step.changes.pop(pattern, None)
            if change is not None:
                self._decode(pattern, change(z), step)
            else:
                self._apply(step, decoded)

        self._ask(pattern, np.asarray(answer.z, np.float32), then)

    def _failed(self, event: Failed) -> None:
        decode, encode = self._decodes.pop(event.id, None), self._encodes.pop(event.id, None)
        if decode is None and encode is None:
            return
        if decode is not None:
            # Where it was the base of an encoded pattern, nothing more will come of that.
            self._encodes = {r: e for r, e in self._encodes.items() if e[0] != decode[0]}
        self.failed.emit(event.message)
        self.values_changed.emit()

    def _of_this_model(self, song: Song) -> Song:
        """Return the song without the points of another checkpoint, which mean nothing in this one."""
        return song if song.model == self.model else song.divided(self.model, self.grid.pattern_rows)
