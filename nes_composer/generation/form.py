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

_CONTRAST = 0.5
"""How much of the way to a random point a bridge is from a theme that is given."""


def points(
    axes: LatentAxes, random: np.random.Generator, count: int, theme: NDArray[np.float32] | None = None
) -> list[NDArray[np.float32]]:
    """Return the latent points [D] of `count` patterns in the form AABA, each repeat slightly varied.

    With a `theme` that is the first of them, and the bridge has something of it.
    """
    themes: dict[str, NDArray[np.float32]] = {} if theme is None else {FORM[0]: theme}
    found = []
    for index in range(count):
        letter = FORM[index % len(FORM)]
        if index == 0 and theme is not None:
            found.append(theme)
        elif letter in themes:
            nearby = random.standard_normal(len(axes.sigma)) * axes.sigma * _VARIATION
            found.append(np.asarray(themes[letter] + nearby @ axes.directions, np.float32))
        else:
            other = axes.random(random)
            themes[letter] = other if theme is None else axes.between(theme, other, _CONTRAST)
            found.append(themes[letter])
    return found
