"""Metronome and edits on a sound card, keys on a screen: each in software."""

import json
import subprocess
import sys

import numpy as np
import pytest
from support import piano_session
from support.jack import PERIOD, RATE, jack, wait_until
from support.listening import pitches
from support.screen import screen
from support.songs import tune

from nes_composer.playback.client import AudioClient
from nes_composer.score.instrument import PLAIN
from nes_composer.score.score import Score

__all__ = ["jack", "screen"]

BEAT = 24 * RATE / 60.0988


@pytest.fixture
def audio(jack):
    audio = AudioClient()
    try:
        wait_until(lambda: audio.status().ready, "the audio process is ready")
        yield audio
    finally:
        audio.close()


def test_clicks_are_a_beat_apart_to_the_sample(jack, audio):
    audio.set_song(Score.silent(64))
    audio.set_metronome(True)
    with jack.recording() as recording:
        audio.play(0)
        wait_until(lambda: audio.status().row > 20, "five beats are heard")
    loud = np.flatnonzero(np.abs(recording.samples) > 0.1)
    starts = loud[np.insert(np.diff(loud) > RATE // 50, 0, True)]
    assert len(starts) >= 5
    # A busy machine loses whole periods, in the recorder or on the way to it; within them not a sample.
    late = np.diff(starts)[:4] - BEAT
    assert late - np.round(late / PERIOD) * PERIOD == pytest.approx(0, abs=1.5)
    assert np.count_nonzero(np.abs(late) > 1.5) < 4


def test_an_edit_while_it_plays_is_heard_from_the_next_row_and_a_held_note_at_once(jack, audio):
    audio.set_song(tune([60] * 16), PLAIN)
    with jack.recording() as recording:
        audio.play(0)
        wait_until(lambda: audio.status().row > 4, "the first note is over")
        audio.set_song(tune([60] * 2 + [67] * 14), PLAIN)
        wait_until(lambda: audio.status().row > 12, "the edited notes are heard")
        audio.press(0, 79, 15, 2)
        wait_until(lambda: audio.status().row > 16, "a held note is heard")
        audio.let_go(0, 79)
        wait_until(lambda: audio.status().row > 22, "the song is heard again")
    assert pitches(recording.samples) == [60, 67, 79, 67]


def test_the_keys_of_a_real_keyboard_play_by_their_place_and_do_not_repeat(screen):
    """On a French layout the key in the place of Z has the letter W."""
    output = subprocess.check_output([sys.executable, piano_session.__file__], env=screen, text=True, timeout=120)
    told = json.loads(output.splitlines()[-1])
    assert told["held"] == [["press", 0, 60], ["let_go", 0, 60]]
    assert told["letter"] == [["press", 0, 71], ["let_go", 0, 71]]
    assert not told["muted"]
    assert told["french"] == [["press", 0, 60], ["let_go", 0, 60]]
    assert told["lower"] == [["press", 0, 60], ["let_go", 0, 60]]
    assert told["step"] == "Record C4"
    assert told["back"] == "Erase step"
