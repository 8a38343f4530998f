import numpy as np
import pytest

from nes_composer.apu import frame_counter
from nes_composer.apu.frame_counter import HALF, NEVER, NOTHING, QUARTER


@pytest.fixture
def unit():
    """A frame counter after reset."""
    units = np.zeros(1, frame_counter.DTYPE)
    units["next_step"], units["reset_at"] = 7457, NEVER
    return units[0]


def events(unit, count):
    found = []
    for _ in range(count):
        cycle = frame_counter.due(unit)
        found.append((cycle, frame_counter.advance(unit)))
    return found


def test_four_steps(unit):
    first = [(7_457, QUARTER), (14_913, HALF), (22_371, QUARTER), (29_829, HALF)]
    assert events(unit, 8) == first + [(cycle + 29_830, action) for cycle, action in first]


@pytest.mark.parametrize(("written_at", "reset_at"), [(1_000, 1_003), (1_001, 1_005)])
def test_five_steps_begin_with_a_half_frame(unit, written_at, reset_at):
    """The reset comes 3 or 4 cycles after the write, by the APU's own half clock."""
    frame_counter.write(unit, written_at, 0x80)
    first = [(7_457, QUARTER), (14_913, HALF), (22_371, QUARTER), (29_829, NOTHING), (37_281, HALF)]
    expected = [(reset_at, HALF)]
    for start in (reset_at, reset_at + 37_282):
        expected += [(start + cycle, action) for cycle, action in first]
    assert events(unit, 11) == expected


def test_four_steps_begin_with_nothing(unit):
    frame_counter.write(unit, 20_000, 0x40)
    assert events(unit, 2) == [(7_457, QUARTER), (14_913, HALF)]
    assert events(unit, 2) == [(20_003, NOTHING), (27_460, QUARTER)]


def test_old_sequence_goes_on_until_the_reset(unit):
    frame_counter.write(unit, 7_455, 0x80)
    assert events(unit, 3) == [(7_457, QUARTER), (7_459, HALF), (7_459 + 7_457, QUARTER)]
