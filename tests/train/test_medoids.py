import numpy as np
import pytest

from train.medoids import distances, k_medoids


@pytest.fixture(scope="module")
def heaps():
    """60, 30 and 10 points around three far places."""
    random = np.random.default_rng(3)
    centres = np.repeat([[0.0, 0.0], [50.0, 0.0], [0.0, 80.0]], [60, 30, 10], axis=0)
    return (centres + random.normal(0, 1, centres.shape)).astype(np.float32)


def test_distances_are_mean_absolute_differences():
    between = distances(np.array([[0, 0], [2, 4], [1, 0]], np.float32))
    assert between.tolist() == [[0, 3, 0.5], [3, 0, 2.5], [0.5, 2.5, 0]]


def test_each_heap_has_its_medoid_and_the_commonest_comes_first(heaps):
    medoids, nearest = k_medoids(distances(heaps), 3, np.random.default_rng(0))
    assert nearest.tolist() == [0] * 60 + [1] * 30 + [2] * 10
    for medoid, heap in zip(medoids, (heaps[:60], heaps[60:90], heaps[90:]), strict=True):
        costs = distances(heap).sum(axis=0)
        assert np.array_equal(heaps[medoid], heap[costs.argmin()])


def test_a_seed_gives_the_same_again(heaps):
    first, second = (k_medoids(distances(heaps), 5, np.random.default_rng(9))[0] for _ in range(2))
    assert np.array_equal(first, second)


def test_no_more_medoids_than_there_are_differences():
    medoids, nearest = k_medoids(distances(np.array([[1], [1], [4]], np.float32)), 5, np.random.default_rng(0))
    assert len(medoids) == 2
    assert nearest.tolist() == [0, 0, 1]
