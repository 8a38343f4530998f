from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nes_composer.apu.gain import GAIN
from nes_composer.apu.render import render
from nes_composer.apu.trace import CPU_RATE, MemoryLoad
from nes_composer.driver.perform import perform
from nes_composer.formats.report import FormatError
from nes_composer.formats.sound import Sound, encoded, performed, samples

PATH = Path("a.wav")


def played(music, sound=None):
    sound = sound or Sound()
    return np.concatenate(list(samples(performed(PATH, music, sound), sound)))


@pytest.fixture
def trace(melody):
    """The melody as a trace that goes on at its middle when it ends."""
    trace = perform(melody.score, melody.instruments)
    return replace(trace, loop_cycle=trace.cycles // 2)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"sample_rate": 7_999}, "a sample rate of 7999 is outside 8000-384000"),
        ({"sample_rate": 384_001}, "a sample rate of 384001 is outside"),
        ({"encoding": "8"}, "'8' bits a sample, where 16, 24, float are known"),
        ({"loops": 0}, "0 loops are outside 1-100"),
        ({"fade_s": -1.0}, "a fade of -1.0 s is outside"),
        ({"fade_s": float("nan")}, "a fade of nan s is outside"),
        ({"console": "snes"}, "'snes' is no console; raw, nes, famicom are known"),
    ],
)
def test_what_no_sound_can_be_is_one_sentence(options, sentence):
    with pytest.raises(FormatError, match=f"^{sentence}"):
        Sound(**options)


def test_a_song_is_played_as_often_as_asked(melody):
    once, thrice = played(melody), played(melody, Sound(loops=3))
    assert (len(thrice) - len(once)) / 48_000 == pytest.approx(2 * melody.score.seconds, abs=0.02)


def test_a_log_repeats_what_follows_its_loop_point(trace):
    twice = performed(PATH, trace, Sound(loops=2))
    length = trace.cycles - trace.loop_cycle
    assert twice.cycles == trace.cycles + length
    body = trace.cycle >= trace.loop_cycle
    assert np.array_equal(twice.cycle, np.append(trace.cycle, trace.cycle[body] + length))
    assert np.array_equal(twice.value, np.append(trace.value, trace.value[body]))
    assert len(played(trace, Sound(loops=2))) == pytest.approx(twice.cycles / CPU_RATE * 48_000, abs=2)


def test_sample_memory_of_the_repeated_part_is_loaded_again(trace):
    loads = (MemoryLoad(0, 0xC000, b"a"), MemoryLoad(trace.loop_cycle, 0xC000, b"b"))
    thrice = performed(PATH, replace(trace, memory=loads), Sound(loops=3))
    assert [load.data for load in thrice.memory] == [b"a", b"b", b"b", b"b"]
    assert thrice.memory[-1].cycle == trace.loop_cycle + 2 * (trace.cycles - trace.loop_cycle)


def test_a_log_that_ends_cannot_be_repeated(melody):
    trace = perform(melody.score, melody.instruments)
    ends = replace(trace, loop_cycle=None)
    assert performed(PATH, ends, Sound()) is ends
    with pytest.raises(FormatError, match=r"a\.wav: a log that repeats nothing cannot be played 2 times"):
        performed(PATH, ends, Sound(loops=2))


def test_a_fade_falls_evenly_to_nothing_and_leaves_what_comes_before(melody):
    plain, faded = played(melody), played(melody, Sound(fade_s=2.0))
    start = len(plain) - 2 * 48_000
    assert np.array_equal(plain[:start], faded[:start])
    gain = np.arange(len(plain) - start, 0, -1) / (2 * 48_000)
    assert np.allclose(faded[start:], plain[start:] * gain, atol=1e-4)
    assert np.abs(faded[-100:]).max() < 1e-3


def test_a_fade_longer_than_the_song_is_as_long_as_the_song(melody):
    faded, plain = played(melody, Sound(fade_s=3600.0)), played(melody)
    loud = np.abs(plain) > 0.05
    gain = faded[loud] / plain[loud]
    assert gain[0] > 0.99
    assert (np.diff(gain) <= 1e-6).all()


@pytest.mark.parametrize(("encoding", "highest"), [("16", 32_767), ("24", 8_388_607)])
def test_integers_reach_from_end_to_end_and_are_rounded_to_the_nearest(encoding, highest):
    levels = np.array([-1, -0.5, 0, 0.25 / highest, 0.75 / highest, 1], np.float32)
    assert encoded(levels, encoding).tolist() == [-highest, -highest // 2 + highest % 2 - 1, 0, 0, 1, highest]


def test_what_is_too_loud_is_clipped_not_wrapped_around():
    assert encoded(np.array([-1.5, 1.5], np.float32), "16").tolist() == [-32_767, 32_767]


def test_it_is_what_the_chip_plays_only_louder(melody):
    chip = render(perform(melody.score, melody.instruments))
    assert np.allclose(played(melody), GAIN * chip, rtol=1e-6)


@pytest.mark.parametrize("console", ["raw", "nes", "famicom"])
def test_the_console_that_was_asked_for_filters_it(trace, console):
    assert np.array_equal(played(trace, Sound(console=console)), render(trace, console=console) * np.float32(GAIN))


def test_floats_stay_as_they_are(melody):
    block = render(perform(melody.score, melody.instruments))
    assert np.array_equal(encoded(block, "float"), block)
