import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nes_composer.score.grid import recover_grid, vector_strength


def rhythm(random, notes=60):
    """Row numbers of onsets as music has them: mostly on every second and fourth row, some on odd ones."""
    return np.unique(
        np.concatenate([random.integers(0, 64, notes) * 4, random.integers(0, 128, notes) * 2, [0, 1, 3, 6, 7]])
    )


@given(ticks=st.integers(3, 16), phase=st.floats(0, 100), seed=st.integers(0, 1000))
def test_exact_rows_are_found_whatever_their_period_and_phase(ticks, phase, seed):
    rows = rhythm(np.random.default_rng(seed))
    odd = np.concatenate([rows, np.arange(1, 256, 2)])
    grid = recover_grid(odd * ticks + phase)
    assert grid.ticks_per_row == ticks
    assert grid.fit == pytest.approx(1)
    # The phase names some row: it differs from the true one by whole rows.
    rows_apart = (grid.phase - phase) / ticks
    assert abs(rows_apart - round(rows_apart)) < 1e-6
    assert abs(grid.phase) <= ticks / 2 + 1e-9


@given(ticks=st.integers(5, 12), seed=st.integers(0, 1000))
def test_a_driver_that_is_late_by_up_to_a_tick_changes_the_fit_not_the_period(ticks, seed):
    random = np.random.default_rng(seed)
    rows = np.arange(256)[random.random(256) < 0.6]
    grid = recover_grid(rows * ticks + random.uniform(0, 1, len(rows)))
    assert grid.ticks_per_row == ticks
    assert 0.8 < grid.fit < 1


def test_a_period_that_is_no_whole_number_is_kept():
    grid = recover_grid(np.arange(400) * 7.5)
    assert grid.ticks_per_row == pytest.approx(7.5, abs=1e-3)


def test_onsets_without_a_grid_have_none():
    random = np.random.default_rng(1)
    assert recover_grid(random.uniform(0, 10_000, 500)) is None


def test_hours_of_music_have_the_grid_of_their_first_minutes():
    early = np.arange(0, 3600) * 6.0
    assert recover_grid(np.concatenate([early, 1e6 + np.arange(10_000) * 7.0])) == recover_grid(early)


@pytest.mark.parametrize("onsets", [[], [5.0], [5.0, 1e6]])
def test_too_few_onsets_have_no_grid(onsets):
    assert recover_grid(np.array(onsets)) is None


@given(data=st.data())
def test_the_fit_is_what_it_says_at_the_period_it_names(data):
    onsets = np.array(data.draw(st.lists(st.floats(0, 2000), min_size=2, max_size=50)))
    grid = recover_grid(onsets)
    assume(grid is not None)
    mean = vector_strength(onsets, grid.ticks_per_row)
    assert grid.fit == pytest.approx(abs(mean))
    # At the phase that the grid names, the onsets lie on rows on average.
    assert np.angle(mean * np.exp(-2j * np.pi * grid.phase / grid.ticks_per_row)) == pytest.approx(0, abs=1e-6)
