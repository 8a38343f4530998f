import numpy as np
import pytest

from nes_composer.apu import mixer, pulse
from nes_composer.apu.trace import CPU_RATE


@pytest.mark.parametrize("base", [0x4000, 0x4004])
@pytest.mark.parametrize("period", [8, 25, 253, 1017, 2047])
def test_frequency(sound, pitch, pulse_writes, period, base):
    samples = sound(*pulse_writes(period, base=base), seconds=1)[4_000:]
    expected = CPU_RATE / (16 * (period + 1))
    assert pitch(samples, expected) == pytest.approx(expected, rel=3e-5, abs=2e-3)


@pytest.mark.parametrize(("duty", "sequence"), [(0, "01000000"), (1, "01100000"), (2, "01111000"), (3, "10011111")])
def test_sequence_after_a_phase_reset(sound, pulse_writes, duty, sequence):
    """The order of NESdev's table, seen in the sound: steps at multiples of 4,096 cycles, from the reset on."""
    rate, interval = 192_000, 4_096
    reset = int(20.5 * interval)
    samples = sound(*pulse_writes(2047, duty), (reset, 0x4003, 0x0F), seconds=0.2, sample_rate=rate)
    per_step = interval * rate / CPU_RATE
    # Across an edge the filters have no time to bend the wave: the levels are the sum of its edges.
    seen, level = "", sequence[0] == "1"
    for step in range(1, 9):
        edge = (20 + step) * per_step
        jump = samples[round(edge) + 20] - samples[round(edge) - 5]
        level = jump > 0 if abs(jump) > 0.03 else level
        seen += "1" if level else "0"
    assert seen == sequence[1:] + sequence[0]


def test_tables_of_edges_agree_with_the_sequences():
    for duty, sequence in enumerate(pulse.SEQUENCES):
        assert pulse.HIGH_CLOCKS[duty] == sequence.sum()
        for step in range(8):
            clocks = pulse.CLOCKS_TO_EDGE[duty, step]
            outputs = [sequence[(step + k) % 8] for k in range(clocks + 1)]
            assert outputs[-1] != outputs[0]
            assert len(set(outputs[:-1])) == 1


@pytest.mark.parametrize("volume", [1, 7, 15])
def test_height_is_the_mixers(sound, pulse_writes, volume):
    loud = np.ptp(sound(*pulse_writes(253, 2, 15))[10_000:])
    quiet = np.ptp(sound(*pulse_writes(253, 2, volume))[10_000:])
    output = mixer.pulse_output()
    assert quiet / loud == pytest.approx(output[volume] / output[15], rel=1e-4)


@pytest.mark.parametrize("period", [0, 7])
def test_periods_below_8_are_silent(sound, pulse_writes, period):
    assert np.abs(sound(*pulse_writes(period))).max() < 1e-9


def test_disabled_voice_is_silent(sound, pulse_writes):
    samples = sound(*pulse_writes(253), (100_000, 0x4015, 0x0E))
    assert samples[:2_500].std() > 0.01
    assert np.abs(samples[6_000:]).max() < 1e-6
