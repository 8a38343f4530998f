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


@given(value=st.floats(-3, 3), seed=st.integers(0, 1000))
def test_an_attribute_is_moved_to_its_value_and_locked_axes_stay(axes, value, seed):
    tilted = dataclasses.replace(axes, attribute_directions=(axes.directions[:1] + axes.directions[1:2]))
    z = np.random.default_rng(seed).standard_normal(6).astype(np.float32)
    moved = tilted.with_attribute(z, 0, value)
    assert tilted.attribute_values(moved)[0] == pytest.approx(value, abs=1e-4)
    kept = tilted.with_attribute(z, 0, value, locked={1})
    assert tilted.values(kept)[1] == pytest.approx(tilted.values(z)[1], abs=1e-4)
    assert tilted.values(kept)[0] == pytest.approx(tilted.values(moved)[0], abs=1e-4)


def test_the_centre_is_zero_on_every_attribute(axes):
    assert axes.attribute_values(axes.mean) == pytest.approx(np.zeros(1), abs=1e-5)


@given(seed=st.integers(0, 1000), locked=st.frozensets(st.integers(0, 2)))
def test_locked_axes_keep_their_values_and_the_others_move(axes, seed, locked):
    random = np.random.default_rng(seed)
    z, other = random.standard_normal((2, 6)).astype(np.float32)
    kept = axes.values(axes.keeping(z, other, locked))
    for axis in range(3):
        wanted = axes.values(other if axis in locked else z)[axis]
        assert kept[axis] == pytest.approx(wanted, abs=1e-4)


@given(seed=st.integers(0, 1000), share=st.floats(0, 1))
def test_the_way_between_two_points_begins_and_ends_there_and_goes_round_the_centre(axes, seed, share):
    random = np.random.default_rng(seed)
    a, b = axes.random(random), axes.random(random)
    assert axes.between(a, b, 0) == pytest.approx(a, abs=1e-4)
    assert axes.between(a, b, 1) == pytest.approx(b, abs=1e-4)
    lengths = [float(np.linalg.norm(axes.values(z))) for z in (a, b, axes.between(a, b, share))]
    cosine = float(axes.values(a) @ axes.values(b)) / (lengths[0] * lengths[1])
    if abs(cosine) < 0.99:
        # Of points equally far from the centre all between them are as far.
        unit = [
            np.asarray(axes.mean + (axes.values(z) / n * axes.sigma) @ axes.directions, np.float32)
            for z, n in ((a, lengths[0]), (b, lengths[1]))
        ]
        between = axes.values(axes.between(*unit, share))
        assert np.linalg.norm(between) == pytest.approx(1, abs=1e-3)


def test_a_point_is_between_itself_and_itself(axes):
    z = axes.random(np.random.default_rng(1))
    assert axes.between(z, z, 0.5) == pytest.approx(z, abs=1e-5)
