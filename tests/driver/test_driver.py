import numpy as np
import pytest

from nes_composer.apu.apu import Apu
from nes_composer.driver.driver import Driver
from nes_composer.driver.periods import period
from nes_composer.score.instrument import Envelope, Instrument, Vibrato
from nes_composer.score.score import NO, P1, P2, TICK_RATE, TR


def driver_with(plain, voice, **envelopes):
    instruments = list(plain)
    instruments[voice] = Instrument("tested", **envelopes)
    driver = Driver(tuple(instruments))
    driver.reset()
    return driver


def test_reset_brings_any_chip_to_silence(plain):
    apu = Apu()
    for address in range(0x4000, 0x4018):
        apu.write(0, address, 0x9F)
    apu.end_block(200_000)
    for write in Driver(plain).reset():
        apu.write(0, *write)
    apu.end_block(400_000)
    assert np.abs(apu.end_block(200_000)).max() < 1e-4


@pytest.mark.parametrize("voice", [P1, P2])
def test_first_writes_of_a_pulse_note(plain, voice):
    driver = driver_with(plain, voice)
    driver.start(voice, 69, 10, 1)
    base = 0x4000 + 4 * voice
    assert driver.tick() == [(base + 2, 253), (base, 0x40 | 0x30 | 10)]
    assert driver.tick() == []


def test_upper_timer_bits_only_when_they_differ(plain):
    """They reset the phase, which clicks: not for a re-attack, nor between near pitches."""
    driver = driver_with(plain, P1)
    driver.start(P1, 60, 10, 0)
    assert 0x4003 in dict(driver.tick())
    for pitch in (60, 59, 61):
        assert period(pitch, P1) >> 8 == period(60, P1) >> 8
        driver.start(P1, pitch, 10, 0)
        assert 0x4003 not in dict(driver.tick())
    driver.start(P1, 45, 10, 0)
    assert dict(driver.tick())[0x4003] == 0x08 | period(45, P1) >> 8


def test_vibrato_never_resets_the_phase(plain):
    """Also where the note lies next to a change of the upper bits, as pitch 41 with period 1,280 does."""
    driver = driver_with(plain, P1, pitch=Envelope((0, 6, 0, -6), loop=0))
    for pitch in range(33, 109):
        driver.start(P1, pitch, 10, 0)
        driver.tick()
        bursts = [dict(driver.tick()) for _ in range(8)]
        assert not any(0x4003 in burst for burst in bursts), pitch
    assert period(41, P1) == 1280


def test_wide_bends_do_reach_their_pitch(plain):
    driver = driver_with(plain, P1, pitch=Envelope((0, 1200)))
    driver.start(P1, 48, 10, 0)
    registers = dict(driver.tick())
    registers |= dict(driver.tick())
    assert registers[0x4002] | (registers[0x4003] & 7) << 8 == period(60, P1)


@pytest.mark.parametrize(
    ("velocity", "level", "volume"),
    [(15, 15, 15), (15, 1, 1), (1, 1, 1), (1, 15, 1), (8, 8, 4), (10, 0, 0), (7, 9, 4), (7, 8, 4)],
)
def test_volume_is_velocity_times_envelope(plain, velocity, level, volume):
    driver = driver_with(plain, P1, volume=Envelope((level,)))
    driver.start(P1, 69, velocity, 0)
    assert dict(driver.tick()).get(0x4000, 0x30) & 15 == volume


def test_volume_of_a_shaped_note_is_its_velocity(plain):
    driver = driver_with(plain, P1, volume=Envelope((3,)))
    driver.start(P1, 69, 11, 0, shaped=True)
    assert dict(driver.tick())[0x4000] & 15 == 11
    driver.hold(P1, 6, 0)
    assert dict(driver.tick())[0x4000] & 15 == 6


def test_envelopes_run_from_the_onset_and_restart_with_the_next(plain):
    driver = driver_with(plain, P1, volume=Envelope((15, 9, 4)), duty=Envelope((2, 0)), arpeggio=Envelope((12, 0)))
    for _ in range(2):
        driver.start(P1, 60, 15, 1)
        first, second, third = driver.tick(), driver.tick(), driver.tick()
        assert dict(first)[0x4000] == 0x80 | 0x30 | 15
        assert dict(first)[0x4002] == period(72, P1) & 0xFF
        assert dict(second)[0x4000] == 0x30 | 9
        assert dict(second)[0x4002] == period(60, P1) & 0xFF
        assert third == [(0x4000, 0x30 | 4)]


def test_a_released_note_goes_on_from_the_release_points(plain):
    driver = driver_with(
        plain,
        P1,
        volume=Envelope((15, 9, 6, 4, 2), loop=1, release=3),
        duty=Envelope((2, 1), release=1),
        arpeggio=Envelope((0, 12), release=1),
    )
    driver.start(P1, 60, 15, 0)
    assert [dict(driver.tick())[0x4000] for _ in range(4)] == [0xB0 | 15, 0xB0 | 9, 0xB0 | 6, 0xB0 | 9]
    assert not driver.ringing
    driver.release(P1)
    assert driver.ringing
    assert driver.held_pitch(P1) == 0
    first = dict(driver.tick())
    assert first[0x4000] == 0x70 | 4
    assert first[0x4002] == period(72, P1) & 0xFF
    driver.release(P1)  # once is enough
    assert driver.tick() == [(0x4000, 0x70 | 2)]
    assert driver.ringing
    assert driver.tick() == [(0x4000, 0x70)]
    assert not driver.ringing


def test_between_two_ticks_a_note_stays_where_it_is(plain):
    driver = driver_with(plain, P1, volume=Envelope((15, 9, 6, 4), release=2))
    driver.start(P1, 60, 15, 0)
    assert dict(driver.update())[0x4000] == 0x30 | 15
    assert driver.tick() == driver.update() == []
    assert driver.tick() == [(0x4000, 0x30 | 9)]
    assert driver.update() == []
    driver.release(P1)
    assert driver.update() == [(0x4000, 0x30 | 6)]
    assert driver.tick() == []
    assert driver.tick() == [(0x4000, 0x30 | 4)]


def test_without_a_release_point_of_the_volume_a_note_ends_at_once(plain):
    driver = driver_with(plain, P1, duty=Envelope((2, 1), release=1))
    driver.start(P1, 60, 15, 0)
    driver.tick()
    driver.release(P1)
    assert driver.tick() == [(0x4000, 0xB0)]


def test_a_shaped_note_ends_at_once(plain):
    driver = driver_with(plain, P1, volume=Envelope((15, 5), release=1))
    driver.start(P1, 60, 15, 0, shaped=True)
    driver.tick()
    driver.release(P1)
    assert driver.tick() == [(0x4000, 0x30)]


def test_triangle_sounds_on_while_its_release_is_not_0(plain):
    driver = driver_with(plain, TR, volume=Envelope((15, 1, 1, 0), release=1))
    driver.start(TR, 45, 15, 0)
    driver.tick()
    driver.release(TR)
    assert [driver.tick() for _ in range(3)] == [[], [], [(0x4008, 0x80)]]


def test_vibrato_is_added_to_the_pitch_envelope(plain):
    vibrato = Vibrato(depth=20, rate=TICK_RATE / 4, delay=2)
    driver = driver_with(plain, P1, pitch=Envelope((10,)), vibrato=vibrato)
    driver.start(P1, 60, 15, 0)
    registers, periods = {}, []
    for _ in range(6):
        registers |= dict(driver.tick())
        periods.append(registers[0x4002] | (registers[0x4003] & 7) << 8)
    assert periods == [period(60 + cents / 100, P1) for cents in (10, 10, 10, 30, 10, -10)]


@pytest.mark.parametrize(
    ("voice", "pitch", "velocity", "merges"),
    [
        (P1, 60, 8, True),
        (P1, 60, 2, True),
        (P1, 60, 10, True),
        (P1, 60, 11, False),
        (P1, 61, 8, False),
        (TR, 60, 15, True),
        (TR, 61, 15, False),
        (NO, 60, 8, False),
    ],
)
def test_notes_merge_where_neither_pitch_nor_volume_tells_them(plain, voice, pitch, velocity, merges):
    driver = driver_with(plain, P2)
    driver.start(P1, 60, 8, 0)
    driver.start(TR, 60, 15, 0)
    driver.tick()
    assert driver.would_merge(voice, pitch, velocity, False) == merges


def test_whether_notes_merge_is_told_by_what_the_envelopes_make_of_them(plain):
    driver = driver_with(plain, P1, volume=Envelope((15, 12, 11)))
    driver.start(P1, 60, 15, 0)
    driver.tick()
    assert driver.would_merge(P1, 60, 14, False)
    driver.tick()
    assert not driver.would_merge(P1, 60, 14, False)
    driver = driver_with(plain, TR, volume=Envelope((15, 0)))
    driver.start(TR, 60, 15, 0)
    driver.tick()
    assert not driver.would_merge(TR, 60, 15, False)


def test_triangle_is_gated_by_its_linear_counter(plain):
    driver = driver_with(plain, TR)
    driver.start(TR, 45, 15, 0)
    opened = dict(driver.tick())
    assert opened[0x4008] == 0xFF
    assert opened[0x400A] | (opened[0x400B] & 7) << 8 == period(45, TR)
    driver.stop(TR)
    assert driver.tick() == [(0x4008, 0x80)]


@pytest.mark.parametrize(("mode", "register"), [(0, 0x03), (1, 0x83)])
def test_noise(plain, mode, register):
    driver = driver_with(plain, NO)
    driver.start(NO, 13, 9, mode)
    assert driver.tick() == [(0x400E, register), (0x400C, 0x39)]
    driver.stop(NO)
    assert driver.tick() == [(0x400C, 0x30)]


def test_silence_keeps_the_duty(plain):
    """Only the volume goes: nothing else of a silent voice needs a write."""
    driver = driver_with(plain, P2)
    driver.start(P2, 60, 12, 3)
    driver.tick()
    driver.stop(P2)
    assert driver.tick() == [(0x4004, 0xF0)]
