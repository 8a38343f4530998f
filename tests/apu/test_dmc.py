from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.apu import dmc, mixer
from nes_composer.apu.apu import Apu
from nes_composer.apu.render import render
from nes_composer.apu.trace import MemoryLoad, Trace

NTSC_INTERVALS = [428, 380, 340, 320, 286, 254, 226, 214, 190, 160, 142, 128, 106, 84, 72, 54]  # NESdev's table
OTHERS = [
    (0, 0x400C, 0x3A), (0, 0x400E, 0x05), (0, 0x400F, 0x08), (0, 0x4008, 0xFF), (0, 0x400A, 0x9D), (0, 0x400B, 0x08),
]  # fmt: skip


class Model:
    """The voice clock by clock, as NESdev's page tells it; `moves` is when its level became what."""

    def __init__(self, memory):
        self.memory = memory
        self.level, self.interval, self.loop, self.start, self.length = 0, 428, False, 0xC000, 1
        self.address, self.left, self.buffer = 0, 0, None
        self.bits, self.bits_left, self.silent = 0, 8, True
        self.moves = []

    def write(self, cycle, register, value):
        if register == 0x4010:
            self.interval, self.loop = NTSC_INTERVALS[value & 15], bool(value & 0x40)
        elif register == 0x4011:
            self.move(cycle, value & 0x7F)
        elif register == 0x4012:
            self.start = 0xC000 | value << 6
        elif register == 0x4013:
            self.length = value << 4 | 1
        elif register == 0x4015 and not value & 0x10:
            self.left = 0
        elif register == 0x4015 and not self.left:
            self.address, self.left = self.start, self.length
            self.fetch()

    def fetch(self):
        if self.buffer is None and self.left:
            self.buffer = self.memory[self.address & 0x7FFF]
            self.address = 0x8000 if self.address == 0xFFFF else self.address + 1
            self.left -= 1
            if not self.left and self.loop:
                self.address, self.left = self.start, self.length

    def clock(self, cycle):
        if not self.silent:
            level = self.level + (2 if self.bits & 1 else -2)
            self.move(cycle, level if 0 <= level <= 127 else self.level)
            self.bits >>= 1
        self.bits_left -= 1
        if not self.bits_left:
            self.bits_left, self.silent = 8, self.buffer is None
            if not self.silent:
                self.bits, self.buffer = self.buffer, None
                self.fetch()

    def move(self, cycle, level):
        if level != self.level:
            self.moves.append((cycle, 0x4011, level))
        self.level = level

    def run(self, writes, cycles):
        waiting, cycle = list(writes), 0
        while cycle < cycles:
            while waiting and waiting[0][0] <= cycle:
                self.write(*waiting.pop(0))
            self.clock(cycle)
            cycle += self.interval
            # A write between two clocks comes before the second, and a new interval counts from there on.
            while waiting and waiting[0][0] < min(cycle, cycles):
                self.write(*waiting.pop(0))
        return self.moves


def played(writes, cycles, memory=bytes(0x8000), sample_rate=48_000, console="raw"):
    apu = Apu(sample_rate, console)
    apu.load(0x8000, memory)
    for write in sorted(writes, key=lambda write: write[0]):
        apu.write(*write)
    return apu.end_block(cycles)


def sample_at(address, data):
    """Return the memory with a sample at an address; the rest moves the level up and down in turn."""
    memory = bytearray(b"\x55" * 0x8000)
    memory[address - 0x8000 : address - 0x8000 + len(data)] = data
    return bytes(memory)


def assert_plays_like_the_model(writes, cycles, memory, others=()):
    """Playing a sample is, to the last bit, writing its levels into $4011 at the cycles of its clocks."""
    moves = Model(memory).run(writes, cycles)
    expected = played([(0, 0x4015, 0x0F), *others, *moves], cycles)
    kept = [(cycle, register, value | 0x0F if register == 0x4015 else value) for cycle, register, value in writes]
    assert np.array_equal(played([(0, 0x4015, 0x0F), *others, *kept], cycles, memory), expected)
    return moves


def test_known_bits_play_the_known_staircase():
    """Lowest bit first, each as high as the mixer's formula says, one interval long."""
    interval, rate = NTSC_INTERVALS[0], 96_000
    data = bytes([0b10010111, 0b00000001])
    writes = [(0, 0x4010, 0x00), (0, 0x4011, 60), (0, 0x4012, 0), (0, 0x4013, 1), (0, 0x4015, 0x10)]
    samples = played(writes, 26 * interval, sample_at(0xC000, data), rate)
    levels = [60]
    for bit in (1, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0):
        levels.append(levels[-1] + (2 if bit else -2))
    output = mixer.tnd_output()[:, 0, 15]
    # Eight clocks, of which the first comes at cycle 0, pass before the first bit.
    for n, level in enumerate(levels):
        middle = round((7.5 + n) * interval * rate / 1_789_772.727) + 8
        assert samples[middle] == pytest.approx(output[level] - output[60], abs=1e-6)


@pytest.mark.parametrize("index", range(16))
def test_every_rate_has_its_interval(index):
    memory = sample_at(0xC000, b"\x3c\xa5\x0f")
    writes = [(0, 0x4010, index), (0, 0x4011, 64), (0, 0x4012, 0), (0, 0x4013, 1), (0, 0x4015, 0x10)]
    moves = assert_plays_like_the_model(writes, 200 * NTSC_INTERVALS[index], memory)
    # 17 bytes, each bit of which moves the level.
    assert len(moves) == 1 + 17 * 8
    assert {after[0] - before[0] for before, after in pairwise(moves[1:])} == {NTSC_INTERVALS[index]}


@pytest.mark.parametrize("length", [0, 1, 5])
def test_length_is_16_n_plus_1_bytes(length):
    writes = [(0, 0x4010, 15), (0, 0x4011, 64), (0, 0x4012, 2), (0, 0x4013, length), (0, 0x4015, 0x10)]
    moves = assert_plays_like_the_model(writes, 54 * 8 * 90, sample_at(0xC080, b"\x55" * 81))
    assert len(moves) == 1 + 8 * (16 * length + 1)


def test_the_triangle_and_the_noise_share_the_ladder():
    """Edges of all three are merged in time."""
    writes = [(0, 0x4010, 3), (0, 0x4011, 30), (0, 0x4012, 0), (0, 0x4013, 4), (5_000, 0x4015, 0x1F)]
    assert_plays_like_the_model(writes, 300_000, sample_at(0xC000, bytes(range(65))), OTHERS)


@pytest.mark.parametrize(("level", "byte", "last"), [(120, 0xFF, 126), (121, 0xFF, 127), (7, 0x00, 1), (6, 0x00, 0)])
def test_a_step_that_would_leave_the_range_is_not_made(level, byte, last):
    writes = [(0, 0x4010, 8), (0, 0x4011, level), (0, 0x4013, 0), (0, 0x4015, 0x10)]
    moves = assert_plays_like_the_model(writes, 50_000, sample_at(0xC000, bytes([byte])))
    assert moves[-1][2] == last


def test_a_loop_plays_until_it_is_stopped():
    writes = [(0, 0x4010, 0x4F), (0, 0x4011, 64), (0, 0x4013, 0), (0, 0x4015, 0x10), (100_000, 0x4015, 0x00)]
    moves = assert_plays_like_the_model(writes, 200_000, sample_at(0xC000, b"\x0f"))
    assert len(moves) == 1 + (moves[-1][0] - 8 * 54) // 54 + 1
    # What is in hand then, in the shift register and in the buffer, is played to its end.
    assert 100_000 < moves[-1][0] < 100_000 + 16 * 54


def test_the_address_goes_on_at_8000():
    data = bytes(range(1, 65))
    memory = bytearray(sample_at(0xFFC0, data))
    memory[:17] = bytes(range(200, 217))
    writes = [(0, 0x4010, 12), (0, 0x4011, 64), (0, 0x4012, 0xFF), (0, 0x4013, 5), (0, 0x4015, 0x10)]
    assert_plays_like_the_model(writes, 106 * 8 * 90, bytes(memory))


def test_a_second_start_waits_for_the_end():
    writes = [(0, 0x4010, 15), (0, 0x4011, 64), (0, 0x4013, 1), (0, 0x4015, 0x10)]
    again = [(2_000, 0x4012, 9), (2_100, 0x4015, 0x10)]
    memory = sample_at(0xC000, b"\x33" * 17)
    assert assert_plays_like_the_model([*writes, *again], 50_000, memory) == Model(memory).run(writes, 50_000)


@given(st.data())
@settings(max_examples=60)
def test_any_writes_play_like_the_model(data):
    random = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    memory = random.integers(0, 256, 0x8000).astype(np.uint8).tobytes()
    values = {
        0x4010: st.integers(0, 255),
        0x4011: st.integers(0, 127),
        0x4012: st.integers(0, 255),
        0x4013: st.integers(0, 3),
        0x4015: st.sampled_from([0x0F, 0x1F]),
    }
    write = st.sampled_from(sorted(values)).flatmap(lambda r: st.tuples(st.integers(0, 60_000), st.just(r), values[r]))
    writes = sorted(data.draw(st.lists(write, max_size=25)), key=lambda write: write[0])
    assert_plays_like_the_model(writes, 80_000, memory, OTHERS)


def test_memory_changes_where_the_trace_loads_it():
    writes = [(0, 0x4010, 0x4F), (0, 0x4011, 64), (0, 0x4013, 0), (0, 0x4015, 0x10)]
    cycle, address, value = np.array(writes).T
    loads = (MemoryLoad(0, 0xC000, b"\x0f"), MemoryLoad(60_000, 0xC000, b"\x55"))
    trace = Trace(cycle, address.astype(np.uint16), value.astype(np.uint8), 120_000, memory=loads)
    samples = render(trace, console="raw")
    assert 3 * np.ptp(samples[-1_000:]) < np.ptp(samples[100:1_500])
    chip = Apu(console="raw")
    blocks = []
    for n, load in enumerate(loads):
        chip.load(load.address, load.data)
        for _, register, number in writes if n == 0 else ():
            chip.write(0, register, number)
        blocks.append(chip.end_block(60_000))
    assert np.array_equal(samples, np.concatenate(blocks))


@pytest.mark.parametrize(("address", "length"), [(0x7FFF, 1), (0xFFFF, 2), (0, 0)])
def test_memory_elsewhere_is_refused(address, length):
    with pytest.raises(ValueError, match=r"\$8000"):
        Apu().load(address, bytes(length))


def test_intervals_are_those_of_the_table():
    assert dmc.INTERVALS.tolist() == NTSC_INTERVALS


def jump(low, high):
    """Return how far the output goes at once."""
    samples = played([(0, 0x4011, low), (30_000, 0x4011, high)], 60_000)
    return samples[-1] - samples[0]


@pytest.mark.parametrize(("low", "high"), [(0, 10), (60, 127), (30, 31), (127, 0)])
def test_level_moves_by_the_mixers_step(low, high):
    levels = mixer.tnd_output()[:, 0, 15]
    assert jump(low, high) == pytest.approx(levels[high] - levels[low], abs=1e-6)


def test_only_seven_bits_count(sound):
    assert np.array_equal(sound((0, 0x4011, 0x25), (9, 0x4011, 0x30)), sound((0, 0x4011, 0xA5), (9, 0x4011, 0xB0)))


def test_nothing_sounds_before_it_is_started(sound):
    assert np.abs(sound((0x4010, 0x0F), (0x4012, 0xFF), (0x4013, 0xFF))).max() < 1e-9
