import numpy as np
import pytest

from nes_composer.apu.apu import Apu
from nes_composer.apu.render import render, render_blocks
from nes_composer.apu.trace import MemoryLoad, Trace

CYCLES = 4_999_000


@pytest.fixture(scope="module")
def trace():
    """Three seconds of everything, with memory that changes in the middle of a block, and a write at the end."""
    random = np.random.default_rng(1)
    cycle = np.sort(random.integers(0, CYCLES, 400))
    cycle[-1] = CYCLES
    memory = tuple(MemoryLoad(when, 0xC000, random.bytes(0x1000)) for when in (0, 1_000, 2_500_000, CYCLES))
    address = random.integers(0x4000, 0x4016, 400).astype(np.uint16)
    value = random.integers(0, 256, 400).astype(np.uint8)
    # Every voice is on all the time.
    value[address == 0x4015] |= 0x1F
    return Trace(cycle, address, value, CYCLES, memory=memory)


@pytest.mark.parametrize("console", ["raw", "nes", "famicom"])
def test_blocks_are_the_whole(trace, console):
    blocks = list(render_blocks(trace, 44_100, console=console))
    whole = render(trace, 44_100, console=console)
    assert np.array_equal(np.concatenate(blocks), whole)
    assert max(map(len, blocks)) <= 1.2 * 44_100
    assert len(whole) == int(CYCLES / 1_789_772.727 * 44_100)
    assert whole.dtype == np.float32
    assert whole.std() > 0.01


def test_it_is_what_the_chip_plays(trace):
    apu, parts = Apu(), []
    for load, end in zip(trace.memory[:-1], [load.cycle for load in trace.memory[1:]], strict=True):
        apu.load(load.address, load.data)
        for cycle, address, value in zip(trace.cycle, trace.address, trace.value, strict=True):
            if load.cycle <= cycle < end:
                apu.write(int(cycle) - load.cycle, int(address), int(value))
        parts.append(apu.end_block(end - load.cycle))
    assert np.array_equal(np.concatenate(parts), render(trace))


def test_consoles_differ_and_muting_is_handed_on(trace):
    sounds = [render(trace, console=console) for console in ("raw", "nes", "famicom")]
    sounds.append(render(trace, audible=(True, False, True, True)))
    for i, one in enumerate(sounds):
        for other in sounds[i + 1 :]:
            assert np.abs(one - other).max() > 0.01


def test_nothing_is_no_samples():
    none = np.zeros(0, np.int64)
    empty = Trace(none, none.astype(np.uint16), none.astype(np.uint8), 0)
    assert render(empty).shape == (0,)
    assert not list(render_blocks(empty))
