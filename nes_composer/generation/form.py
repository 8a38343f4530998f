"""The form of a piece that is composed from nothing: which latent points its patterns have."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.models.latent_axes import LatentAxes

FORM = "AABA"
"""The form of most popular songs: a theme, the theme again, a bridge, the theme."""

OPENING_SEED = 35
"""With the shipped checkpoint its sixteen bars use all four voices and keep to one key."""

_VARIATION = 0.25
"""How far a repeat strays from what it repeats, in σ."""


def points(axes: LatentAxes, random: np.random.Generator, count: int) -> list[NDArray[np.float32]]:
    """Return the latent points [D] of `count` patterns in the form AABA, each repeat slightly varied."""
    themes: dict[str, NDArray[np.float32]] = {}
    found = []
    for index in range(count):
        letter = FORM[index % len(FORM)]
        if letter in themes:
            nearby = random.standard_normal(len(axes.sigma)) * axes.sigma * _VARIATION
            found.append(np.asarray(themes[letter] + nearby @ axes.directions, np.float32))
        else:
            themes[letter] = axes.random(random)
            found.append(themes[letter])
    return found
