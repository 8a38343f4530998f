import pytest

from nes_composer.apu.apu import Apu
from nes_composer.apu.voice_state import VoiceState

QUARTER_FRAME = 7_457
SILENT = VoiceState(False, 0, 0, 0)


def states_after(cycles, *writes):
    apu = Apu()
    for address, value in writes:
        apu.write(0, address, value)
    apu.end_block(cycles)
    return apu.snapshot()


def pulse(volume_register, sweep, period, base=0x4000):
    return [
        (0x4015, 0x0F), (base, volume_register), (base + 1, sweep), (base + 2, period & 0xFF),
        (base + 3, 0x08 | period >> 8),
    ]  # fmt: skip


def test_nothing_sounds_at_the_start():
    assert Apu().snapshot() == (SILENT,) * 4


@pytest.mark.parametrize(("voice", "base"), [(0, 0x4000), (1, 0x4004)])
def test_a_pulse_tells_its_volume_period_and_duty(voice, base):
    states = states_after(0, *pulse(0xB9, 0x08, 0x2A5, base))
    assert states[voice] == VoiceState(True, 9, 0x2A5, 2)
    assert states[1 - voice] == SILENT


def test_volume_is_what_the_envelope_and_the_length_counter_leave():
    envelope = pulse(0x00, 0x08, 500)
    assert states_after(QUARTER_FRAME, *envelope)[0].volume == 15
    assert states_after(4 * QUARTER_FRAME + 10, *envelope)[0].volume == 12
    constant, short_length = pulse(0x1F, 0x08, 500)[:-1], (0x4003, 0x19)
    assert states_after(0, *constant, short_length)[0].volume == 15
    assert not states_after(6 * QUARTER_FRAME, *constant, short_length)[0].sounding


def test_period_is_the_swept_one_and_out_of_reach_is_silent():
    bent = states_after(2 * QUARTER_FRAME, *pulse(0xBF, 0x82, 400))[0]
    assert bent == VoiceState(True, 15, 500, 2)
    assert not states_after(0, *pulse(0xBF, 0x01, 1_400))[0].sounding


def test_the_triangle_sounds_from_the_first_quarter_frame_on():
    writes = [(0x4015, 0x0F), (0x4008, 0x81), (0x400A, 0xFD), (0x400B, 0x09)]
    assert states_after(7_456, *writes)[2] == VoiceState(False, 0, 0x1FD, 0)
    assert states_after(7_457, *writes)[2] == VoiceState(True, 15, 0x1FD, 0)


@pytest.mark.parametrize("mode", [0, 1])
def test_noise_tells_the_index_of_its_period_and_its_mode(mode):
    writes = [(0x4015, 0x0F), (0x400C, 0x37), (0x400E, mode << 7 | 11), (0x400F, 0x08)]
    assert states_after(0, *writes)[3] == VoiceState(True, 7, 11, mode)
    assert not states_after(0, *writes, (0x4015, 0x07))[3].sounding


def test_muting_a_voice_hides_nothing():
    apu = Apu()
    apu.audible = (False,) * 4
    for address, value in pulse(0xBF, 0x08, 500):
        apu.write(0, address, value)
    apu.end_block(100)
    assert apu.snapshot()[0].sounding
