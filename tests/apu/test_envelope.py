import numpy as np
import pytest

from nes_composer.apu import mixer
from nes_composer.apu.trace import CPU_RATE

QUARTER_FRAME = 7457.5


def levels(samples, quarter_frames, first=0):
    """Return the volume 0-15 in each quarter frame, read from the height of the wave."""
    per_frame = QUARTER_FRAME * 48_000 / CPU_RATE
    output = mixer.pulse_output()[:16]
    full = np.ptp(samples[round((first + 0.5) * per_frame) : round((first + 1) * per_frame) - 10])
    found = []
    for frame in range(first, first + quarter_frames):
        # Its second half, which no change at the beginning bends.
        part = samples[round((frame + 0.5) * per_frame) : round((frame + 1) * per_frame) - 10]
        found.append(int(np.abs(output / output[15] - np.ptp(part) / full).argmin()))
    return found


def decaying(control):
    """A pulse whose length counter does not matter within a second."""
    return [(0x4015, 0x01), (0x4000, 0x80 | control), (0x4001, 0x08), (0x4002, 60), (0x4003, 0x08)]


def test_decay_of_one_level_per_quarter_frame(sound):
    samples = sound(*decaying(0x00), seconds=0.12)
    assert levels(samples, 20, first=1) == [15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0, 0]


def test_divider_period_is_the_volume_plus_one(sound):
    samples = sound(*decaying(0x02), seconds=0.12)
    assert levels(samples, 9, first=1) == [15, 15, 15, 14, 14, 14, 13, 13, 13]


def test_loop_starts_again_at_15(sound):
    samples = sound(*decaying(0x20), seconds=0.2)
    assert levels(samples, 20, first=1)[14:] == [1, 0, 15, 14, 13, 12]


def test_constant_volume_stays(sound):
    samples = sound(*decaying(0x1F), seconds=0.1)
    assert len(set(levels(samples, 12, first=1))) == 1


def test_restart_waits_for_the_next_quarter_frame(sound):
    """Written in the fourth quarter frame, $4003 is heard in the fifth."""
    restart = int(4.2 * QUARTER_FRAME)
    samples = sound(*decaying(0x00), (restart, 0x4003, 0x08), seconds=0.1)
    assert levels(samples, 7, first=1) == [15, 14, 13, 12, 15, 14, 13]


@pytest.mark.parametrize("base", [0x4000, 0x4004, 0x400C])
def test_every_voice_that_has_one_decays(sound, base):
    writes = [(0x4015, 0x0F), (base, 0x83), (base + 1, 0x08), (base + 2, 60 if base < 0x400C else 0), (base + 3, 0x08)]
    samples = sound(*writes, seconds=0.5)
    assert samples[2_000:4_000].std() > 1.5 * samples[6_000:8_000].std() > 0
