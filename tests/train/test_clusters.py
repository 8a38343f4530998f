import numpy as np
import pytest

from train.clusters import fit_clusters


@pytest.fixture(scope="module")
def points():
    """A third of the points near (−4, 0), the others near (2, 0)."""
    random = np.random.default_rng(0)
    points = random.standard_normal((3000, 2)) * (0.1, 0.5)
    points[:1000, 0] -= 4
    points[1000:, 0] += 2
    return points.astype(np.float32)


def test_clusters_are_where_the_points_are(points):
    sigma = points.std(axis=0)
    weights, means, spreads = fit_clusters(points, sigma)
    assert weights.sum() == pytest.approx(1.0, abs=1e-5)
    left = means[:, 0] * sigma[0] < -1
    assert weights[left].sum() == pytest.approx(1 / 3, abs=1e-3)
    assert (np.abs(means[~left, 0] * sigma[0] - 2) < 0.5).all()
    assert (spreads[:, 0] * sigma[0] < 0.2).all()


def test_all_of_them_together_vary_as_the_points_do(points):
    sigma = points.std(axis=0)
    weights, means, spreads = fit_clusters(points, sigma)
    assert weights @ means * sigma == pytest.approx(points.mean(axis=0), abs=1e-3)
    variance = weights @ (means**2 + spreads**2) - (weights @ means) ** 2
    assert variance == pytest.approx(np.ones(2), abs=1e-2)


def test_few_points_are_one_cluster(points):
    weights, means, _ = fit_clusters(points[:5], np.ones(2, np.float32))
    assert weights == pytest.approx([1.0])
    assert means[0] == pytest.approx(points[:5].mean(axis=0), abs=1e-5)
