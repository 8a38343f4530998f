"""What a person does with the chosen patterns in latent space: random, mutate, morph, copy, encode."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Signal

from nes_composer.models.latent_axes import LatentAxes
from nes_composer.score import edits
from nes_composer.score.song import Origin, Song
from nes_composer.ui import labels
from nes_composer.ui.desk import Desk
from nes_composer.ui.latent import Latent
from nes_composer.ui.latent_step import Point

MOST_SEED = 999_999

Settings = tuple[tuple[str, float | str], ...]


class LatentMoves(QObject):
    """Commands about the chosen patterns. Axes that are locked stay where they are in all of them.

    Signals
    -------
    locked_changed
        Other axes are locked.
    slots_changed
        Another point is in slot A or B.
    seed_changed
        The seed of the latest random point.

    Attributes
    ----------
    locked : set of int
        The axes that are locked.
    slots : dict of str to Point
        The points of ``A`` and ``B`` that are kept.
    seed : int
    """

    locked_changed = Signal()
    slots_changed = Signal()
    seed_changed = Signal(int)

    def __init__(self, desk: Desk, latent: Latent, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._latent = desk, latent
        self.locked: set[int] = set()
        self.slots: dict[str, Point] = {}
        self.seed = 0
        self._copied: Point | None = None
        self._model = ""
        latent.ready_changed.connect(self._forget)

    @property
    def axes(self) -> LatentAxes:
        """The axes of the model, which has to be ready."""
        assert self._latent.axes is not None
        return self._latent.axes

    def patterns(self) -> tuple[int, ...]:
        """Return the chosen patterns; a song that another model has divided is divided anew, and its place kept."""
        selection, document = self._desk.selection, self._desk.document
        before = document.song.rows_per_pattern
        self._latent.divide()
        after = document.song.rows_per_pattern
        if after != before:
            selection.choose_pattern(selection.pattern * before // after)
        return selection.patterns

    # Single directions

    def move_axis(self, axis: int, value: float, step: object) -> None:
        """Move the pattern that is shown to `value` σ of an axis, and all chosen ones as far as that one."""
        self._move(
            self.axes.names[axis],
            value,
            step,
            lambda z: float(self.axes.values(z)[axis]),
            lambda z, to: self.axes.moved(z, axis, to),
        )

    def move_attribute(self, attribute: int, value: float, step: object) -> None:
        """Move them in the direction of an attribute; `value` is in steps of its slider."""
        self._move(
            self.axes.attribute_names[attribute],
            value,
            step,
            lambda z: float(self.axes.attribute_values(z)[attribute]),
            lambda z, to: self.axes.with_attribute(z, attribute, to, self.locked),
        )

    def _move(
        self,
        name: str,
        value: float,
        step: object,
        read: Callable[[Point], float],
        write: Callable[[Point, float], Point],
    ) -> None:
        patterns, latent, step = self.patterns(), self._latent, step or object()
        text = f"Move “{name}” of {self._named(patterns)}"
        shown = self._desk.selection.pattern
        start = latent.before(shown, step)
        latent.shift(shown, lambda z: write(z, value), text, step)
        # One that has yet to be encoded is taken to begin at the centre.
        by = value - (read(start) if start is not None else 0.0)
        for pattern in patterns:
            if pattern != shown:
                latent.shift(pattern, lambda z: write(z, read(z) + by), text, step)

    def set_locked(self, axis: int, locked: bool) -> None:
        """Lock an axis, or no longer."""
        (self.locked.add if locked else self.locked.discard)(axis)
        self.locked_changed.emit()

    # Points

    def randomize(self, seed: int | None = None) -> None:
        """Move each chosen pattern to a random point, by a new seed unless told which."""
        self._draw(seed)
        self._shift("Random", self._random_points(), seed=self.seed)

    def mutate(self, amount: float, seed: int | None = None) -> None:
        """Move each chosen pattern a part of the way, 0-1, to a random point, by a new seed unless told which."""
        self._draw(seed)

        def mutated(z: Point, point: Point) -> Point:
            return self.axes.between(z, point, amount)

        self._shift("Mutate", self._random_points(), mutated, self.seed, (("amount", amount),))

    def reset(self) -> None:
        """Move the chosen patterns to the centre: every slider at 0."""
        self._shift("Reset", self._everywhere(self.axes.mean))

    def copy(self) -> None:
        """Keep the point of the pattern that is shown."""
        z = self._latent.point(self._desk.selection.pattern)
        if z is None:
            self._latent.failed.emit("There is no latent point to copy: encode the pattern first")
        else:
            self._copied = z

    def paste(self) -> None:
        """Move the chosen patterns to the point that was copied."""
        copied = self._copied
        if copied is None:
            self._latent.failed.emit("No latent point has been copied yet")
        else:
            self._shift("Paste point into", self._everywhere(copied))

    def keep_in_slot(self, slot: str) -> None:
        """Keep the point of the pattern that is shown in slot ``A`` or ``B``."""
        z = self._latent.point(self._desk.selection.pattern)
        if z is None:
            self._latent.failed.emit("There is no latent point to keep: encode the pattern first")
        else:
            self.slots[slot] = z
            self.slots_changed.emit()

    def recall(self, slot: str) -> None:
        """Move the chosen patterns to the point in a slot."""
        if slot in self.slots:
            self._shift(f"Recall {slot} in", self._everywhere(self.slots[slot]))

    def go_to(self, name: str, z: Point, seed: int) -> None:
        """Move the chosen patterns to a point that has a name, and was found by a seed."""
        self._shift(f"Go to “{name}” in", self._everywhere(z), seed=seed)

    def morph(self, share: float, step: object) -> None:
        """Move the chosen patterns to `share` (0-1) of the way from slot A to slot B."""
        if len(self.slots) == 2:
            point = self.axes.between(self.slots["A"], self.slots["B"], share)
            self._shift("Morph", self._everywhere(point), settings=(("share", share),), step=step)

    def fill(self) -> None:
        """Fill the chosen patterns with the way from slot A to slot B, or from the first to the last of them."""
        patterns = self.patterns()
        if len(patterns) < 2:
            self._latent.failed.emit("Choose at least two patterns to fill: Shift-click their letters in the ruler")
            return
        points = [self._latent.point(pattern) for pattern in (patterns[0], patterns[-1])]
        first, last = (self.slots.get(slot, point) for slot, point in zip("AB", points, strict=True))
        if first is None or last is None:
            self._latent.failed.emit("There is no way to fill: keep a point in A and in B, or encode both ends")
            return
        shares = np.linspace(0, 1, len(patterns)).tolist()
        way = (self.axes.between(first, last, share) for share in shares)
        self._shift("Morph through", dict(zip(patterns, way, strict=True)))

    # From notes to points and back

    def encode(self) -> None:
        """Find the chosen patterns' places on the sliders."""
        self._latent.encode(self.patterns())

    def adopt(self) -> None:
        """Replace the chosen patterns by what the model makes of them, as far as the strength goes."""
        patterns, latent = self.patterns(), self._latent
        text = f"Replace {self._named(patterns)} by what the model makes of it"

        def edit(song: Song) -> Song:
            score = song.score
            for pattern in patterns:
                decoded = song.patterns[pattern].decoded
                if decoded is not None:
                    score = edits.put(score, pattern * song.rows_per_pattern, decoded, latent.voices)
            return song.by_model(edits.blend(song.score, score, latent.strength))

        self._desk.document.change(text, edit)

    # What they have in common

    def _draw(self, seed: int | None) -> None:
        """Take over a seed, or draw one."""
        self.seed = random.SystemRandom().randint(0, MOST_SEED) if seed is None else seed
        self.seed_changed.emit(self.seed)

    def _random_points(self) -> dict[int, Point]:
        chance = np.random.default_rng(self.seed)
        return {pattern: self.axes.random(chance) for pattern in self.patterns()}

    def _everywhere(self, z: Point) -> dict[int, Point]:
        return dict.fromkeys(self.patterns(), z)

    def _shift(
        self,
        action: str,
        points: dict[int, Point],
        towards: Callable[[Point, Point], Point] | None = None,
        seed: int | None = None,
        settings: Settings = (),
        step: object = None,
    ) -> None:
        """Move patterns to points, or `towards` them from where they are; locked axes stay."""
        latent, step = self._latent, step or object()
        origin = Origin(action, latent.model, seed, settings)
        text = f"{action} {self._named(tuple(points))}" + ("" if seed is None else f" (seed {seed})")
        if not self.locked and towards is None:
            # Where a pattern is does not matter, so one without a point need not be encoded.
            latent.go(points, text, step, origin)
            return
        for pattern, point in points.items():

            def change(z: Point, point: Point = point) -> Point:
                return self.axes.keeping(point if towards is None else towards(z, point), z, self.locked)

            latent.shift(pattern, change, text, step, origin)

    def _named(self, patterns: tuple[int, ...]) -> str:
        return labels.pattern_names(self._desk.document.song, patterns)

    def _forget(self) -> None:
        """Drop what belongs to another model."""
        if self._latent.model != self._model:
            self._model, self._copied = self._latent.model, None
            self.locked.clear()
            self.slots.clear()
            self.locked_changed.emit()
            self.slots_changed.emit()
