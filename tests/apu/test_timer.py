import numpy as np
import pytest

from nes_composer.apu import timer
from nes_composer.apu.jit import int_fields


@pytest.mark.parametrize("interval", [1, 3, 4_096])
@pytest.mark.parametrize("next_clock", [0, 5, 1_000_000, 10**12])
def test_it_runs_out_at_every_interval_before_the_end(next_clock, interval):
    for ahead in (-10, 0, 1, interval - 1, interval, interval + 1, 7 * interval, 7 * interval + 1, 123_456_789):
        units = np.zeros(1, np.dtype(int_fields("next_clock")))
        units["next_clock"] = next_clock
        clocks = timer.skip(units[0], interval, next_clock + ahead)
        assert clocks == max(0, -(-ahead // interval))
        assert units["next_clock"][0] == next_clock + clocks * interval
