import numpy as np
import pytest
from numba.core.errors import TypingError

from nes_composer.apu.instructions import add_rows, filter_groups, trailing_zeros
from nes_composer.apu.jit import compiled


@compiled
def add_rows_of_16(target, first, table, row, factors):
    add_rows(target, first, table, row, factors, 16)


@compiled
def filter_three(samples, inputs, factors, decays):
    filter_groups(samples, inputs, 3, factors, decays)


@pytest.mark.parametrize("zeros", [0, 1, 7, 40, 62])
def test_trailing_zeros(zeros):
    assert trailing_zeros(1 << zeros) == zeros
    assert trailing_zeros((1 << zeros) | (1 << 62)) == zeros


@pytest.mark.parametrize("factors", [(3.0, 5.0), (-(2.0**24), 2.0**24), (0.0, -7.0), (2.0,), (1.0, 2.0, -3.0)])
def test_rows_are_added_at_any_place(factors):
    random = np.random.default_rng(1)
    table = random.integers(-(1 << 20), 1 << 20, (6, 16)).astype(float)
    for first in range(7):
        target = random.integers(-(1 << 40), 1 << 40, 40).astype(float)
        expected = target.copy()
        expected[first : first + 16] += np.array(factors) @ table[2 : 2 + len(factors)]
        add_rows_of_16(target, first, table, 2, factors)
        assert np.array_equal(target, expected)


def test_other_numbers_are_not_taken_for_floats():
    with pytest.raises(TypingError):
        add_rows_of_16(np.zeros(40, np.int64), 0, np.zeros((5, 16)), 0, (1.0, 1.0))


def test_groups_are_filtered():
    """Against the same sums, one by one."""
    random = np.random.default_rng(1)
    inputs, decays, factors = random.normal(size=12), random.normal(size=4), random.normal(size=(13, 4))
    expected, state = [], decays.copy()
    for group in inputs.reshape(3, 4):
        expected.append(group @ factors[:4] + state[:3] @ factors[8:11])
        state = state * factors[11] + group @ factors[4:8] + factors[12]
    samples = np.empty(12, np.float32)
    filter_three(samples, inputs, factors, decays)
    assert np.allclose(samples, np.ravel(expected), rtol=1e-6)
    assert np.allclose(decays, state)
