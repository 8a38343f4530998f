import numpy as np
import pytest

from nes_composer.apu import chip, dmc

MEMORY = np.zeros(dmc.MEMORY_BYTES, np.uint8)


def written(*writes):
    """Return a chip after writes of (address, value)."""
    units = chip.power_on()
    for address, value in writes:
        chip.write(units[0], MEMORY, 0, address, value)
    return units


@pytest.mark.parametrize(
    ("address", "unit", "field", "expected"),
    [
        (0x4002, "p1", "period", 0x77),
        (0x4006, "p2", "period", 0x77),
        (0x400A, "tr", "period", 0x77),
        (0x400E, "no", "period", 0x7),
        (0x4011, "dmc", "level", 0x77),
        (0x4012, "dmc", "start_address", 0xC000 + 64 * 0x77),
        (0x4013, "dmc", "start_length", 16 * 0x77 + 1),
    ],
)
def test_each_register_reaches_its_unit_alone(address, unit, field, expected):
    before, after = chip.power_on(), written((address, 0x77))
    assert after[unit][field][0] == expected
    changed = {name for name in chip.DTYPE.names if before[name].tobytes() != after[name].tobytes()}
    assert changed == {unit}


@pytest.mark.parametrize(("bit", "unit"), list(enumerate(["p1", "p2", "tr", "no"])))
def test_4015_enables_one_voice_for_each_bit(bit, unit):
    units = written((0x4015, 1 << bit))
    assert [int(units[name]["enabled"][0]) for name in ("p1", "p2", "tr", "no")] == [int(i == bit) for i in range(4)]
    assert units["dmc"]["bytes_left"][0] == 0


def test_4015_starts_the_dmc():
    assert written((0x4013, 2), (0x4015, 0x10))["dmc"]["bytes_left"][0] == 32  # one of 33 is in the buffer
    assert written((0x4013, 2), (0x4015, 0x10), (0x4015, 0x0F))["dmc"]["bytes_left"][0] == 0


def test_only_p1_sweeps_in_ones_complement():
    units = chip.power_on()
    assert units["p1"]["ones_complement"][0] == 1
    assert units["p2"]["ones_complement"][0] == 0
