import pytest

from nes_composer.apu.trace import CPU_RATE
from nes_composer.driver.periods import noise_interval, period
from nes_composer.score.score import HIGHEST, LOWEST, P1, P2, TR


def test_a4_is_440_hz():
    assert period(69, P1) == 253
    assert abs(CPU_RATE / (16 * (253 + 1)) - 440) < 0.5


def test_the_triangle_sounds_an_octave_below_a_pulse_of_its_period():
    for pitch in range(45, 97):
        assert period(pitch - 12, TR) == period(pitch, P2)


@pytest.mark.parametrize(("voice", "steps"), [(P1, 16), (TR, 32)])
def test_every_pitch_has_the_nearest_period(voice, steps):
    for pitch in range(LOWEST[voice], HIGHEST[voice] + 1):
        wanted = 440 * 2 ** ((pitch - 69) / 12)
        errors = [abs(CPU_RATE / (steps * (period(pitch, voice) + 1 + d)) - wanted) for d in (0, -1, 1)]
        assert errors[0] <= min(errors[1:]) * 1.05
        assert 0 < period(pitch, voice) < 0x800


def test_beyond_the_timer_the_nearest_end_is_played():
    assert period(0, P1) == 0x7FF
    assert period(200, P1) == 8
    assert period(200, TR) == 2


def test_noise_pitch_16_is_the_shortest_interval():
    assert [noise_interval(pitch) for pitch in (16, 15, 1)] == [0, 1, 15]
    assert noise_interval(40) == 0
    assert noise_interval(-40) == 15
