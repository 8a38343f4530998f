"""The axes of latent space that the sliders move along. Numpy only: the window uses it too."""

from __future__ import annotations

import math
from collections.abc import Collection
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
    "cluster_weights": "C",
    "cluster_means": "CK",
    "cluster_spreads": "CK",
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
    cluster_weights : float32 [C]
        Share of the training set that is in each of the clusters that it falls into; their sum is 1.
    cluster_means, cluster_spreads : float32 [C, K]
        Centre and standard deviation of each cluster along each axis, in σ.
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
    cluster_weights: NDArray[np.float32]
    cluster_means: NDArray[np.float32]
    cluster_spreads: NDArray[np.float32]

    def values(self, z: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return where `z` [D] lies on each axis, in σ [K]."""
        return np.asarray((self.directions @ (z - self.mean)) / self.sigma, np.float32)

    def moved(self, z: NDArray[np.float32], axis: int, value: float) -> NDArray[np.float32]:
        """Return `z` [D] moved along one axis to `value` σ; what lies off that axis stays."""
        step = (value - self.values(z)[axis]) * self.sigma[axis]
        return np.asarray(z + step * self.directions[axis], np.float32)

    def attribute_values(self, z: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how far `z` [D] is from the centre in the direction of each attribute, in steps [A]."""
        steps = self.attribute_directions
        return np.asarray(steps @ (z - self.mean) / np.maximum((steps**2).sum(axis=1), 1e-12), np.float32)

    def with_attribute(
        self, z: NDArray[np.float32], attribute: int, value: float, locked: Collection[int] = ()
    ) -> NDArray[np.float32]:
        """Return `z` [D] moved in the direction of an attribute, up to `value` steps; locked axes stay."""
        step = self.attribute_directions[attribute] * (value - self.attribute_values(z)[attribute])
        return self.keeping(np.asarray(z + step, np.float32), z, locked)

    def keeping(
        self, z: NDArray[np.float32], other: NDArray[np.float32], locked: Collection[int]
    ) -> NDArray[np.float32]:
        """Return `z` [D] with the values of `other` along the locked axes."""
        directions = self.directions[sorted(locked)]
        return np.asarray(z + (directions @ (other - z)) @ directions, np.float32)

    def between(self, a: NDArray[np.float32], b: NDArray[np.float32], share: float) -> NDArray[np.float32]:
        """Return the point [D] that is `share` (0-1) of the way from one to another.

        On an arc around the centre, not on the chord: half way along a chord points are nearer to the centre than any
        music is (White, Sampling Generative Networks, 2016).
        """
        one, other = self.values(a), self.values(b)
        lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
        angle = math.acos(min(max(float(one @ other) / max(lengths, 1e-12), -1.0), 1.0))
        straight = a + (b - a) * np.float32(share)
        if not 1e-3 < angle < math.pi - 1e-3:
            return np.asarray(straight, np.float32)
        arc = (math.sin((1 - share) * angle) * one + math.sin(share * angle) * other) / math.sin(angle)
        # What lies off the axes goes straight.
        return np.asarray(straight + ((arc - self.values(straight)) * self.sigma) @ self.directions, np.float32)

    def random(self, generator: np.random.Generator) -> NDArray[np.float32]:
        """Return a point [D] drawn from the mixture of Gaussians that the clusters are.

        One Gaussian for all would put points where no music is: half of the bass that songs either have or lack.
        """
        # Rounding may leave the sum of the weights below the number that was drawn.
        drawn = int(np.searchsorted(np.cumsum(self.cluster_weights), generator.random()))
        cluster = min(drawn, len(self.cluster_weights) - 1)
        noise = generator.standard_normal(len(self.sigma))
        values = self.cluster_means[cluster] + noise * self.cluster_spreads[cluster]
        return np.asarray(self.mean + (values * self.sigma) @ self.directions, np.float32)
