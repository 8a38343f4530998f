import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.apu import mixer
from nes_composer.apu.apu import Apu
from nes_composer.apu.trace import CPU_RATE

ADDRESSES = st.integers(0x4000, 0x4017)
WRITES = st.lists(st.tuples(st.integers(0, 120_000), ADDRESSES, st.integers(0, 255)), max_size=60)
SPLITS = st.lists(st.integers(0, 120_000), max_size=25)

MEMORY = np.random.default_rng(1).integers(0, 256, 0x8000).astype(np.uint8).tobytes()

# Without these a voice seldom sounds.
PRELUDE = [
    (0, 0x4010, 0x4D), (0, 0x4011, 0x40), (0, 0x4013, 0x01), (0, 0x4015, 0x1F), (0, 0x4000, 0xBF), (0, 0x4001, 0x08),
    (0, 0x4002, 0xFD), (0, 0x4003, 0x08), (0, 0x4004, 0x47), (0, 0x4006, 0x34), (0, 0x4007, 0x09), (0, 0x4008, 0x90),
    (0, 0x400A, 0x81), (0, 0x400B, 0x08), (0, 0x400C, 0x23), (0, 0x400E, 0x03), (0, 0x400F, 0x10),
]  # fmt: skip


def rendered(writes, ends, console="nes"):
    apu, start, blocks, remaining = Apu(console=console), 0, [], list(writes)
    apu.load(0x8000, MEMORY)
    for end in ends:
        while remaining and remaining[0][0] <= end:
            cycle, address, value = remaining.pop(0)
            apu.write(cycle - start, address, value)
        blocks.append(apu.end_block(end - start))
        start = end
    return np.concatenate(blocks)


@given(WRITES, SPLITS, st.sampled_from(["raw", "nes", "famicom"]))
@settings(max_examples=150)
def test_blocks_of_any_size_give_the_same_samples(writes, splits, console):
    writes = PRELUDE + sorted(writes, key=lambda write: write[0])
    whole = rendered(writes, [130_000], console)
    assert np.array_equal(rendered(writes, [*sorted(splits), 130_000], console), whole)
    assert len(whole) == int(130_000 / CPU_RATE * 48_000)


@given(WRITES)
@settings(max_examples=40)
def test_samples_stay_within_reason(writes):
    samples = rendered(PRELUDE + sorted(writes, key=lambda write: write[0]), [130_000])
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() < 1.2


def test_blocks_of_one_cycle():
    ends = list(range(1, 3_000))
    assert np.array_equal(rendered(PRELUDE, ends), rendered(PRELUDE, ends[-1:]))


@pytest.mark.parametrize("sample_rate", [8_000, 44_100, 96_000, 384_000])
def test_number_of_samples(sample_rate):
    apu = Apu(sample_rate)
    count = sum(len(apu.end_block(cycles)) for cycles in (1, 999_999, 0, 789_773))
    assert abs(count - 1_789_773 / CPU_RATE * sample_rate) <= 1


def test_a_muted_voice_is_one_that_is_not_there():
    """Muting happens before the mixer: the others sound as if the voice were silent, not as if it were subtracted."""
    p1 = [write for write in PRELUDE if write[1] < 0x4004 or 0x4010 <= write[1] <= 0x4015]
    triangle_rests = Apu()
    triangle_rests.audible = (True, True, False, True)
    for write in p1:
        triangle_rests.write(*write)
    alone = triangle_rests.end_block(100_000)
    muted = Apu()
    muted.audible = (True, False, False, False)
    for write in PRELUDE:
        muted.write(*write)
    assert np.array_equal(muted.end_block(100_000), alone)
    assert alone.std() > 0.01
    assert muted.audible == (True, False, False, False)


def test_a_muted_voice_runs_on():
    """Unmuted later, it is where it would have been."""
    halves = []
    for first_half in ((True,) * 4, (True, True, True, False)):
        apu = Apu()
        for write in PRELUDE:
            apu.write(*write)
        apu.audible = first_half
        apu.end_block(100_000)
        apu.audible = (True,) * 4
        apu.end_block(400_000)
        halves.append(apu.end_block(100_000))
    assert np.abs(halves[0] - halves[1]).max() < 1e-5


def test_silence_at_the_start():
    """Where the outputs stand at reset makes no click, and nothing sounds before $4015 lets it."""
    assert np.abs(Apu().end_block(50_000)).max() < 1e-9


def test_writes_out_of_order_are_refused():
    apu = Apu()
    apu.write(5, 0x4015, 0)
    with pytest.raises(ValueError, match="cycle 4"):
        apu.write(4, 0x4015, 0)
    with pytest.raises(ValueError, match="outside the block"):
        apu.end_block(4)


def test_raw_is_the_mixers_output_above_where_it_stood(pulse_writes):
    """To a millionth, long after each edge of the pulse and of the DMC's level beside a triangle that stands at 15."""
    apu = Apu(console="raw")
    for address, value in pulse_writes(2047, 2, 11):
        apu.write(0, address, value)
    apu.write(30_000, 0x4011, 100)
    samples = apu.end_block(60_000)
    pulses, tnd = mixer.pulse_output()[[0, 11]], mixer.tnd_output()[[0, 100], 0, 15]
    # The sequencer steps at 0, 4,096, 8,192 … and is high after the first of eight clocks for four.
    middles = np.array([8_000, 24_000, 40_000, 56_000]) * 48_000 / CPU_RATE
    expected = [pulses[1], pulses[0], pulses[1] + tnd[1] - tnd[0], pulses[0] + tnd[1] - tnd[0]]
    assert samples[np.rint(middles).astype(int)] == pytest.approx(expected, abs=1e-6)


def test_another_console_is_refused():
    with pytest.raises(ValueError, match="raw, nes, famicom"):
        Apu(console="snes")


@pytest.mark.parametrize("sample_rate", [0, -1, 7_999, 400_000])
def test_impossible_sample_rates_are_refused(sample_rate):
    with pytest.raises(ValueError, match="sample rate"):
        Apu(sample_rate)
