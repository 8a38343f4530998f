"""k-medoids: the most typical members of a set of vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 30
_STARTS = 12


def distances(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean absolute difference of every pair of vectors.

    Parameters
    ----------
    vectors : float32 [n, d]

    Returns
    -------
    float32 [n, n]
    """
    return np.stack([np.abs(vectors - vector).mean(axis=1) for vector in vectors])


def k_medoids(
    between: NDArray[np.float32], count: int, random: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return typical members, and to which each one is nearest.

    Voronoi iteration from several starts chosen as in k-means++ (Park and Jun, A simple and fast algorithm for
    K-medoids clustering, 2009).

    Parameters
    ----------
    between : float32 [n, n]
        Distances.
    count
        Medoids wanted; fewer are returned where fewer members differ.
    random
        Chooses the starts.

    Returns
    -------
    int64 [count]
        The medoids, from the most common to the rarest.
    int64 [n]
        For each member the index into them.
    """
    found = [_descend(between, _spread(between, count, random)) for _ in range(_STARTS)]
    medoids = min(found, key=lambda medoids: float(between[medoids].min(axis=0).sum()))
    nearest = between[medoids].argmin(axis=0)
    order = np.argsort(-np.bincount(nearest, minlength=len(medoids)), kind="stable")
    return medoids[order], np.argsort(order)[nearest]


def _spread(between: NDArray[np.float32], count: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Return members far from each other: each is drawn by its squared distance from those before."""
    chosen = [int(random.integers(len(between)))]
    while len(chosen) < count:
        weight = between[chosen].min(axis=0).astype(np.float64) ** 2
        if weight.sum() == 0:
            break
        chosen.append(int(random.choice(len(between), p=weight / weight.sum())))
    return np.array(chosen)


def _descend(between: NDArray[np.float32], medoids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move each medoid to the middle of what is nearest to it until none moves."""
    for _ in range(_ROUNDS):
        nearest = between[medoids].argmin(axis=0)
        moved = medoids.copy()
        for index in range(len(medoids)):
            members = np.flatnonzero(nearest == index)
            if len(members):
                moved[index] = members[between[np.ix_(members, members)].sum(axis=0).argmin()]
        if np.array_equal(moved, medoids):
            break
        medoids = moved
    return medoids
