import numpy as np
import pytest

from nes_composer.apu import mixer
from nes_composer.apu.gain import GAIN
from nes_composer.apu.render import render
from nes_composer.apu.trace import CPU_RATE, Trace


def greatest_output(sample_rate, console):
    """The bound of what the four voices can reach behind a console's filters.

    The response to a step of the DMC's level is sampled at every cycle of a sample's duration, so that it is known
    cycle by cycle; its total variation is the greatest output for inputs of at most one, to both sides.
    """
    cycles_per_sample, height = CPU_RATE / sample_rate, mixer.tnd_output()[127, 0, 0]
    times, values = [], []
    for offset in range(int(cycles_per_sample) + 1):
        step = Trace(np.array([100_000 + offset]), np.array([0x4011], np.uint16), np.array([127], np.uint8), 400_000)
        samples = render(step, sample_rate, console=console).astype(float) / height
        times.append(np.arange(len(samples)) * cycles_per_sample - offset)
        values.append(samples)
    response = np.concatenate(values)[np.argsort(np.concatenate(times))]
    reach = mixer.pulse_output()[30] + mixer.tnd_output()[0, 15, 15]
    return np.abs(np.diff(response)).sum() * reach / 2


@pytest.mark.parametrize("console", ["nes", "famicom"])
@pytest.mark.parametrize("sample_rate", [44_100, 48_000, 96_000])
def test_the_four_voices_never_clip_however_they_are_driven(sample_rate, console):
    greatest = greatest_output(sample_rate, console)
    assert GAIN * greatest < 1
    # And no louder song would fit much better.
    assert GAIN * greatest > 0.7


def test_they_do_not_clip_without_filters_either():
    assert GAIN * (mixer.pulse_output()[30] + mixer.tnd_output()[0, 15, 15]) < 1
