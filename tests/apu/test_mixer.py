import numpy as np

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


def test_opposite_waves_of_both_ladders_cancel(sound, pulse_writes):
    """A pulse, and its mirror image written into the DMC's level at the very cycles of its edges, are silence.

    It needs both formulas, the sum of the ladders, and edges that are exact to the cycle.
    """
    period, volume = 999, 8
    pulse_height = mixer.pulse_output()[volume]
    levels = mixer.tnd_output()[:, 0, 15]
    differences = levels[:, None] - levels[None, :] - pulse_height
    high, low = np.unravel_index(np.abs(differences).argmin(), differences.shape)
    assert abs(differences[high, low]) < 1e-3 * pulse_height
    # The timer starts at 0, so steps begin at multiples of the interval; duty 50 % is high in steps 1 to 4 of 8.
    interval = 2 * (period + 1)
    mirror = []
    for wave in range(int(0.2 * CPU_RATE) // (8 * interval)):
        mirror += [(8 * wave * interval, 0x4011, low), ((8 * wave + 4) * interval, 0x4011, high)]
    pulse = pulse_writes(period, 2, volume)
    alone = sound(*pulse, seconds=0.2)[2_000:-1_000]
    together = sound(*pulse, *mirror, seconds=0.2)[2_000:-1_000]
    assert together.std() < 0.002 * alone.std()
