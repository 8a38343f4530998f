import numpy as np
import pytest

from nes_composer.apu import console_filters

RATES = [44_100, 48_000, 96_000]


def response(sample_rate, frequencies):
    """Return the gain at some frequencies, from the filters' answer to a single pulse."""
    unit = np.zeros(1, console_filters.DTYPE)
    count, height = sample_rate, 1 << 24
    differences = np.zeros(count)
    differences[:2] = height, -height
    samples = np.empty(count, np.float32)
    console_filters.run(unit[0], console_filters.coefficients(sample_rate), differences, 1 / height, samples)
    return np.abs(np.fft.rfft(samples))[frequencies]


@pytest.mark.parametrize("sample_rate", RATES)
def test_gain_follows_the_three_analogue_filters(sample_rate):
    frequencies = np.array([20, 50, 90, 200, 440, 1_000, 3_000, 6_000, 10_000, 14_000, 18_000, 20_000])
    expected = 1 / np.hypot(1, frequencies / 14_000)
    for corner in (90, 440):
        expected /= np.hypot(1, corner / frequencies)
    decibels = 20 * np.log10(response(sample_rate, frequencies) / expected)
    assert np.abs(decibels).max() < 0.7
    assert np.abs(decibels[frequencies <= 6_000]).max() < 0.15


@pytest.mark.parametrize("sample_rate", [8_000, 22_050])
def test_low_rates_are_stable(sample_rate):
    assert response(sample_rate, [1_000])[0] == pytest.approx(np.hypot(1, 0.44) ** -1, rel=0.02)


def test_silence_stays_out_of_the_subnormal_numbers():
    """A decay that went on for hours must not make the processor slow."""
    unit = np.zeros(1, console_filters.DTYPE)
    unit[0]["high_90"] = 1.0
    factors, nothing = console_filters.coefficients(48_000), np.zeros(100_000)
    for _ in range(5):
        console_filters.run(unit[0], factors, nothing, 1.0, np.empty(100_000, np.float32))
    for name in console_filters.DTYPE.names:
        assert np.finfo(np.float64).tiny < unit[0][name] < 1e-20
