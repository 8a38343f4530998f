"""The audio process as the window sees it, with a clock for a sound device."""

import subprocess
import sys
import time

from support.jack import wait_until
from support.songs import tune

from nes_composer.playback.client import AudioClient
from nes_composer.score.score import Score


def test_the_window_s_process_loads_neither_the_compiler_nor_the_sound_library():
    code = "import sys, nes_composer.playback.client; print({'numba', 'torch', 'sounddevice'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"


def test_it_says_that_there_is_no_device(audio):
    assert audio.status().device == "no sound, as asked for"
    assert audio.status().error == ""
    assert audio.status().sample_rate == 48_000


def test_a_song_plays_from_its_row_to_its_end(audio):
    audio.set_song(tune([60, 62, 64], ticks_per_row=2))
    audio.play(4)
    rows = []

    def ended():
        status = audio.status()
        rows.append(status.row)
        return status.row == 12 and not status.playing

    wait_until(ended, "the song ends")
    played = rows[next(i for i, row in enumerate(rows) if row >= 4) :]
    assert played == sorted(played)
    assert len({int(row) for row in played}) > 4


def test_it_may_be_told_what_to_play_before_it_is_started():
    audio = AudioClient("null", at_once=False)
    try:
        audio.set_song(tune([60, 62, 64, 65], ticks_per_row=30))
        audio.play(2)
        assert audio.pid is None
        audio.start()
        wait_until(lambda: audio.status().playing and audio.status().row > 2, "the song plays from its third row")
    finally:
        audio.close()


def test_one_that_was_never_started_is_closed_all_the_same():
    audio = AudioClient("null", at_once=False)
    audio.play(0)
    audio.close()
    assert audio.pid is None


def test_a_loop_comes_back(audio):
    audio.set_song(tune([60, 62, 64], ticks_per_row=2))
    audio.set_loop((2, 5))
    audio.play(2)
    wait_until(lambda: 4 <= audio.status().row < 5, "the loop's last row")
    wait_until(lambda: 2 <= audio.status().row < 3, "the loop's first row again")
    assert audio.status().playing


def test_of_many_scores_the_newest_plays(audio):
    audio.set_song(tune([60] * 40))
    audio.play(0)
    versions = [audio.set_song(tune([60 + i % 12] * 40)) for i in range(200)]
    assert versions == sorted(set(versions))
    wait_until(lambda: audio.status().rendered_version == versions[-1], "the newest version")
    assert audio.status().playing


def test_it_tells_when_a_new_score_is_heard(audio):
    audio.set_song(tune([60] * 40))
    audio.play(0)
    before = time.monotonic()
    version = audio.set_song(tune([67] * 40))
    wait_until(lambda: audio.status().rendered_version == version, "the new version")
    status = audio.status()
    assert before < status.version_heard_at < time.monotonic() + status.latency_s


def test_levels_and_mute(audio):
    audio.set_song(tune([60] * 40))
    audio.play(0)
    wait_until(lambda: audio.status().levels[0] > 0.5, "the first pulse sounds")
    audio.set_audible((False, True, True, True))
    wait_until(lambda: audio.status().levels[0] == 0, "the first pulse is muted")


def test_a_preview_is_heard_without_a_song(audio):
    audio.preview(1, 70, 15, 2)
    wait_until(lambda: audio.status().levels[1] > 0, "the note sounds")
    wait_until(lambda: audio.status().levels[1] == 0, "the note ends")
    assert not audio.status().playing


def test_a_pressed_note_is_heard_until_it_is_let_go(audio):
    audio.set_song(Score.silent(0))
    audio.press(1, 70, 15, 2)
    wait_until(lambda: audio.status().levels[1] > 0, "the note sounds")
    audio.press(2, 45, 15, 0)
    wait_until(lambda: audio.status().levels[2] > 0, "a note of another voice sounds")
    assert audio.status().levels[1] > 0
    audio.let_go(1, 70)
    wait_until(lambda: audio.status().levels[1] == 0, "the note ends")
    assert audio.status().levels[2] > 0
    audio.let_go(2, 45)
    wait_until(lambda: audio.status().levels[2] == 0, "the other note ends")


def test_a_count_in_comes_before_the_start(audio):
    audio.set_song(tune([60] * 16, ticks_per_row=2))
    audio.set_metronome(True)
    audio.play(32, 4)
    wait_until(lambda: audio.status().playing and audio.status().row < 31, "it is counted in")
    assert audio.status().levels[0] == 0
    wait_until(lambda: audio.status().row > 33, "the song plays")
    audio.set_metronome(False)
