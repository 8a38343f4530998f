"""What keeps the sound going when its process dies, hangs or goes elsewhere; with a clock for a sound device."""

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap

import pytest
from support.jack import wait_until
from support.songs import tune

from nes_composer.playback import supervisor
from nes_composer.playback.client import AudioClient
from nes_composer.playback.devices import Output
from nes_composer.score.score import Score


def children() -> set[int]:
    return {child.pid for child in multiprocessing.active_children()}


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_process_that_dies_is_replaced_and_plays_on():
    others = children()
    audio = AudioClient("null")
    try:
        version = audio.set_song(tune([60] * 100))
        audio.set_audible((False, True, True, True))
        audio.set_loop((0, 390))
        audio.play(40)
        wait_until(lambda: audio.status().playing and audio.status().row > 42, "the song plays")
        (before,) = children() - others
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: not audio.status().ready, "the death is noticed")
        assert "started again" in audio.status().error
        row = audio.status().row
        wait_until(lambda: audio.status().ready, "another process is ready")
        wait_until(lambda: audio.status().playing and audio.status().row > row + 1, "the song plays on")
        assert audio.status().rendered_version == version
        assert audio.status().levels[0] == 0
        assert audio.status().error == ""
        assert not alive(before)
    finally:
        audio.close()


def test_a_process_that_hangs_while_it_plays_is_replaced_and_plays_on(monkeypatch):
    monkeypatch.setattr(supervisor, "_HUNG_S", 0.5)
    audio = AudioClient("null")
    try:
        audio.set_song(tune([60] * 200))
        audio.play(0)
        wait_until(lambda: audio.status().row > 2, "the song plays")
        hung = audio.pid
        os.kill(hung, signal.SIGSTOP)
        # What is sent meanwhile is more than a pipe holds, and nobody waits for that.
        for _ in range(50):
            audio.set_song(tune([67] * 200))
        wait_until(lambda: not alive(hung), "it is ended")
        wait_until(lambda: audio.status().ready and not audio.status().error, "another one is ready")
        row = audio.status().row
        wait_until(lambda: audio.status().playing and audio.status().row > row + 1, "the song goes on")
    finally:
        audio.close()


def test_a_process_that_ends_again_and_again_is_given_up(monkeypatch):
    monkeypatch.setattr("nes_composer.playback.process.main", int)  # called with six arguments it raises
    audio = AudioClient("null")
    try:
        wait_until(lambda: "no sound" in audio.status().error, "it gives up")
    finally:
        audio.close()


@pytest.mark.parametrize("when", ["starting", "playing"])
def test_close_leaves_no_process(when):
    before = children()
    audio = AudioClient("null")
    wait_until(lambda: children() - before, "the process starts")
    if when == "playing":
        audio.set_song(tune([60] * 40))
        audio.play(0)
        wait_until(lambda: audio.status().playing, "the song plays")
    audio.close()
    assert children() == before
    audio.close()


def test_a_process_that_hangs_is_ended_too():
    before = children()
    audio = AudioClient("null")
    wait_until(lambda: audio.status().ready, "the process is ready")
    (pid,) = children() - before
    os.kill(pid, signal.SIGSTOP)
    audio.set_song(Score.silent(100_000))  # more than a pipe holds
    audio.close()
    assert not alive(pid)


def test_a_killed_window_takes_the_sound_with_it():
    code = """
        import os, time
        from nes_composer.playback.client import AudioClient
        if __name__ == "__main__":
            audio = AudioClient("null")
            while not audio.status().ready:
                time.sleep(0.01)
            print(audio.pid, flush=True)
            time.sleep(600)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True) as window:
        pid = int(window.stdout.readline())
        assert alive(pid)
        window.kill()
    wait_until(lambda: not alive(pid), "the audio process ends")


def test_a_driver_that_hangs_leaves_the_clock(tmp_path, monkeypatch):
    """A song plays on without the device, and nothing is left behind."""
    (tmp_path / "sounddevice.py").write_text("import time\ntime.sleep(600)\n")
    (tmp_path / "rtmixer.py").write_text("import sounddevice\n")
    monkeypatch.syspath_prepend(tmp_path)
    before = children()
    audio = AudioClient()
    try:
        audio.set_song(tune([60] * 200))
        audio.play(4)
        wait_until(lambda: audio.status().ready, "a clock stands in")
        assert audio.status().device == "no sound: the sound device does not answer"
        assert audio.status().standing_in
        wait_until(lambda: audio.status().row > 6, "the song plays")
        wait_until(lambda: len(children() - before) == 2, "the device is looked for")
    finally:
        audio.close()
    assert children() == before


def test_the_output_is_changed_where_the_song_is(audio):
    audio.set_song(tune([60] * 200))
    audio.play(40)
    wait_until(lambda: audio.status().row > 46, "the song plays")
    before = audio.output
    audio.set_output(Output("null", 44_100))
    wait_until(lambda: audio.status().sample_rate == 44_100, "the output is another one")
    audio.preview(1, 70, 15, 2)
    wait_until(lambda: audio.status().levels[1] > 0, "what is said next is heard there")
    assert audio.status().error == ""
    assert audio.status().playing
    assert audio.status().row >= 46
    audio.stop()
    wait_until(lambda: not audio.status().playing, "the song stops")
    row = int(audio.status().row)
    audio.set_output(before)
    wait_until(lambda: audio.status().sample_rate == 48_000, "the output is changed back")
    wait_until(lambda: audio.status().row == row, "the stopped song is where it was")
    assert not audio.status().playing


def test_the_sound_goes_on_until_the_next_process_can_take_over(audio):
    audio.set_song(tune([60] * 200))
    audio.play(0)
    wait_until(lambda: audio.status().playing and 2 < audio.status().row < 20, "the song plays")
    before, first = children(), audio.pid
    audio.set_output(Output("null"))
    wait_until(lambda: len(children() - before) == 1, "the next one is started")
    assert audio.pid == first
    row = audio.status().row
    wait_until(lambda: audio.status().row > row, "the song plays on in the first one")
    assert audio.pid == first
    wait_until(lambda: audio.pid != first and audio.status().playing, "the next one has taken over")
    assert children() == before - {first} | {audio.pid}


def test_closing_while_the_next_process_loads_leaves_none_of_both():
    before = children()
    audio = AudioClient("null")
    wait_until(lambda: audio.status().ready, "the process is ready")
    audio.set_output(Output("null"))
    wait_until(lambda: len(children() - before) == 2, "the next one is started")
    audio.set_output(Output("null", 44_100))
    audio.close()
    assert children() == before


def test_what_is_said_just_before_a_change_of_output_is_done(audio):
    audio.set_song(tune([60] * 200))
    audio.play(80)
    audio.set_output(Output("null"))
    wait_until(lambda: audio.status().playing and audio.status().row > 82, "the song plays")
    audio.seek(8)
    audio.set_output(Output("null"))
    wait_until(lambda: 8 < audio.status().row < 80, "it plays from where it was sent")
    assert audio.status().playing
    audio.stop()
    before = audio.pid
    audio.set_output(Output("null"))
    wait_until(lambda: audio.pid != before and audio.status().ready, "another process has taken over")
    assert not audio.status().playing


def test_a_sound_that_was_given_up_is_tried_again_on_another_output(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("nes_composer.playback.process.main", int)
        audio = AudioClient("null")
        wait_until(lambda: "no sound" in audio.status().error, "it gives up")
    try:
        version = audio.set_song(tune([60] * 40))
        audio.set_output(Output("null", 44_100))
        wait_until(lambda: audio.status().ready, "it is tried again")
        wait_until(lambda: audio.status().rendered_version == version, "what was said meanwhile is known")
        assert audio.status().sample_rate == 44_100
    finally:
        audio.close()
