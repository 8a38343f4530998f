import numpy as np
import pytest

from nes_composer.apu import mixer
from nes_composer.apu.trace import CPU_RATE


def jump(sound, low, high):
    """Return how far the output goes at once, of which the filters have taken a little."""
    rate = 384_000
    samples = sound((0x4011, low), (300_000, 0x4011, high), seconds=0.2, sample_rate=rate)
    at = round(300_000 / CPU_RATE * rate)
    return samples[at + 20 : at + 80].max() - samples[at - 20]


@pytest.mark.parametrize(("low", "high"), [(0, 10), (60, 127), (30, 31)])
def test_level_moves_by_the_mixers_step(sound, low, high):
    levels = mixer.tnd_output()[:, 0, 15]
    expected = (levels[high] - levels[low]) / (levels[100] - levels[0])
    assert jump(sound, low, high) / jump(sound, 0, 100) == pytest.approx(expected, rel=1e-4)
    assert jump(sound, low, high) == pytest.approx(levels[high] - levels[low], rel=0.15)


def test_only_seven_bits_count(sound):
    assert np.array_equal(sound((0, 0x4011, 0x25), (9, 0x4011, 0x30)), sound((0, 0x4011, 0xA5), (9, 0x4011, 0xB0)))


def test_other_registers_are_silent(sound):
    assert np.abs(sound((0x4010, 0x0F), (0x4012, 0xFF), (0x4013, 0xFF))).max() < 1e-9
