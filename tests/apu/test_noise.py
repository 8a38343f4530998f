import numpy as np
import pytest

from nes_composer.apu import noise
from nes_composer.apu.trace import CPU_RATE

LONG, SHORT = noise.LONG_TAP, noise.SHORT_TAP


def noise_writes(index, short=0, volume=15):
    return [(0x4015, 0x0F), (0x400C, 0x30 | volume), (0x400E, short << 7 | index), (0x400F, 0x08)]


def shift(register, tap):
    """One clock, as NESdev's page has it: bit 0 and the tapped bit feed bit 14."""
    return register >> 1 | ((register ^ register >> tap) & 1) << 14


def clocked(register, tap):
    """One clock of ours."""
    return noise.after(noise.sequence(register, tap), 1)


def sequence_length(register, tap):
    first, length = register, 0
    while True:
        register = clocked(register, tap)
        length += 1
        if register == first:
            return length


def test_long_sequence():
    assert sequence_length(1, LONG) == 32_767


def test_short_sequences():
    """93 steps from most states, 31 from those of the one short cycle."""
    unseen, lengths = set(range(1, 32_768)), []
    while unseen:
        register = first = min(unseen)
        before = len(unseen)
        while register in unseen:
            unseen.remove(register)
            register = clocked(register, SHORT)
        assert register == first
        lengths.append(before - len(unseen))
    assert sorted(set(lengths)) == [31, 93]
    assert lengths.count(31) == 1
    assert sequence_length(1, SHORT) == 93


@pytest.mark.parametrize("tap", [LONG, SHORT])
@pytest.mark.parametrize("register", [1, 0x4E5A, 0x7FFF, 0x2000])
def test_many_clocks_at_once_are_as_many_single_ones(tap, register):
    bits = noise.sequence(register, tap)
    edges = noise.edges(bits)
    for clock in range(noise.AT_ONCE + 1):
        assert noise.after(bits, clock) == register
        if clock < noise.AT_ONCE:
            assert edges >> clock & 1 == (register ^ shift(register, tap)) & 1
        register = shift(register, tap)
    assert edges >> noise.AT_ONCE == 1


@pytest.mark.parametrize("tap", [LONG, SHORT])
@pytest.mark.parametrize("clocks", [0, 1, 47, 48, 49, 93, 1_000, 32_766, 32_767, 40_000])
def test_owed_clocks_are_done_to_the_last(tap, clocks):
    units = np.zeros(1, noise.DTYPE)
    units["register"], units["tap"], units["owed_clocks"] = 0x4E5A, tap, clocks
    noise.settle(units[0])
    register = 0x4E5A
    for _ in range(clocks):
        register = shift(register, tap)
    assert units["register"][0] == register
    assert units["owed_clocks"][0] == 0


@pytest.mark.parametrize("index", [4, 9, 12])
def test_short_mode_has_the_pitch_of_its_table(sound, spectrum, index):
    """Lines lie at the multiples of CPU_RATE / (93 × interval)."""
    frequency, amplitude = spectrum(sound(*noise_writes(index, short=1), seconds=3)[4_000:])
    fundamental = CPU_RATE / (93 * noise.INTERVALS[index])
    audible = (frequency > 10 * frequency[1]) & (frequency < 16_000)
    on_a_line = np.abs(frequency - np.round(frequency / fundamental) * fundamental) < 9 * frequency[1]
    assert amplitude[audible & ~on_a_line].max() < 1e-3 * amplitude[audible & on_a_line].max()


def test_long_mode_is_flat_noise(sound, spectrum):
    """Clocked at 447 kHz the spectrum is white, but for the filters."""
    frequency, amplitude = spectrum(sound(*noise_writes(0), seconds=2)[4_000:])
    bands = [
        (amplitude[(frequency > low) & (frequency < low + 1_000)] ** 2).mean() for low in range(2_000, 8_000, 1_000)
    ]
    assert 10 * np.log10(max(bands) / min(bands)) < 2


def test_higher_index_is_darker(sound):
    """Index 15 is the lowest rumble."""
    brightness = []
    for index in range(0, 16, 3):
        samples = sound(*noise_writes(index))[4_000:]
        brightness.append(np.diff(samples).std() / samples.std())
    assert brightness == sorted(brightness, reverse=True)


def test_silent_voice_runs_on(sound):
    """The register shifts while nothing is heard: a gap leaves the rest of the sequence as it was."""
    loud = sound(*noise_writes(3), seconds=0.2)
    gap = sound(*noise_writes(3), (60_000, 0x400C, 0x30), (120_000, 0x400C, 0x3F), seconds=0.2)
    assert np.abs(gap[2_500:3_100]).max() < 0.1 * np.abs(loud[2_500:3_100]).max()
    later = slice(6_000, 9_000)
    assert np.corrcoef(loud[later], gap[later])[0, 1] > 0.9999
