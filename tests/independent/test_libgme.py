"""What we render against what libgme makes of our NSF, voice by voice on steady notes.

Like is compared with like: libgme has one high-pass, as the Famicom has, and its short steps lose about as much of the
treble as the Famicom's low-pass takes. It measures time in 65,536ths of a sample per cycle, so that its 48 kHz are
48,011 Hz: ours are rendered at that rate, or a tenth of a second would end out of step. Its mixer is linear, so every
voice is alone.
"""

import numpy as np
import pytest
from support import libgme

from nes_composer.apu.render import render
from nes_composer.apu.trace import CPU_RATE, MemoryLoad, Trace
from nes_composer.formats import nsf

LIBGMES_RATE = 48_011
TREBLE, BASS = 0.0, 37.0
PERIODS = [53, 106, 253, 507, 1014, 2033]
"""From 2.07 kHz to 55 Hz for the pulses, an octave lower for the triangle."""

pytestmark = pytest.mark.skipif(bool(libgme.reason_to_skip()), reason=libgme.reason_to_skip())


def both(writes, voice, seconds, memory=()):
    """Return what libgme and we make of some writes, from the tenth of a second on at which all has settled."""
    address, value = np.array([(0x4015, 0x0F), *writes]).T
    cycle = np.zeros(len(address), np.int64)
    trace = Trace(
        cycle, address.astype(np.uint16), value.astype(np.uint8), round((seconds + 0.2) * CPU_RATE), None, memory
    )
    with libgme.Player(nsf.trace_bytes(trace), 48_000, voice, TREBLE, BASS) as player:
        theirs = player.play(round((seconds + 0.1) * 48_000))[4_800:, 0] / 32_768
    return theirs, render(trace, LIBGMES_RATE, console="famicom")[4_800:].astype(float)


def correlation(theirs, ours, window=4_800):
    """Return the normalised cross-correlation of a tenth of a second of ours with theirs, at the best lag."""
    ours = ours[window : 2 * window] - ours[window : 2 * window].mean()
    best = 0.0
    spectrum, frequency = np.fft.rfft(theirs), np.fft.rfftfreq(len(theirs))
    for part in np.arange(0, 1, 1 / 8):
        # A lag may be a part of a sample.
        shifted = np.fft.irfft(spectrum * np.exp(2j * np.pi * frequency * part), len(theirs))
        sums, energies = (np.cumsum(np.append(0, values)) for values in (shifted, shifted**2))
        variance = energies[window:] - energies[:-window] - (sums[window:] - sums[:-window]) ** 2 / window
        products = np.fft.irfft(np.fft.rfft(shifted) * np.conj(np.fft.rfft(ours, len(theirs))), len(theirs))
        lags = slice(window, 2 * window)
        best = max(best, (products[lags] / np.sqrt(variance[lags]) / np.linalg.norm(ours)).max())
    return best


@pytest.mark.parametrize(("base", "voice"), [(0x4000, libgme.P1), (0x4004, libgme.P2)])
@pytest.mark.parametrize("duty", range(4))
@pytest.mark.parametrize("period", PERIODS)
def test_pulses(base, voice, duty, period):
    writes = [
        (base, duty << 6 | 0x3F), (base + 1, 0x08), (base + 2, period & 0xFF), (base + 3, 0x08 | period >> 8),
    ]  # fmt: skip
    assert correlation(*both(writes, voice, 0.35)) >= 0.975


@pytest.mark.parametrize("period", PERIODS)
def test_triangle(period):
    writes = [(0x4008, 0xFF), (0x400A, period & 0xFF), (0x400B, 0x08 | period >> 8)]
    assert correlation(*both(writes, libgme.TR, 0.35)) >= 0.99


@pytest.mark.parametrize("rate", [0, 7, 12, 15])
def test_dmc(rate):
    """A sample over and over, in no more than a third of the level's range, for libgme's mixer is linear."""
    sample = b"\xff\x3f\x55\x00\xf0\x55\x0f\xaa\x33\xcc\x55\x55\xff\x00\xf0\x0f\x55"
    writes = [(0x4010, 0x40 | rate), (0x4011, 50), (0x4012, 0x04), (0x4013, 1), (0x4015, 0x1F)]
    assert correlation(*both(writes, libgme.DMC, 0.35, (MemoryLoad(0, 0xC100, sample),))) >= 0.975


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize("index", range(16))
def test_noise(index, mode):
    """Third-octaves from 100 Hz to 14 kHz, but for those that have nothing: the short mode has lines only."""
    theirs, ours = both([(0x400C, 0x3F), (0x400E, mode << 7 | index), (0x400F, 0x08)], libgme.NO, 8)
    centres = 1000 * 2.0 ** (np.arange(-10, 12) / 3)
    levels = []
    for samples in (theirs, ours):
        window, hop = 1 << 14, 1 << 13
        parts = np.lib.stride_tricks.sliding_window_view(samples, window)[::hop] * np.hanning(window)
        power, frequency = (np.abs(np.fft.rfft(parts)) ** 2).mean(axis=0), np.fft.rfftfreq(window, 1 / 48_000)
        levels.append([power[(frequency > c / 2 ** (1 / 6)) & (frequency < c * 2 ** (1 / 6))].sum() for c in centres])
    theirs, ours = np.array(levels)
    heard = ours > 1e-5 * ours.max()
    difference = 10 * np.log10(theirs[heard] / ours[heard])
    # libgme's scale is its own.
    assert np.abs(difference - np.median(difference)).max() <= 1.8
