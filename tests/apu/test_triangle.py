import numpy as np
import pytest

from nes_composer.apu.trace import CPU_RATE

QUARTER_FRAME = 7457 / CPU_RATE


def triangle(period, linear=0xFF):
    return [(0x4015, 0x0F), (0x4008, linear), (0x400A, period & 0xFF), (0x400B, 0x08 | period >> 8)]


@pytest.mark.parametrize("period", [12, 126, 508, 2033])
def test_frequency(sound, pitch, period):
    """One octave below a pulse of the same period."""
    samples = sound(*triangle(period), seconds=1)[4_000:]
    expected = CPU_RATE / (32 * (period + 1))
    assert pitch(samples, expected) == pytest.approx(expected, rel=3e-5, abs=2e-3)


def test_edges_are_exact_to_the_cycle(sound):
    """The sequencer's first step comes with the first clock after the gate opens, as late as a write at that cycle."""
    rate, period = 384_000, 1_999
    # The linear counter is loaded at cycle 7,457; the timer has counted from 0 on.
    edge = 4 * (period + 1)
    triangle_step = sound(*triangle(period), seconds=0.006, sample_rate=rate)
    level_step = sound((edge, 0x4011, 20), seconds=0.006, sample_rate=rate)
    assert np.abs(triangle_step[: round(7_457 / CPU_RATE * rate)]).max() < 1e-9
    assert _time_of(triangle_step, edge, rate) == pytest.approx(_time_of(level_step, edge, rate), abs=0.05)


def _time_of(samples, cycle, rate):
    """Return the centre of the step near a cycle, in samples."""
    around = round(cycle / CPU_RATE * rate)
    # The filters' slow return is the same share of both steps, and is left out.
    change = np.abs(np.diff(samples))[around : around + 14]
    return around + (change * np.arange(14)).sum() / change.sum()


def test_it_is_a_triangle(sound, spectrum):
    """Harmonics fall with the square of their number and even ones are missing, but for the mixer's bend."""
    period = 126
    fundamental = CPU_RATE / (32 * (period + 1))
    frequency, amplitude = spectrum(sound(*triangle(period), seconds=1)[4_000:])
    lines = [amplitude[np.abs(frequency - k * fundamental) < 10].max() for k in range(1, 6)]
    # What the console's 440 Hz high-pass takes from the fundamental is undone here.
    bend = [1 / np.hypot(1, 440 / (k * fundamental)) for k in range(1, 6)]
    first, second, third, fourth, fifth = (line / b for line, b in zip(lines, bend, strict=True))
    assert third / first == pytest.approx(1 / 9, rel=0.1)
    assert fifth / first == pytest.approx(1 / 25, rel=0.2)
    assert second < 0.05 * first
    assert fourth < 0.02 * first


def test_linear_counter_counts_quarter_frames(sound):
    """A reload value of 20 with the control bit clear sounds for 20 quarter frames, from the next one on."""
    rate = 48_000
    samples = sound(*triangle(126, 20), seconds=0.3, sample_rate=rate)
    moving = np.abs(np.diff(samples)) > 1e-3
    # The reload happens in the first quarter frame, the last count in the 21st.
    assert np.flatnonzero(moving)[0] / rate == pytest.approx(QUARTER_FRAME, abs=1e-3)
    assert np.flatnonzero(moving)[-1] / rate == pytest.approx(21 * QUARTER_FRAME, abs=1e-3)


def test_gate_closes_without_a_click(sound):
    """The sequencer stands still where it is: nothing larger than one of its own steps happens."""
    samples = sound(*triangle(1000), (200_000, 0x4008, 0x80), seconds=0.3)
    largest_step = np.abs(np.diff(samples[1_000:5_000])).max()
    assert np.abs(np.diff(samples[5_000:])).max() <= largest_step * 1.001
    assert np.abs(samples[12_000:]).max() < 1e-9


@pytest.mark.parametrize("period", [0, 1])
def test_ultrasonic_periods_stand_still(sound, period):
    samples = sound(*triangle(508), (100_000, 0x400A, period), (100_000, 0x400B, 0x08), seconds=0.3)
    assert samples[:2_000].std() > 0.01
    assert np.abs(np.diff(samples[3_000:])).max() < 1e-3


def test_no_click_at_the_start(sound):
    """At reset the triangle stands at 15; that level is where the output rests, not a step from 0."""
    assert np.abs(sound((0x4015, 0x0F), seconds=0.1)).max() < 1e-9
