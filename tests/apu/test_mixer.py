import numpy as np
import pytest

from nes_composer.apu import mixer
from nes_composer.apu.trace import CPU_RATE


def test_pulse_ladder_is_the_formula():
    output = mixer.pulse_output()
    assert output[0] == 0
    for total in range(1, 31):
        assert abs(output[total] - 95.88 / (8128 / total + 100)) < 1e-6


def test_tnd_ladder_is_the_formula():
    output = mixer.tnd_output()
    assert output[0, 0, 0] == 0
    for dmc, noise, triangle in [(0, 0, 15), (0, 15, 0), (127, 0, 0), (127, 15, 15), (3, 1, 7), (64, 9, 2)]:
        expected = 159.79 / (1 / (triangle / 8227 + noise / 12241 + dmc / 22638) + 100)
        assert abs(output[dmc, noise, triangle] - expected) < 1e-6


def test_levels_rise_ever_less():
    """Two loud voices are less than twice as loud as one: that is what non-linear means here."""
    assert (np.diff(mixer.pulse_output(), 2) < 0).all()
    assert (np.diff(mixer.tnd_output(), 2, axis=0) < 0).all()


CYCLES = round(0.2 * CPU_RATE)


def cancelled(sound, voice, mirror):
    """Return how much of a voice is left when its mirror image is written into the DMC's level at the very cycles.

    blargg's apu_mixer ROMs do so on the console, and one hears next to nothing. It needs the mixer's formulas, the sum
    of the ladders, and edges that are exact to the cycle; raw, so that no filter hides anything.
    """
    start = (0, 0x4011, mirror[0][2])
    alone = sound(*voice, start, seconds=0.2, console="raw")[500:]
    together = sound(*voice, *mirror, seconds=0.2, console="raw")[500:]
    return np.ptp(together) / np.ptp(alone), together.std() / alone.std()


@pytest.mark.parametrize("base", [0x4000, 0x4004])
def test_a_pulse_and_the_dmc_cancel(sound, pulse_writes, base):
    period, volume = 999, 8
    pulse_height = mixer.pulse_output()[volume]
    levels = mixer.tnd_output()[:, 0, 15]
    differences = levels[:, None] - levels[None, :] - pulse_height
    high, low = np.unravel_index(np.abs(differences).argmin(), differences.shape)
    # The timer starts at 0, so steps begin at multiples of the interval; duty 50 % is high in steps 1 to 4 of 8.
    interval = 2 * (period + 1)
    mirror = [(cycle, 0x4011, high if n % 2 else low) for n, cycle in enumerate(range(0, CYCLES, 4 * interval))]
    # Where the two steps of an edge fall together they leave nothing between, either.
    assert max(cancelled(sound, pulse_writes(period, 2, volume, base), mirror)) < 1e-3


def test_the_triangle_and_the_dmc_cancel(sound):
    """Within the steps of the DMC's level, of which about three make one of the triangle."""
    levels = mixer.tnd_output()[:, 0, :]
    opposite = np.abs(levels - levels[127, 0]).argmin(axis=0)
    sequence, interval = [*range(15, -1, -1), *range(16)], 1_000
    # The linear counter opens the gate at cycle 7,457, and the next clock moves the sequencer.
    mirror = [(0, 0x4011, opposite[15])]
    mirror += [
        (cycle, 0x4011, opposite[sequence[(cycle // interval - 7) % 32]]) for cycle in range(8_000, CYCLES, interval)
    ]
    triangle = [(0, 0x4015, 4), (0, 0x4008, 0xFF), (0, 0x400A, 999 & 0xFF), (0, 0x400B, 0x08 | 999 >> 8)]
    peak, power = cancelled(sound, triangle, mirror)
    assert peak < 0.03
    assert power < 0.02


def test_the_noise_and_the_dmc_cancel(sound):
    interval, volume = 508, 15
    levels = mixer.tnd_output()[:, :, 15]
    opposite = {0: 127, volume: int(np.abs(levels[:, volume] - levels[127, 0]).argmin())}
    register, mirror = 1, []
    for cycle in range(0, CYCLES, interval):
        register = register >> 1 | ((register ^ register >> 1) & 1) << 14
        mirror.append((cycle, 0x4011, opposite[0 if register & 1 else volume]))
    noise = [(0, 0x4015, 8), (0, 0x400C, 0x30 | volume), (0, 0x400E, 11), (0, 0x400F, 0x08)]
    peak, power = cancelled(sound, noise, mirror)
    assert peak < 0.03
    assert power < 0.02
