import numpy as np
import pytest

from nes_composer.apu.apu import Apu
from nes_composer.ui import spectrum_analysis as analysis
from nes_composer.ui.spectrum_analysis import FLOOR, SAMPLES

RATES = [44_100, 48_000, 96_000]
PITCHES = [45, 57, 69, 76, 88]


def sine(frequency, rate, amplitude=1.0, count=SAMPLES):
    return (amplitude * np.sin(2 * np.pi * frequency / rate * np.arange(count))).astype(np.float32)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("pitch", PITCHES)
def test_the_peak_of_a_sine_is_its_frequency(rate, pitch):
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    levels = analysis.decibels(sine(frequency, rate))
    assert analysis.peak(levels, rate) == pytest.approx(frequency, rel=0.01)
    columns = analysis.in_columns(levels, rate, 500)
    assert columns.max() == pytest.approx(0, abs=0.3)
    found = analysis.frequency_at((np.argmax(columns) + 0.5) / 500)
    assert found == pytest.approx(frequency, rel=2 ** (1 / 12) - 1)


@pytest.mark.parametrize("timer", [60, 253, 800])
def test_the_chip_s_triangle_peaks_at_the_pitch_of_its_timer(timer):
    apu = Apu()
    for address, value in ((0x4015, 4), (0x4008, 0xFF), (0x400A, timer & 0xFF), (0x400B, timer >> 8)):
        apu.write(0, address, value)
    samples = apu.end_block(400_000)[-SAMPLES:]
    frequency = 1_789_773 / 32 / (timer + 1)
    assert analysis.peak(analysis.decibels(samples), 48_000) == pytest.approx(frequency, rel=2 ** (1 / 24) - 1)


def test_half_the_amplitude_is_6_decibels_less():
    loud, soft = (analysis.decibels(sine(1000, 48_000, amplitude)).max() for amplitude in (0.5, 0.25))
    assert loud - soft == pytest.approx(6.02, abs=0.01)


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(SAMPLES, np.float32)])
def test_silence_has_no_peak(samples):
    levels = analysis.decibels(samples)
    assert (levels == FLOOR).all()
    assert analysis.peak(levels, 48_000) is None


def test_a_few_samples_are_enough_to_see_something():
    assert analysis.decibels(sine(1000, 48_000, count=500)).max() > FLOOR + 30


@pytest.mark.parametrize("rate", [*RATES, 8_000])
@pytest.mark.parametrize("count", [1, 60, 981, 4000])
def test_columns_leave_out_no_tone_that_is_seen(rate, count):
    """Also where a column holds many bins, where a bin holds many columns, and beyond half the sample rate."""
    for frequency in (40.0, 333.0, 3100.0):
        columns = analysis.in_columns(analysis.decibels(sine(frequency, rate)), rate, count)
        assert len(columns) == count
        assert columns.max() > -1
        assert columns.min() >= FLOOR


def test_places_and_frequencies_there_and_back():
    for place in (0, 0.3, 1):
        assert analysis.place_of(analysis.frequency_at(place)) == pytest.approx(place)
