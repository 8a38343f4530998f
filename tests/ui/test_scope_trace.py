"""What is sought in the levels, tried on what the chip itself does."""

import numpy as np
import pytest

from nes_composer.apu.apu import Apu
from nes_composer.apu.tap_rate import CYCLES
from nes_composer.score.score import NO, P1, TR
from nes_composer.ui.scope_trace import LOOK_BACK, WIDTHS, ScopeTrace, period

FRAME = 59_659
"""Cycles from one look to the next, 30 a second."""


def pulse(timer, duty=2, volume=12):
    writes = ((0x4000, duty << 6 | 0x30 | volume), (0x4001, 0x08), (0x4002, timer & 0xFF), (0x4003, timer >> 8))
    return P1, writes, 16 * (timer + 1)


def triangle(timer):
    return TR, ((0x4008, 0xFF), (0x400A, timer & 0xFF), (0x400B, timer >> 8)), 32 * (timer + 1)


def short_noise(index, interval):
    return NO, ((0x400C, 0x3C), (0x400E, 0x80 | index), (0x400F, 0x08)), 93 * interval


TONES = [pulse(253), pulse(2047, 0), pulse(126, 1), pulse(20, 3), pulse(700, 3, 1), triangle(507), triangle(1900)]
TONES += [triangle(60), short_noise(7, 160), short_noise(10, 380)]


class Bench:
    """A chip, and the levels of one of its voices as they are found at each look."""

    def __init__(self, voice, writes):
        self.voice, self.apu = voice, Apu()
        self.apu.tapped = True
        self.levels = np.zeros(0, np.uint8)
        self.write((0x4015, 0x0F), *writes)

    def write(self, *writes):
        for address, value in writes:
            self.apu.write(0, address, value)

    def look(self, cycles=FRAME):
        self.apu.end_block(cycles)
        self.levels = np.concatenate([self.levels, self.apu.taps[:, self.voice]])[-LOOK_BACK:]
        return self.levels


@pytest.mark.parametrize(("voice", "writes", "cycles"), TONES)
def test_a_steady_tone_stands_still(voice, writes, cycles):
    """Nothing moves by more than a tap, which is less than a pixel."""
    bench, trace = Bench(voice, writes), ScopeTrace(voice)
    for _ in range(8):
        trace.choose(bench.look())
    width = trace.width
    pictures = [trace.choose(bench.look(FRAME + 777 * n)).astype(int) for n in range(20)]
    assert trace.width == width
    for picture in pictures[1:]:
        assert picture.any()
        moved = np.flatnonzero(picture != pictures[0])
        for at in moved:
            around = pictures[0][max(at - 1, 0) : at + 2]
            assert around.min() <= picture[at] <= around.max()


@pytest.mark.parametrize(("voice", "writes", "cycles"), [tone for tone in TONES if tone[0] != NO])
def test_the_period_is_the_timer_s(voice, writes, cycles):
    bench = Bench(voice, writes)
    for _ in range(6):
        bench.look()
    assert period(bench.levels, voice) == pytest.approx(cycles / CYCLES, abs=1)


@pytest.mark.parametrize(("voice", "writes", "cycles"), [tone for tone in TONES if tone[0] != NO])
def test_some_periods_are_seen(voice, writes, cycles):
    bench, trace = Bench(voice, writes), ScopeTrace(voice)
    for _ in range(6):
        trace.choose(bench.look())
    assert 1.5 <= trace.width * CYCLES / cycles <= 6 or trace.width == WIDTHS[0]


def test_a_pulse_begins_where_it_rises():
    bench, trace = Bench(*pulse(253)[:2]), ScopeTrace(P1)
    for _ in range(5):
        picture = trace.choose(bench.look())
    half = 8 * 254 // CYCLES
    assert set(picture[: half - 1].tolist()) == {12}
    assert set(picture[half + 1 : 2 * half - 1].tolist()) == {0}


def test_vibrato_does_not_change_the_width():
    """A quarter tone to either side of a pitch that just has room."""
    bench, trace = Bench(*pulse(400)[:2]), ScopeTrace(P1)
    widths = set()
    for n in range(40):
        bench.write((0x4002, 400 + round(12 * np.sin(n)) & 0xFF))
        trace.choose(bench.look())
        widths.add(trace.width) if n > 4 else None
    assert len(widths) == 1


def test_another_octave_changes_the_width():
    bench, trace = Bench(*pulse(126)[:2]), ScopeTrace(P1)
    for _ in range(6):
        trace.choose(bench.look())
    before = trace.width
    bench.write((0x4002, 2000 & 0xFF), (0x4003, 2000 >> 8))
    for _ in range(6):
        trace.choose(bench.look())
    assert trace.width > before


def test_silence_is_a_line():
    trace = ScopeTrace(P1)
    assert not trace.choose(np.zeros(0, np.uint8)).any()
    assert len(trace.choose(np.zeros(LOOK_BACK, np.uint8))) == trace.width


def test_a_note_that_ends_becomes_a_line():
    bench, trace = Bench(*pulse(253)[:2]), ScopeTrace(P1)
    for _ in range(6):
        trace.choose(bench.look())
    bench.write((0x4000, 0xB0))
    for _ in range(6):
        picture = trace.choose(bench.look())
    assert not picture.any()
