import numpy as np
import pytest

from nes_composer.apu import console_filters

RATES = [44_100, 48_000, 96_000]
CORNERS = {"nes": (90, 440), "famicom": (37,)}
COUNT = 48_000


def filtered(sample_rate, console, wave):
    """Return what a console makes of a wave."""
    unit, height = np.zeros(1, console_filters.DTYPE), 1 << 24
    differences = np.diff(wave, prepend=0) * height
    samples = np.empty(len(wave), np.float32)
    # Rises and falls come in buffers of their own.
    rises, falls = np.maximum(differences, 0), np.minimum(differences, 0)
    console_filters.run(unit[0], console_filters.factors(sample_rate, console, 1 / height), rises, falls, samples)
    return samples


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


@pytest.mark.parametrize("sample_rate", [8_000, 22_050, 384_000])
def test_every_rate_is_stable(sample_rate):
    assert response(sample_rate, "nes", [1_000])[0] == pytest.approx(np.hypot(1, 0.44) ** -1, rel=0.02)
    assert response(sample_rate, "famicom", [1_000])[0] == pytest.approx(1, rel=0.02)


@pytest.mark.parametrize("console", ["nes", "famicom"])
def test_silence_stays_out_of_the_subnormal_numbers(console):
    """A decay that went on for hours must not make the processor slow."""
    unit = np.zeros(1, console_filters.DTYPE)
    unit["decays"] = 1.0
    factors, nothing = console_filters.factors(48_000, console, 1.0), np.zeros(100_000)
    for _ in range(5):
        console_filters.run(unit[0], factors, nothing, nothing, np.empty(100_000, np.float32))
    used = factors.weight != 0
    assert used.sum() == {"nes": 3, "famicom": 2}[console]
    assert (unit["decays"][0][used] > 1e-13).all()
    assert (unit["decays"][0][used] < 1e-11).all()
