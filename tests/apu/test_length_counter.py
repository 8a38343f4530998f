import numpy as np
import pytest

from nes_composer.apu.trace import CPU_RATE

LENGTHS = (
    "10 254 20 2 40 4 80 6 160 8 60 10 14 12 26 14 12 16 24 18 48 20 96 22 192 24 72 26 16 28 32 30"  # NESdev's table
)


def end_of_sound(samples, sample_rate=48_000):
    return np.flatnonzero(np.abs(np.diff(samples)) > 2e-3)[-1] / sample_rate


@pytest.mark.parametrize(("index", "length"), [(i, int(n)) for i, n in enumerate(LENGTHS.split()) if int(n) < 100])
def test_pulse_ends_after_its_half_frames(sound, index, length):
    writes = [(0x4015, 0x01), (0x4000, 0x9F), (0x4001, 0x08), (0x4002, 60), (0x4003, index << 3)]
    samples = sound(*writes, seconds=length / 119 + 0.05)
    # Half frames come at cycles 14,913 and 29,829 of each 29,830.
    last = (length // 2) * 29_830 - 1 if length % 2 == 0 else (length // 2) * 29_830 + 14_913
    assert end_of_sound(samples) == pytest.approx(last / CPU_RATE, abs=1e-3)


@pytest.mark.parametrize("base", [0x4000, 0x4004, 0x400C])
def test_halt_holds_it(sound, base):
    period = 60 if base < 0x400C else 0
    writes = [(0x4015, 0x0F), (base + 1, 0x08), (base + 2, period), (base + 3, 3 << 3)]
    assert sound((base, 0xBF), *writes)[20_000:].std() > 0.01
    assert sound((base, 0x9F), *writes)[20_000:].std() < 1e-6


def test_halt_of_the_triangle_is_its_control_bit(sound):
    held = sound((0x4015, 4), (0x4008, 0xFF), (0x400A, 200), (0x400B, 3 << 3))
    ended = sound((0x4015, 4), (0x4008, 0x7F), (0x400A, 200), (0x400B, 3 << 3))
    assert held[20_000:].std() > 0.01
    assert ended[20_000:].std() < 1e-6


def test_a_disabled_voice_loads_nothing(sound, pulse_writes):
    late = [write for write in pulse_writes(253) if write[0] != 0x4015]
    assert np.abs(sound(*late, (100, 0x4015, 0x0F))).max() < 1e-9
