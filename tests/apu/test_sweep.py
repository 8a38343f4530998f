import numpy as np
import pytest

from nes_composer.apu.trace import CPU_RATE


def steady(base, period, sweep, cycle=0):
    return [
        (0x4015, 0x0F), (base, 0xBF), (base + 1, sweep), (base + 2, period & 0xFF), (base + 3, 0x08 | period >> 8),
    ]  # fmt: skip


def period_at(samples, start, seconds, pitch, about):
    part = samples[round(start * 48_000) : round((start + seconds) * 48_000)]
    return CPU_RATE / (16 * pitch(part, CPU_RATE / (16 * (about + 1)))) - 1


@pytest.mark.parametrize(("base", "swept"), [(0x4000, 800 - 100 - 1), (0x4004, 800 - 100)])
def test_the_two_negate_variants(sound, pitch, base, swept):
    """P1 adds the ones' complement and lands one period lower than P2; a single step is let happen."""
    # Enabled, divider period 7, negate, shift 3; switched off again before the second step.
    writes = [*steady(base, 800, 0xFB), (100_000, base + 1, 0x08)]
    samples = sound(*writes, seconds=1.2)
    assert period_at(samples, 0.2, 0.9, pitch, 700) == pytest.approx(swept, abs=0.1)


def test_divider_counts_half_frames(sound, pitch):
    """With divider period 3 a step comes every four half frames: after 0.5 s of 120 Hz, 15 of them."""
    half_frame = 14_915
    # The first clock finds the divider at 0 and steps; then it counts 3, 2, 1, 0.
    off = (1 + 14 * 4 + 2) * half_frame
    samples = sound(*steady(0x4004, 1_000, 0xB7), (off, 0x4005, 0x08), seconds=1.5)
    period = 1_000
    for _ in range(15):
        period += period >> 7
    assert period_at(samples, 0.6, 0.9, pitch, period) == pytest.approx(period, abs=0.1)


def test_target_beyond_the_timer_mutes_even_when_disabled(sound):
    """Period 1,400 and shift 1 aim at 2,100."""
    assert np.abs(sound(*steady(0x4000, 1_400, 0x01))).max() < 1e-9
    assert sound(*steady(0x4000, 1_400, 0x09))[4_000:].std() > 0.01
    assert sound(*steady(0x4000, 1_300, 0x01))[4_000:].std() > 0.01


def test_shift_0_never_changes_the_period(sound, pitch):
    samples = sound(*steady(0x4004, 500, 0x88), seconds=1)
    assert period_at(samples, 0.1, 0.9, pitch, 500) == pytest.approx(500, abs=0.05)
