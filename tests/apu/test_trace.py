import numpy as np
import pytest

from nes_composer.apu.trace import Trace


def trace(cycles_of_writes, cycles=10, loop_cycle=None):
    n = len(cycles_of_writes)
    return Trace(
        np.array(cycles_of_writes, np.int64), np.full(n, 0x4000, np.uint16), np.zeros(n, np.uint8), cycles, loop_cycle
    )


def test_sorted_writes_up_to_the_end_are_accepted():
    assert trace([0, 3, 3, 10], loop_cycle=9).loop_cycle == 9
    assert trace([]).cycles == 10


@pytest.mark.parametrize(("writes", "loop_cycle"), [([3, 2], None), ([-1], None), ([11], None), ([0], 10), ([0], -1)])
def test_times_that_make_no_sense_are_refused(writes, loop_cycle):
    with pytest.raises(ValueError, match="cycle"):
        trace(writes, loop_cycle=loop_cycle)


def test_arrays_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="length"):
        Trace(np.zeros(2, np.int64), np.zeros(1, np.uint16), np.zeros(2, np.uint8), 5)
