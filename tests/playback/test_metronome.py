import numpy as np
import pytest
from support.songs import tune

from nes_composer.apu.trace import CPU_RATE
from nes_composer.driver.perform import perform, tick_cycle
from nes_composer.driver.presets import default_instruments
from nes_composer.driver.sequencer import start_tick
from nes_composer.formats import sound
from nes_composer.playback.engine import Engine
from nes_composer.playback.messages import Play, Seek, SetGain, SetLoop, SetMetronome, SetSong, Stop
from nes_composer.playback.metronome import CountIn, Metronome, accent_of
from nes_composer.score.score import TICK_RATE, Score

RATE = 48_000
BEAT_HZ, BAR_HZ = 1320, 1980


def silence(rows=64, ticks_per_row=6.0, rows_per_beat=4, beats_per_bar=4):
    empty = np.zeros((rows, 4), np.uint8)
    return Score(empty, empty > 0, empty, empty, TICK_RATE / ticks_per_row, rows_per_beat, beats_per_bar)


def heard(score, seconds, *messages, rate=RATE, most=256):
    engine = Engine(rate)
    for message in (SetSong(1, score), *messages):
        engine.apply(message)
    blocks = []
    while sum(map(len, blocks)) < seconds * rate:
        blocks.append(engine.render(most))
    return np.concatenate(blocks)


def clicks(samples, rate=RATE):
    """The first sample of each click, and whether it is the bar's; the clicks are the only sound."""
    loud = np.flatnonzero(np.abs(samples) > 0.1)
    first = loud[np.insert(np.diff(loud) > rate // 50, 0, True)]
    pitches = []
    for start in first:
        spectrum = np.abs(np.fft.rfft(samples[start : start + rate // 50], rate))
        pitches.append(int(np.argmax(spectrum)))
    return first.tolist(), [abs(pitch - BAR_HZ) < abs(pitch - BEAT_HZ) for pitch in pitches]


def sample_of(tick, rate=RATE):
    """Where the sequencer's tick is, from the rate of the console alone."""
    return round(tick_cycle(tick) / CPU_RATE * rate)


@pytest.mark.parametrize("rate", [44_100, 48_000])
@pytest.mark.parametrize("ticks_per_row", [6.0, 7.5, 2.5041])
def test_each_beat_clicks_on_its_sample(ticks_per_row, rate):
    score = silence(64, ticks_per_row)
    samples = heard(score, score.seconds, SetMetronome(True), Play(0), rate=rate)
    first, bars = clicks(samples, rate)
    wanted = [sample_of(start_tick(row, ticks_per_row), rate) for row in range(0, 64, 4)]
    assert first == pytest.approx(wanted, abs=1)
    assert bars == [True, False, False, False] * 4


def test_a_click_begins_with_the_note_of_its_row():
    """The very sample: all that the metronome changes begins where the driver writes the row."""
    score = tune([60] * 4)
    clicks_alone = heard(score, 1.5, SetMetronome(True), Play(0)) - heard(score, 1.5, Play(0))
    assert clicks(clicks_alone)[0] == pytest.approx([sample_of(24 * beat) for beat in range(4)], abs=1)


def test_a_metre_of_three_has_its_own_bars():
    score = silence(36, 6.0, rows_per_beat=4, beats_per_bar=3)
    _, bars = clicks(heard(score, score.seconds, SetMetronome(True), Play(0)))
    assert bars == [True, False, False] * 3


def test_it_follows_the_loop_and_a_jump():
    first, bars = clicks(heard(silence(), 3.9, SetMetronome(True), SetLoop((8, 16)), Play(8)))
    assert np.diff(first) == pytest.approx(sample_of(24), abs=1)
    assert bars == [False] * 10
    engine = Engine(RATE)
    for message in (SetSong(1, silence()), SetMetronome(True), Play(1)):
        engine.apply(message)
    engine.render(256)
    engine.apply(Seek(16))
    blocks = [engine.render(4096) for _ in range(12)]
    first, bars = clicks(np.concatenate(blocks))
    assert bars == [True]


def test_another_tempo_moves_the_next_beat():
    engine = Engine(RATE)
    for message in (SetSong(1, silence()), SetMetronome(True), Play(0)):
        engine.apply(message)
    blocks = [engine.render(4096) for _ in range(24)]  # up to row 4
    engine.apply(SetSong(2, silence(64, 3.0)))
    blocks += [engine.render(4096) for _ in range(60)]
    first, _ = clicks(np.concatenate(blocks))
    assert np.diff(first)[0] == pytest.approx(sample_of(24), abs=1)
    assert np.diff(first)[1:] == pytest.approx(sample_of(12), abs=1)


def test_without_it_and_stopped_nothing_clicks():
    assert np.abs(heard(silence(), 1.0, Play(0))).max() < 0.001
    assert np.abs(heard(silence(), 1.0, SetMetronome(True))).max() < 0.001
    assert np.abs(heard(silence(), 1.0, SetMetronome(True), Play(0), SetMetronome(False))).max() < 0.001


def test_the_volume_of_the_song_is_not_its_volume():
    quiet = heard(silence(), 0.5, SetGain(0.0), SetMetronome(True), Play(0))
    assert 0.2 < np.abs(quiet).max() < 0.3


@pytest.mark.parametrize("most", [64, 256, 1000])
def test_the_song_below_it_is_unchanged(most):
    """What is heard beside the clicks is what is saved, and the clicks end."""
    score = tune([60, 62])
    saved = np.concatenate(list(sound.samples(perform(score, default_instruments()), sound.Sound(RATE))))
    both = heard(score, len(saved) / RATE, SetMetronome(True), Play(0), most=most)[: len(saved)]
    between = slice(RATE // 20, sample_of(24) - 10)
    assert np.array_equal(both[between], saved[between])


class TestCountIn:
    def test_a_bar_is_counted_and_then_the_song_starts(self):
        samples = heard(tune([60] * 8), 4.0, Play(0, 4))
        first, bars = clicks(samples[: sample_of(96) - 10])
        assert first == pytest.approx([sample_of(24 * beat) for beat in range(4)], abs=1)
        assert bars == [True, False, False, False]
        silent = samples[sample_of(72) + RATE // 20 : sample_of(96)]
        assert np.abs(silent).max() < 0.001
        assert np.abs(samples[sample_of(96) : sample_of(98)]).max() > 0.01

    def test_the_song_after_it_is_the_song(self):
        counted, plain = heard(tune([60] * 8), 5.0, Play(4, 4)), heard(tune([60] * 8), 3.0, Play(4))
        late = counted[sample_of(96) :]
        loud = np.abs(late[: 2 * RATE]) > 0.002
        assert np.argmax(loud) == pytest.approx(np.argmax(np.abs(plain) > 0.002), abs=8)

    def test_the_position_runs_up_to_the_start(self):
        engine = Engine(RATE)
        for message in (SetSong(1, silence()), Play(16, 4)):
            engine.apply(message)
        rows = []
        while engine.row < 17:
            rows.append(engine.row)
            engine.render(256)
        assert rows[0] == pytest.approx(0.0)
        assert rows == sorted(rows)
        assert max(np.diff(rows)) < 0.1
        assert engine.playing

    def test_it_can_be_stopped(self):
        engine = Engine(RATE)
        for message in (SetSong(1, silence()), Play(16, 4)):
            engine.apply(message)
        engine.render(256)
        assert engine.playing
        engine.apply(Stop())
        engine.render(256)
        assert not engine.playing
        assert engine.row == 16

    def test_beats_shorter_than_a_tick_are_no_trouble(self):
        counting = CountIn(4, silence(8, 0.1, 1, 4))
        assert counting.tick() is not None
        assert counting.over


def test_rows_between_beats_have_no_accent():
    score = silence()
    assert [accent_of(range(row, row + 1), score) for row in (0, 1, 4, 16)] == [True, None, False, True]
    assert accent_of(range(0), score) is None
    assert accent_of(range(13, 18), score) is True


def test_a_click_ends_within_its_time_and_without_a_step():
    metronome, samples = Metronome(RATE), np.zeros(RATE // 2, np.float32)
    metronome.start(True)
    metronome.add_to(samples)
    end = np.flatnonzero(samples)[-1]
    assert end < RATE // 20
    assert abs(samples[end]) < 0.002
    again = np.zeros(100, np.float32)
    metronome.add_to(again)
    assert not again.any()
