import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.apu import band_limited
from nes_composer.apu.trace import CPU_RATE


def test_each_row_is_one_whole_step():
    table = band_limited.step_table()
    assert (table.sum(axis=1) == 1 << band_limited.TAP_BITS).all()
    assert np.array_equal(table, np.rint(table))


def test_rows_go_over_into_each_other():
    """A place later by a whole sample is the same step, one sample later."""
    table = band_limited.step_table()
    assert np.array_equal(table[-1, 1:], table[0, :-1])


def test_sums_are_exact():
    """Whatever the order, a thousand steps up and the same steps down leave nothing at all."""
    random = np.random.default_rng(1)
    steps = [
        (int(time), float(height))
        for time, height in zip(
            random.integers(0, 40 << band_limited.TIME_BITS, 1_000), random.integers(1, 1 << 12, 1_000), strict=True
        )
    ]
    differences, table = np.zeros(128), band_limited.step_table()
    for time, height in steps:
        band_limited.add_step(differences, time & 1, table, time, height)
    assert differences.sum() * band_limited.UNIT_HEIGHT == sum(height for _, height in steps) / band_limited.LEVEL_UNITS
    for index in random.permutation(len(steps)):
        band_limited.add_step(differences, index & 1, table, steps[index][0], -steps[index][1])
    assert differences.any()
    assert not (differences[:64] + differences[64:]).any()


def test_every_step_comes_equally_late():
    """The middle of a step lies half a table after its time, to a ten-thousandth of a sample."""
    for time in np.random.default_rng(1).uniform(0, 30, 100):
        buffer = np.zeros(128)
        band_limited.add_step(buffer, 0, band_limited.step_table(), int(time * 2**band_limited.TIME_BITS), 1.0)
        differences = buffer[:64]
        middle = (differences * np.arange(64)).sum() / differences.sum()
        assert middle - time == pytest.approx(band_limited.WIDTH / 2 - 1, abs=1e-4)
        wave = np.cumsum(differences) / differences.sum()
        assert not wave[: int(time)].any()
        assert (wave[int(time) + band_limited.WIDTH :] == 1).all()


def loudest_alias(sound, spectrum, writes, period, sample_rate):
    """Return what lies below 16 kHz beside the harmonics of a pulse, in dB of its fundamental: it came by folding."""
    count = 1 << 15
    samples = sound(*writes, seconds=0.15 + (count + 100) / sample_rate, sample_rate=sample_rate)
    frequency, amplitude = spectrum(samples[-count:], sample_rate)
    pitch = CPU_RATE / (16 * (period + 1))
    near = 9 * frequency[1]
    harmonic = np.round(frequency / pitch)
    on_a_line = (np.abs(frequency - harmonic * pitch) < near) & (harmonic > 0)
    fundamental = amplitude[np.abs(frequency - pitch) < near].max()
    aliases = amplitude[~on_a_line & (frequency > near) & (frequency < 16_000)]
    return 20 * np.log10(aliases.max(initial=1e-30) / fundamental)


@pytest.mark.parametrize("sample_rate", [44_100, 48_000])
@pytest.mark.parametrize("duty", range(4))
def test_aliases_of_the_highest_pitches_are_80_db_down(sound, spectrum, pulse_writes, duty, sample_rate):
    """Few harmonics lie below half the sample rate, and strong ones above: here it is hardest."""
    for period in range(8, 50):
        assert loudest_alias(sound, spectrum, pulse_writes(period, duty), period, sample_rate) < -80, period


@given(st.integers(50, 2_047), st.integers(0, 3), st.sampled_from([44_100, 48_000, 96_000]))
@settings(max_examples=60)
def test_aliases_of_any_pitch_are_80_db_down(sound, spectrum, pulse_writes, period, duty, sample_rate):
    assert loudest_alias(sound, spectrum, pulse_writes(period, duty), period, sample_rate) < -80


@pytest.mark.parametrize("sample_rate", [44_100, 48_000])
def test_nothing_that_is_heard_is_lost(sample_rate):
    """The wave is the sum of the differences, so its loss is theirs against a plain step's."""
    taps = band_limited.step_table()[0] / (1 << band_limited.TAP_BITS)
    for frequency, most_lost in ((1_000, 0.01), (10_000, 0.01), (14_000, 0.05), (16_000, 0.25)):
        turns = frequency / sample_rate
        response = abs((taps * np.exp(-2j * np.pi * turns * np.arange(band_limited.WIDTH))).sum()) / np.sinc(turns)
        assert 20 * np.log10(response) == pytest.approx(0, abs=most_lost)
