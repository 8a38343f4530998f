from dataclasses import replace

import numpy as np
import pytest
from support.listening import begins_at, longest_silence, pitch_of, pitches
from support.songs import tune

from nes_composer.driver.perform import perform
from nes_composer.driver.presets import default_instruments
from nes_composer.driver.sequencer import start_tick
from nes_composer.formats import sound
from nes_composer.playback.engine import Engine
from nes_composer.playback.messages import (
    Close,
    LetGo,
    Play,
    Press,
    Preview,
    Seek,
    SetAudible,
    SetConsole,
    SetGain,
    SetInstruments,
    SetLoop,
    SetSong,
    Stop,
)
from nes_composer.score.instrument import Envelope, Instrument
from nes_composer.score.score import TICK_RATE, TR, Score

RATE = 48_000
TICK = RATE / TICK_RATE


def engine_with(score, *messages):
    engine = Engine(RATE)
    for message in (SetSong(1, score), *messages):
        engine.apply(message)
    return engine


def take(engine, frames, most=256):
    blocks = []
    while sum(map(len, blocks)) < frames:
        blocks.append(engine.render(most))
    return np.concatenate(blocks)


def test_what_is_heard_is_what_is_saved(melody):
    """Played in blocks, a song has the very samples of its export."""
    song = replace(melody, instruments=default_instruments())
    saved = np.concatenate(list(sound.samples(perform(song.score, song.instruments), sound.Sound(RATE))))
    for most in (64, 256, 1000):
        heard = take(engine_with(melody.score, Play(0)), len(saved), most)
        assert np.array_equal(heard[: len(saved)], saved)


def test_a_block_is_not_longer_than_asked_for(melody):
    engine = engine_with(melody.score, Play(0))
    assert all(len(engine.render(100)) <= 101 for _ in range(500))


def test_it_starts_on_the_sample_wherever_the_tick_clock_is(melody):
    from_row_8 = take(engine_with(melody.score, Play(8)), RATE // 2)
    engine = engine_with(melody.score)
    take(engine, 1234)
    engine.apply(Play(8))
    later = take(engine, RATE // 2)
    # The chip's oscillators have gone on meanwhile, so the waves differ in phase but not in when they begin.
    assert abs(begins_at(from_row_8) - begins_at(later)) < 0.002 * RATE
    assert pitches(from_row_8) == pitches(later)


def test_ticks_do_not_drift():
    engine = engine_with(tune([69] * 100), Play(0))
    seconds = 20
    samples = take(engine, seconds * RATE)
    assert engine.row == pytest.approx(len(samples) / RATE * TICK_RATE / 6, abs=0.01)


def test_a_new_score_is_heard_at_once():
    engine = engine_with(tune([60], rows_per_note=64, ticks_per_row=12), Play(0))
    take(engine, RATE // 2)
    engine.apply(SetSong(2, tune([67], rows_per_note=64, ticks_per_row=12)))
    assert engine.version == 2
    assert pitch_of(take(engine, 4800)) == 67


def test_a_new_score_does_not_hurry_the_song():
    """However often the score changes, a row lasts as long."""
    engine, twin = (engine_with(tune([60] * 16), Play(0)) for _ in range(2))
    for version in range(100):
        engine.apply(SetSong(version, tune([60 + version % 3] * 16)))
        take(engine, 300), take(twin, 300)
    assert engine.row == pytest.approx(twin.row, abs=0.02)


def test_a_version_counts_from_the_next_tick_where_it_changes_nothing_before():
    engine = engine_with(tune([60, 62]), Play(0))
    engine.render(256)
    engine.apply(SetSong(7, tune([60, 64])))
    frames = 0
    while engine.version != 7:
        frames += len(engine.render(256))
    assert 0 < frames <= TICK + 256


def test_a_note_that_the_new_score_keeps_goes_on():
    old = tune([60, 62], rows_per_note=32)
    new = tune([60, 64], rows_per_note=32)
    changed, unchanged = engine_with(old, Play(0)), engine_with(old, Play(0))
    take(changed, 5000), take(unchanged, 5000)
    changed.apply(SetSong(2, new))
    assert np.array_equal(take(changed, RATE), take(unchanged, RATE))


def test_other_instruments_are_heard_at_once():
    engine = engine_with(tune([60], rows_per_note=64), Play(0))
    take(engine, 4800)
    higher = Instrument("fifth above", arpeggio=Envelope((7,)))
    engine.apply(SetInstruments((higher, *default_instruments()[1:])))
    take(engine, TICK + 256)
    assert pitch_of(take(engine, 4800)) == 67


def test_it_stops_at_the_end_and_stays_stopped():
    short, long = tune([60, 62]), tune([60, 62, 64, 65])
    engine = engine_with(short, Play(0))
    take(engine, 9 * 6 * TICK)
    assert not engine.playing
    assert engine.row == len(short)
    engine.apply(SetSong(2, long))
    take(engine, RATE // 5)
    assert not engine.playing
    assert np.abs(take(engine, RATE // 5)).max() < 0.001


def test_stop_falls_silent_and_keeps_its_row():
    engine = engine_with(tune([60] * 8), Play(4))
    take(engine, RATE)
    assert engine.playing
    engine.apply(Stop())
    row = engine.row
    take(engine, RATE // 4)
    assert np.abs(take(engine, RATE)).max() < 0.001
    assert engine.row == row
    assert not engine.playing


@pytest.mark.parametrize("message", [Play(0), Stop(), Seek(9), SetSong(2, tune([40, 90]))])
def test_no_message_makes_a_louder_step_than_the_chip_makes_anyway(message):
    """A click would be a jump beyond the edges of the square wave that sounds."""
    engine = engine_with(tune([60, 67, 72, 60]), Play(2))
    before = take(engine, RATE // 2)
    engine.apply(message)
    after = take(engine, RATE // 2)
    assert np.abs(np.diff(after)).max() <= 1.1 * np.abs(np.diff(before)).max()


def test_a_loop_repeats_without_a_gap():
    engine = engine_with(tune([60, 62, 64, 65]), SetLoop((4, 12)), Play(4))
    samples = take(engine, 3 * RATE)
    assert pitches(samples) == [62, 64] * 4
    assert longest_silence(samples) < 0.01
    assert 4 <= engine.row < 12


def row_starts(engine, row, count, most=200):
    """Return at which samples a row begins, the first so many times."""
    starts, samples, after = [], 0, None
    while len(starts) < count:
        if engine.row == row and after != row:
            starts.append(samples)
        after = engine.row
        samples += len(engine.render(most))
    return np.array(starts)


@pytest.mark.parametrize("ticks_per_row", [6, 7.3, 1.5])
@pytest.mark.parametrize("rate", [44_100, RATE])
def test_a_loop_is_as_long_as_its_ticks_in_every_round(ticks_per_row, rate):
    """No sample is lost or won: the thousandth round begins where a thousand times its length is over."""
    score = replace(tune([60, 62, 64, 65]), rows_per_second=TICK_RATE / ticks_per_row)
    engine = Engine(rate)
    for message in (SetSong(1, score), SetLoop((4, 7)), Play(4)):
        engine.apply(message)
    rounds = 1000
    starts = row_starts(engine, 4, rounds, 100_000)
    ticks = start_tick(7, score.ticks_per_row) - start_tick(4, score.ticks_per_row)
    meant = np.arange(rounds) * ticks * rate / TICK_RATE
    assert np.abs(starts - meant).max() < 1.5


@pytest.mark.parametrize("at", [100, 5000, 12_345])
def test_a_jump_lands_on_the_first_tick_of_its_row(at):
    def start_of(row):
        engine = engine_with(tune([60, 62, 64, 65]), Play(0))
        before = len(take(engine, at, 50))
        engine.apply(Seek(12))
        return before + row_starts(engine, row, 1, 50)[0]

    start = start_of(12)
    # On the song's next tick, and for as long as a row is.
    assert at < start <= at + TICK + 51
    assert start == pytest.approx(round(start / TICK) * TICK, abs=1)
    assert start_of(13) - start == pytest.approx(6 * TICK, abs=1)


def test_a_loop_that_is_lifted_plays_on_to_the_end():
    engine = engine_with(tune([60, 62, 64, 65]), SetLoop((0, 4)), Play(0))
    take(engine, RATE)
    engine.apply(SetLoop(None))
    assert pitches(take(engine, 2 * RATE))[-3:] == [62, 64, 65]


def test_seek_moves_the_music():
    engine = engine_with(tune([60, 62, 64, 65]), Play(0))
    take(engine, RATE // 4)
    engine.apply(Seek(12))
    assert pitches(take(engine, RATE // 4))[-1] == 65


def test_a_preview_sounds_at_once_while_the_song_is_stopped():
    engine = engine_with(Score.silent(0))
    take(engine, 700)
    engine.apply(Preview(0, 72, 12, 2))
    samples = take(engine, RATE)
    assert begins_at(samples) < 0.002 * RATE
    assert pitches(samples) == [72]
    assert np.abs(samples[RATE // 2 :]).max() < 0.001
    assert not engine.playing


def test_muting_silences_one_voice():
    engine = engine_with(tune([60] * 8), Play(0), SetAudible((False, True, True, True)))
    assert np.abs(take(engine, RATE // 2)).max() < 0.001
    assert engine.levels == (0, 0, 0, 0)
    engine.apply(SetAudible((True, True, True, True)))
    assert pitch_of(take(engine, RATE // 2)[-4800:]) == 60


def test_levels_follow_the_volume_of_each_voice(melody):
    engine = engine_with(melody.score, Play(0))
    engine.render(256)
    first = [instrument.volume.at(0) for instrument in default_instruments()]
    wanted = [velocity * volume / 225 for velocity, volume in zip(melody.score.velocity[0], first, strict=True)]
    assert engine.levels == pytest.approx(wanted, abs=1 / 15)
    engine.apply(Stop())
    engine.render(256)
    assert engine.levels == (0, 0, 0, 0)


def test_gain_scales_without_a_step():
    loud = engine_with(tune([60] * 8), Play(0))
    quiet = engine_with(tune([60] * 8), Play(0))
    take(loud, 4800), take(quiet, 4800)
    quiet.apply(SetGain(0.5))
    before, during = loud.render(256), quiet.render(256)
    assert during[0] == pytest.approx(before[0])
    assert during[-1] == pytest.approx(before[-1] / 2)
    assert np.allclose(quiet.render(256), loud.render(256) / 2)


def test_without_a_song_it_is_silent():
    engine = Engine(RATE)
    engine.apply(Play(0))
    assert np.abs(take(engine, RATE)).max() < 0.001
    assert not engine.playing


@pytest.mark.parametrize("rate", [44_100, 96_000])
def test_any_device_rate_plays_in_tune(rate):
    engine = Engine(rate)
    engine.apply(SetSong(1, tune([69] * 4, voice=TR)))
    engine.apply(Play(0))
    samples = take(engine, rate // 2)
    assert pitch_of(samples[rate // 10 :], rate) == 69


def test_another_console_has_more_bass():
    """The Famicom's high-pass is at 37 Hz; the NES's ones take 10 dB and more from a bass of 55 Hz."""
    nes, famicom = (engine_with(tune([33] * 64, voice=TR), SetConsole(name), Play(0)) for name in ("nes", "famicom"))
    assert take(famicom, 48_000).std() > 2 * take(nes, 48_000).std()
    nes.apply(SetConsole("famicom"))
    assert take(nes, 48_000)[24_000:].std() == pytest.approx(take(famicom, 48_000)[24_000:].std(), rel=0.02)


# Notes that are held


def test_a_pressed_note_sounds_until_it_is_let_go():
    engine = engine_with(Score.silent(0))
    take(engine, 700)
    engine.apply(Press(0, 72, 12, 2))
    samples = take(engine, 2 * RATE)
    assert begins_at(samples) < 0.002 * RATE
    assert pitches(samples) == [72]
    assert pitch_of(samples[-4800:]) == 72
    engine.apply(LetGo(0, 72))
    take(engine, RATE // 2)
    assert np.abs(take(engine, RATE // 4)).max() < 0.001


def test_while_the_song_plays_a_pressed_note_waits_for_no_tick():
    engine, twin = (engine_with(Score.silent(64), Play(0)) for _ in range(2))
    take(engine, 5000, 100), take(twin, 5000, 100)
    engine.apply(Press(0, 72, 12, 2))
    assert begins_at(take(engine, 4800)) < 100
    take(twin, 4800)
    assert engine.row == pytest.approx(twin.row, abs=0.06)


def test_a_held_note_takes_the_place_of_the_song_s_and_gives_it_back():
    score = tune([60, 62, 64, 65, 67, 69])
    engine = engine_with(score, Play(0))
    take(engine, RATE // 4)
    engine.apply(Press(0, 79, 15, 2))
    assert pitches(take(engine, RATE)) == [79]
    engine.apply(LetGo(0, 79))
    assert pitches(take(engine, RATE))[-2:] == [67, 69]


def test_the_other_voices_go_on_below_a_held_note():
    engine, twin = (engine_with(tune([60] * 8, voice=TR), Play(0)) for _ in range(2))
    engine.apply(SetAudible((False, True, True, True)))
    twin.apply(SetAudible((False, True, True, True)))
    take(engine, 3000), take(twin, 3000)
    engine.apply(Press(0, 72, 12, 2))
    assert np.array_equal(take(engine, RATE), take(twin, RATE))


def test_of_two_held_notes_the_later_sounds_and_then_the_earlier():
    engine = engine_with(Score.silent(0))
    engine.apply(Press(0, 60, 12, 2))
    take(engine, 4800)
    engine.apply(Press(0, 67, 12, 2))
    take(engine, 2400)
    assert pitch_of(take(engine, 4800)) == 67
    engine.apply(LetGo(0, 67))
    take(engine, 2400)
    assert pitch_of(take(engine, 4800)) == 60
    engine.apply(LetGo(0, 67))  # twice is once
    assert pitch_of(take(engine, 4800)) == 60


def test_letting_an_earlier_note_go_leaves_the_later_alone():
    """It goes on and does not begin again."""
    engine, twin = (engine_with(Score.silent(64), Play(0), Press(0, 60, 12, 2), Press(0, 67, 12, 2)) for _ in range(2))
    take(engine, RATE // 5), take(twin, RATE // 5)
    engine.apply(LetGo(0, 60))
    heard = take(engine, RATE)
    assert np.array_equal(heard, take(twin, RATE))
    assert pitch_of(heard[-4800:]) == 67


@pytest.mark.parametrize("message", [Stop(), Seek(9), SetSong(2, tune([40, 90]))])
def test_a_held_note_outlasts_what_happens_to_the_song(message):
    engine = engine_with(tune([60, 67, 72, 60]), Play(2), Press(0, 79, 15, 2))
    take(engine, RATE // 4)
    engine.apply(message)
    take(engine, RATE // 4)
    assert pitch_of(take(engine, 4800)) == 79


def test_a_held_note_ends_with_the_program():
    engine = engine_with(Score.silent(0), Press(0, 60, 12, 2))
    take(engine, 4800)
    engine.apply(Close())
    take(engine, RATE // 2)
    assert np.abs(take(engine, RATE // 4)).max() < 0.001


def test_a_held_note_does_not_click_in_and_out_beyond_its_own_edges():
    engine = engine_with(tune([60, 67, 72, 60]), Play(0))
    before = take(engine, RATE // 4)
    engine.apply(Press(0, 62, 15, 2))
    during = take(engine, RATE // 4)
    engine.apply(LetGo(0, 62))
    after = take(engine, RATE // 4)
    loudest = np.abs(np.diff(before)).max()
    assert max(np.abs(np.diff(during)).max(), np.abs(np.diff(after)).max()) <= 1.1 * loudest


def test_an_edit_of_a_row_to_come_is_heard_on_that_row():
    """And no earlier: the rows before it have the very samples that they had."""
    before = tune([60, 62, 64, 65])
    after = tune([60, 62, 64, 77])
    engine, twin = engine_with(before, Play(0)), engine_with(before, Play(0))
    until = round(12 * 6 * TICK)
    take(engine, 9 * 6 * TICK), take(twin, 9 * 6 * TICK)
    engine.apply(SetSong(2, after))
    heard, was = take(engine, RATE), take(twin, RATE)
    border = until - round(9 * 6 * TICK) - 600
    assert np.array_equal(heard[:border], was[:border])
    assert pitches(heard)[-1] == 77
