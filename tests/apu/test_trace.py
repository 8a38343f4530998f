from dataclasses import replace

import numpy as np
import pytest

from nes_composer.apu.trace import MemoryLoad, Trace


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


@pytest.mark.parametrize("cycles", [[0, 10], [3, 3], []])
def test_memory_is_loaded_in_the_order_of_time(cycles):
    loads = tuple(MemoryLoad(cycle, 0x8000, b"12") for cycle in cycles)
    assert replace(trace([0]), memory=loads).memory == loads


@pytest.mark.parametrize("cycles", [[3, 2], [-1], [11], [0, 11]])
def test_memory_that_is_loaded_at_no_time_is_refused(cycles):
    with pytest.raises(ValueError, match="memory"):
        replace(trace([0]), memory=tuple(MemoryLoad(cycle, 0x8000, b"12") for cycle in cycles))


@pytest.mark.parametrize(("address", "length"), [(0x8000, 0x8000), (0xFFFF, 1), (0x8000, 0)])
def test_memory_may_be_filled_to_its_ends(address, length):
    assert len(MemoryLoad(0, address, bytes(length)).data) == length


@pytest.mark.parametrize(("address", "length"), [(0x7FFF, 1), (0x8001, 0x8000), (0xFFFF, 2), (0x10000, 1), (-1, 0)])
def test_bytes_outside_the_memory_are_refused(address, length):
    with pytest.raises(ValueError, match=r"outside \$8000-\$FFFF"):
        MemoryLoad(0, address, bytes(length))
