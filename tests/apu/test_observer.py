import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.apu.apu import Apu
from nes_composer.apu.observer import observe
from nes_composer.apu.trace import Trace

REGISTERS = [*range(0x4000, 0x4010), 0x4015, 0x4017]


@given(st.integers(0, 2**32 - 1), st.integers(0, 200))
@settings(max_examples=25)
def test_it_sees_what_the_sounding_chip_does(seed, count):
    random = np.random.default_rng(seed)
    cycle = np.sort(random.integers(0, 2_000_000, count))
    address = random.choice(REGISTERS, count).astype(np.uint16)
    value = random.integers(0, 256, count).astype(np.uint8)
    looks = np.sort(random.integers(0, 2_000_000, 40))
    states = observe(Trace(cycle, address, value, 2_000_000), looks)
    chip, before = Apu(8_000), 0
    for look, state in zip(looks.tolist(), states, strict=True):
        part = (cycle >= before) & (cycle <= look)
        # A block's end is the next one's start: one cycle more takes in what happens at the look itself.
        chip.run(cycle[part] - before, address[part], value[part], look + 1 - before)
        before = look + 1
        assert [(voice.volume, voice.period, voice.timbre) for voice in chip.snapshot()] == [
            *map(tuple, state.tolist())
        ]


def test_nothing_is_seen_where_nobody_looks():
    none = np.zeros(0, np.int64)
    assert observe(Trace(none, none.astype(np.uint16), none.astype(np.uint8), 100), none).shape == (0, 4, 3)
