"""Taps against levels worked out clock by clock from the register writes alone."""

import numpy as np
import pytest

from nes_composer.apu.apu import Apu
from nes_composer.apu.noise import INTERVALS
from nes_composer.apu.tap_rate import CYCLES

DUTIES = ("01000000", "01100000", "01111000", "10011111")
PULSE_1 = ((0x4000, 0xBA), (0x4001, 0x08), (0x4002, 0xFD), (0x4003, 0x08))
PULSE_2 = ((0x4004, 0x77), (0x4005, 0x08), (0x4006, 0x31), (0x4007, 0x0A))
TRIANGLE = ((0x4008, 0xFF), (0x400A, 0x97), (0x400B, 0x09))
NOISE = ((0x400C, 0x3C), (0x400E, 0x06), (0x400F, 0x08))
ON = (0x4015, 0x0F)


def chip(*writes, audible=(True, True, True, True)):
    apu = Apu()
    apu.tapped = True
    apu.audible = audible
    for address, value in (ON, *writes):
        apu.write(0, address, value)
    return apu


def levels(apu, cycles, blocks=1):
    """The taps of a while, rendered in so many blocks."""
    ends = np.linspace(0, cycles, blocks + 1).astype(int)
    found = []
    for length in np.diff(ends):
        apu.end_block(int(length))
        found.append(apu.taps)
    return np.concatenate(found)


def pulse_level(cycle, volume, duty, timer):
    """The sequencer's first clock comes with the timer's first cycle: a chip after reset counts from 0."""
    return volume * int(DUTIES[duty][(cycle // (2 * (timer + 1)) + 1) % 8])


def test_pulses_have_their_duty_volume_and_period():
    taps = levels(chip(*PULSE_1, *PULSE_2), 60_000)
    cycles = np.arange(len(taps)) * CYCLES
    assert taps[:, 0].tolist() == [pulse_level(cycle, 10, 2, 0xFD) for cycle in cycles]
    assert taps[:, 1].tolist() == [pulse_level(cycle, 7, 1, 0x231) for cycle in cycles]


def test_the_triangle_goes_down_and_up_once_it_runs():
    """It waits for the first quarter frame, after 7457 cycles, and begins at its highest level."""
    apu = chip(*TRIANGLE, (0x4017, 0x40))
    taps = levels(apu, 60_000)[:, 2].astype(int)
    begin = np.flatnonzero(np.diff(taps))[0]
    assert (taps[:begin] == 15).all()
    assert 7457 <= (begin + 1) * CYCLES < 7457 + 0x198 + CYCLES
    expected = (*range(15, -1, -1), *range(16))
    moments = np.arange(len(taps)) * CYCLES
    clocks = moments // 0x198 - (begin * CYCLES) // 0x198
    assert taps[begin:].tolist() == [expected[clock % 32] for clock in clocks[begin:]]


@pytest.mark.parametrize("mode", [0x00, 0x80])
@pytest.mark.parametrize("period", [0, 6, 11])
def test_noise_is_the_shift_register(mode, period):
    taps = levels(chip(NOISE[0], (0x400E, mode | period), NOISE[2]), 60_000)[:, 3]
    register, clocked, expected = 1, 0, []
    for tap in range(len(taps)):
        while clocked * INTERVALS[period] <= tap * CYCLES:
            feedback = (register ^ register >> (6 if mode else 1)) & 1
            register = register >> 1 | feedback << 14
            clocked += 1
        expected.append(0 if register & 1 else 12)
    assert taps.tolist() == expected


@pytest.mark.parametrize("blocks", [7, 100])
def test_blocks_of_any_size_give_the_same_taps(blocks):
    writes = (*PULSE_1, *PULSE_2, *TRIANGLE, *NOISE)
    assert np.array_equal(levels(chip(*writes), 200_000, blocks), levels(chip(*writes), 200_000))


def test_a_muted_voice_is_tapped_as_if_it_were_heard():
    writes = (*PULSE_1, *PULSE_2, *TRIANGLE, *NOISE)
    muted = chip(*writes, audible=(False, False, False, False))
    assert np.array_equal(levels(muted, 100_000, 5), levels(chip(*writes), 100_000))


def test_a_voice_that_is_off_is_at_0():
    taps = levels(chip(*PULSE_1, *NOISE, (0x4015, 0x06)), 20_000)
    assert not taps[:, [0, 1, 3]].any()


def test_a_write_within_a_block_changes_the_levels_from_its_cycle_on():
    apu = chip(*PULSE_1)
    apu.write(20_000, 0x4000, 0xB3)
    taps = levels(apu, 40_000)[:, 0]
    change = 20_000 // CYCLES
    assert set(taps[:change].tolist()) == {0, 10}
    assert set(taps[change:].tolist()) == {0, 3}


def test_taps_change_no_sample_and_cost_nothing_unless_asked_for():
    writes = (*PULSE_1, *PULSE_2, *TRIANGLE, *NOISE)
    tapped, plain = chip(*writes), chip(*writes)
    plain.tapped = False
    for audible in ((True, True, True, True), (True, True, True, False), (True, False, True, True)):
        tapped.audible = plain.audible = audible
        assert np.array_equal(tapped.end_block(50_000), plain.end_block(50_000))
        assert len(plain.taps) == 0
