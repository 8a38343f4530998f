"""The axes of latent space that the sliders move along. Numpy only: the window uses it too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

AXES_SHAPES = {
    "mean": "D",
    "directions": "KD",
    "sigma": "K",
    "explained_variance": "K",
    "reliability": "K",
    "attribute_directions": "AD",
    "attribute_reliability": "A",
}
"""Arrays of :class:`LatentAxes` by the letters of its docstring."""


@dataclass(frozen=True)
class LatentAxes:
    """Principal axes of the training set's latent means, and axes of single attributes beside them.

    Parameters
    ----------
    mean : float32 [D]
        Centre of the training set.
    directions : float32 [K, D]
        Orthonormal axes, ordered by explained variance.
    sigma : float32 [K]
        Standard deviation of the training set along each axis: the unit of a slider.
    explained_variance : float32 [K]
        Share of the total variance, 0-1.
    reliability : float32 [K]
        Share of probed patterns, 0-1, whose named attribute a move from −2σ to +2σ changes as named.
    names
        What each axis was measured to do, K of them.
    attribute_directions : float32 [A, D]
        The step in latent space that is one unit of an attribute's slider.
    attribute_reliability : float32 [A]
        As `reliability`.
    attribute_names
        A of them.
    """

    mean: NDArray[np.float32]
    directions: NDArray[np.float32]
    sigma: NDArray[np.float32]
    explained_variance: NDArray[np.float32]
    reliability: NDArray[np.float32]
    names: tuple[str, ...]
    attribute_directions: NDArray[np.float32]
    attribute_reliability: NDArray[np.float32]
    attribute_names: tuple[str, ...]

    def values(self, z: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return where `z` [D] lies on each axis, in σ [K]."""
        return np.asarray((self.directions @ (z - self.mean)) / self.sigma, np.float32)

    def moved(self, z: NDArray[np.float32], axis: int, value: float) -> NDArray[np.float32]:
        """Return `z` [D] moved along one axis to `value` σ; what lies off that axis stays."""
        step = (value - self.values(z)[axis]) * self.sigma[axis]
        return np.asarray(z + step * self.directions[axis], np.float32)

    def random(self, generator: np.random.Generator) -> NDArray[np.float32]:
        """Return a point [D] drawn from the Gaussian that the training set's axes describe."""
        return np.asarray(
            self.mean + (generator.standard_normal(len(self.sigma)) * self.sigma) @ self.directions, np.float32
        )
