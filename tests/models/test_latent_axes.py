import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.models.latent_axes import LatentAxes


@pytest.fixture(scope="module")
def axes() -> LatentAxes:
    directions = np.linalg.qr(np.random.default_rng(0).standard_normal((6, 6)))[0][:3].astype(np.float32)
    sigma = np.array([3.0, 2.0, 0.5], np.float32)
    mean = np.arange(6, dtype=np.float32)
    return LatentAxes(
        mean,
        directions,
        sigma,
        explained_variance=sigma**2 / (sigma**2).sum(),
        reliability=np.ones(3, np.float32),
        names=("a", "b", "c"),
        attribute_directions=directions[:1],
        attribute_reliability=np.ones(1, np.float32),
        attribute_names=("denser",),
        cluster_weights=np.array([0.5, 0.5], np.float32),
        cluster_means=np.array([[-0.8, 0, 0], [0.8, 0, 0]], np.float32),
        cluster_spreads=np.array([[0.6, 1, 1], [0.6, 1, 1]], np.float32),
    )


@given(axis=st.integers(0, 2), value=st.floats(-4, 4), seed=st.integers(0, 1000))
def test_moving_sets_one_slider_and_leaves_all_else(axes, axis, value, seed):
    z = np.random.default_rng(seed).standard_normal(6).astype(np.float32)
    moved = axes.moved(z, axis, value)
    expected = axes.values(z)
    expected[axis] = value
    assert axes.values(moved) == pytest.approx(expected, abs=1e-4)
    off_axis = np.eye(6) - np.outer(axes.directions[axis], axes.directions[axis])
    assert off_axis @ moved == pytest.approx(off_axis @ z, abs=1e-4)


def test_the_mean_is_zero_on_every_slider(axes):
    assert axes.values(axes.mean) == pytest.approx(np.zeros(3), abs=1e-5)


def test_random_points_have_the_spread_of_the_training_set(axes):
    generator = np.random.default_rng(3)
    values = np.array([axes.values(axes.random(generator)) for _ in range(4000)])
    assert values.mean(axis=0) == pytest.approx(np.zeros(3), abs=0.1)
    assert values.std(axis=0) == pytest.approx(np.ones(3), abs=0.1)


def test_the_same_seed_gives_the_same_point(axes):
    first, second = (axes.random(np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(first, second)


def test_random_points_are_in_the_clusters_and_not_between_them(axes):
    apart = dataclasses.replace(axes, cluster_spreads=np.array([[0.1, 1, 1], [0.1, 1, 1]], np.float32))
    generator = np.random.default_rng(4)
    first = np.array([apart.values(apart.random(generator))[0] for _ in range(400)])
    assert (np.abs(np.abs(first) - 0.8) < 0.5).all()
    assert (first > 0).mean() == pytest.approx(0.5, abs=0.1)
