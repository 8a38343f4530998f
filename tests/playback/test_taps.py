import multiprocessing

import numpy as np
import pytest
from support.jack import wait_until
from support.songs import tune

from nes_composer.apu.tap_rate import RATE
from nes_composer.playback.client import AudioClient
from nes_composer.playback.engine import Engine
from nes_composer.playback.messages import Play, SetAudible, SetSong
from nes_composer.playback.player import Player
from nes_composer.playback.sinks import ManualSink
from nes_composer.playback.taps import MOST_LEVELS, MOST_SOUND, SharedTaps


@pytest.fixture
def taps():
    return SharedTaps(multiprocessing.get_context("spawn"))


def levels(first, count):
    """Numbered levels, another for each voice."""
    return ((np.arange(first, first + count)[:, None] + np.arange(4) * 50) % 251).astype(np.uint8)


@pytest.mark.parametrize("piece", [1, 97, 4000])
def test_the_latest_levels_come_back_in_order(taps, piece):
    written = 0
    while written < 40_000:
        taps.write_levels(levels(written, piece))
        written += piece
        if written % 7 == 0 or piece > 1:
            for voice in range(4):
                found = taps.levels(voice, 500)
                assert np.array_equal(found, levels(written - len(found), len(found))[:, voice])
    assert len(taps.levels(0, 10**6)) == MOST_LEVELS


def test_the_latest_sound_comes_back_in_order(taps):
    for start in range(0, 100_000, 256):
        taps.write_sound(np.arange(start, start + 256, dtype=np.float32))
    found = taps.sound(MOST_SOUND)
    assert found[-1] == 100_095
    assert (np.diff(found) == 1).all()
    assert len(found) == MOST_SOUND


def test_before_anything_is_written_there_is_nothing(taps):
    assert len(taps.levels(2, 100)) == len(taps.sound(100)) == 0


def test_what_was_read_does_not_change_any_more(taps):
    taps.write_levels(levels(0, 100))
    found = taps.levels(1, 100)
    taps.write_levels(levels(7, 16_000))
    assert np.array_equal(found, levels(0, 100)[:, 1])


def playing(taps, *messages):
    player = Player(Engine(48_000), ManualSink(9_600, 48_000), taps=taps)
    for message in (SetSong(1, tune([69] * 40)), Play(0), *messages):
        player.apply(message)
    while player.fill():
        pass


def test_nothing_is_written_for_nobody(taps):
    playing(taps)
    assert len(taps.levels(0, 100)) == len(taps.sound(100)) == 0


def test_who_wants_it_gets_what_is_played(taps):
    taps.levels_wanted = taps.sound_wanted = True
    playing(taps, SetAudible((False, True, True, True)))
    found = taps.levels(0, 8_000)
    assert found.any(), "a muted voice is seen nevertheless"
    rises = np.flatnonzero((found[:-1] == 0) & (found[1:] > 0))
    assert RATE / np.diff(rises).mean() == pytest.approx(440, rel=0.005)
    assert len(taps.sound(9_000)) == 9_000
    assert np.abs(taps.sound(4_000)).max() < 0.01, "but it is not heard"


def test_the_audio_process_taps():
    audio = AudioClient("null")
    try:
        audio.set_song(tune([69] * 400))
        audio.play(0)
        wait_until(lambda: audio.status().playing, "the song plays")
        assert len(audio.taps.levels(0, 10)) == 0
        audio.taps.levels_wanted = True
        wait_until(lambda: len(audio.taps.levels(0, 5_000)) == 5_000, "the levels are written")
        assert audio.taps.levels(0, 5_000).any()
        assert len(audio.taps.sound(10)) == 0
    finally:
        audio.close()
