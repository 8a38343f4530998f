import numpy as np
import pytest
from numba.core.errors import TypingError

from nes_composer.apu.instructions import add_two_rows, trailing_zeros
from nes_composer.apu.jit import compiled


@compiled
def add_rows_of_20(target, first, table, row, factor, next_factor):
    add_two_rows(target, first, table, row, factor, next_factor, 20)


@pytest.mark.parametrize("zeros", [0, 1, 7, 40, 62])
def test_trailing_zeros(zeros):
    assert trailing_zeros(1 << zeros) == zeros
    assert trailing_zeros((1 << zeros) | (1 << 62)) == zeros


@pytest.mark.parametrize(("factor", "next_factor"), [(3.0, 5.0), (-(2.0**24), 2.0**24), (0.0, -7.0)])
def test_two_rows_are_added_at_any_place(factor, next_factor):
    random = np.random.default_rng(1)
    table = random.integers(-(1 << 20), 1 << 20, (5, 20)).astype(float)
    for first in range(7):
        target = random.integers(-(1 << 40), 1 << 40, 40).astype(float)
        expected = target.copy()
        expected[first : first + 20] += factor * table[2] + next_factor * table[3]
        add_rows_of_20(target, first, table, 2, factor, next_factor)
        assert np.array_equal(target, expected)


def test_other_numbers_are_not_taken_for_floats():
    with pytest.raises(TypingError):
        add_rows_of_20(np.zeros(40, np.int64), 0, np.zeros((5, 20)), 0, 1.0, 1.0)
