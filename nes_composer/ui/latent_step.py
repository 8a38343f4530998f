"""An undo step in the making: patterns on their way through latent space, and what the song is with what has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nes_composer.generation.requests import Decoded
from nes_composer.score.song import Origin, Song

Point = NDArray[np.float32]
Change = Callable[[Point], Point]


@dataclass
class LatentStep:
    """What one drag, or one command, does to patterns.

    Parameters
    ----------
    key
        The drag.
    text
        For the Edit menu.
    origin
        What is noted of the patterns' making; None leaves what is noted.
    before
        Where each pattern was when the step began.
    changes
        How a point becomes another: for patterns whose own point is still being looked for.
    bases
        What the model makes of the points that were found for patterns without one.
    answers
        What it makes of the points that the patterns go to.
    """

    key: object
    text: str
    origin: Origin | None = None
    before: dict[int, Point] = field(default_factory=dict)
    changes: dict[int, Change] = field(default_factory=dict)
    bases: dict[int, Decoded] = field(default_factory=dict)
    answers: dict[int, Decoded] = field(default_factory=dict)

    def applied(self, song: Song, voices: tuple[int, ...], strength: float) -> Song:
        """Return the song from before the step with all that has come so far."""
        patterns = list(song.patterns)
        for index, base in self.bases.items():
            patterns[index] = replace(patterns[index], z=base.z, decoded=base.score)
        song = replace(song, patterns=tuple(patterns))
        for index, answer in self.answers.items():
            song = song.with_decoded(index, answer.z, answer.score, voices, strength, self.origin)
        return song
