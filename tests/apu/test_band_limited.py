import numpy as np
import pytest

from nes_composer.apu import band_limited
from nes_composer.apu.trace import CPU_RATE


def test_each_row_is_one_whole_step():
    table = band_limited.step_table()
    assert (table.sum(axis=1) == 1 << band_limited.TAP_BITS).all()


def test_rows_go_over_into_each_other():
    """A place later by a whole sample is the same step, one sample later."""
    table = band_limited.step_table()
    np.testing.assert_allclose(table[-1, 1:], table[0, :-1], atol=8)


def test_steps_are_exact_sums():
    """A step up and a step down at the same time leave nothing at all, wherever they fall."""
    differences = np.zeros(64, np.int64)
    for time in np.random.default_rng(1).integers(0, 40 << band_limited.TIME_BITS, 100):
        band_limited.add_step(differences, band_limited.step_table(), time, 123_457)
        band_limited.add_step(differences, band_limited.step_table(), time, -123_457)
        assert abs(differences.sum()) <= 0
    assert np.abs(differences).max() <= 100 << band_limited.TAP_BITS


@pytest.mark.parametrize("sample_rate", [44_100, 48_000])
@pytest.mark.parametrize("duty", [0, 1, 2])
def test_aliases_are_80_db_down(sound, spectrum, pulse_writes, duty, sample_rate):
    """Whatever lies below 16 kHz beside the harmonics of a pulse came there by folding."""
    count = 1 << 15
    for period in (8, 9, 10, 11, 12, 13, 14, 15, 18, 24, 31, 46, 50, 77, 100, 253, 300, 1_000):
        samples = sound(*pulse_writes(period, duty), seconds=0.2 + (count + 100) / sample_rate, sample_rate=sample_rate)
        frequency, amplitude = spectrum(samples[-count:], sample_rate)
        pitch = CPU_RATE / (16 * (period + 1))
        near = 9 * frequency[1]
        harmonic = np.round(frequency / pitch)
        on_a_line = (np.abs(frequency - harmonic * pitch) < near) & (harmonic > 0)
        fundamental = amplitude[np.abs(frequency - pitch) < near].max()
        aliases = amplitude[~on_a_line & (frequency > near) & (frequency < 16_000)]
        assert 20 * np.log10(aliases.max(initial=0) / fundamental) < -80, period
