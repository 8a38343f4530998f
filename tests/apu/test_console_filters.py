import numpy as np
import pytest

from nes_composer.apu import console_filters

RATES = [44_100, 48_000, 96_000]
CORNERS = {"nes": (90, 440), "famicom": (37,)}
COUNT = 48_000


def filtered(sample_rate, console, wave, block=None):
    """Return what a console makes of a wave, in blocks of so many samples."""
    unit, height, group = np.zeros(1, console_filters.DTYPE), 1 << 24, console_filters.GROUP
    differences = np.append(np.diff(wave, prepend=0) * height, np.zeros(2 * group))
    factors = console_filters.factors(sample_rate, console, 1 / height)
    samples, done = np.empty(len(wave) + 2 * group, np.float32), 0
    for end in [*range(block or len(wave), len(wave), block or len(wave)), len(wave)]:
        first = done // group * group
        # A step is split over the two buffers that are added.
        more = np.round(differences[first:] / 3)
        now = differences[first:] - more
        console_filters.run(unit[0], factors, now, more, end - first, samples[first:])
        done = end
    return samples[: len(wave)]


def response(sample_rate, console, frequencies):
    """Return the gain at some frequencies, from the answer to a single pulse."""
    pulse = np.zeros(sample_rate)
    pulse[0] = 1
    return np.abs(np.fft.rfft(filtered(sample_rate, console, pulse)))[frequencies]


@pytest.mark.parametrize("sample_rate", RATES)
@pytest.mark.parametrize("console", ["nes", "famicom"])
def test_gain_follows_the_analogue_filters(sample_rate, console):
    frequencies = np.array([20, 50, 90, 200, 440, 1_000, 3_000, 6_000, 10_000, 14_000, 18_000, 20_000])
    expected = 1 / np.hypot(1, frequencies / 14_000)
    for corner in CORNERS[console]:
        expected /= np.hypot(1, corner / frequencies)
    decibels = 20 * np.log10(response(sample_rate, console, frequencies) / expected)
    assert np.abs(decibels).max() < 0.7
    assert np.abs(decibels[frequencies <= 6_000]).max() < 0.15


def test_raw_is_the_wave_itself():
    wave = np.random.default_rng(1).integers(-(1 << 20), 1 << 20, COUNT) / (1 << 22)
    assert np.array_equal(filtered(48_000, "raw", wave), wave.astype(np.float32))


@pytest.mark.parametrize("console", ["raw", "nes", "famicom"])
@pytest.mark.parametrize("block", [1, 2, 3, 5, 64, 997])
def test_blocks_of_any_size_give_the_same_samples(console, block):
    wave = np.random.default_rng(1).integers(-(1 << 20), 1 << 20, 3_000) / (1 << 22)
    assert np.array_equal(filtered(48_000, console, wave, block), filtered(48_000, console, wave))


@pytest.mark.parametrize("sample_rate", [8_000, 22_050, 384_000])
def test_every_rate_is_stable(sample_rate):
    assert response(sample_rate, "nes", [1_000])[0] == pytest.approx(np.hypot(1, 0.44) ** -1, rel=0.02)
    assert response(sample_rate, "famicom", [1_000])[0] == pytest.approx(1, rel=0.02)


@pytest.mark.parametrize("console", ["nes", "famicom"])
def test_silence_stays_out_of_the_subnormal_numbers(console):
    """A decay that went on for hours must not make the processor slow."""
    unit = np.zeros(1, console_filters.DTYPE)
    unit["decays"] = 1.0
    factors = console_filters.factors(48_000, console, 1.0)
    for _ in range(5):
        nothing = np.zeros((2, 100_004))
        console_filters.run(unit[0], factors, *nothing, 100_000, np.empty(100_004, np.float32))
    decays = unit["decays"][0, : {"nes": 3, "famicom": 2}[console]]
    assert (decays > 1e-13).all()
    assert (decays < 1e-11).all()
