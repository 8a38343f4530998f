import dataclasses

import numpy as np
import pytest

from nes_composer.score.edits import with_length
from nes_composer.score.locks import Locks
from nes_composer.score.score import P2, Score
from nes_composer.score.song import Song


@pytest.fixture
def hearing(ready):
    return ready.window.map_view.hearing


def settle(bench, qtbot):
    qtbot.waitUntil(lambda: not bench.window.latent.waiting)


def _mean(bench):
    return bench.window.latent.axes.mean


def test_a_click_is_heard_for_one_pattern(ready, hearing, qtbot):
    window = ready.window
    # Rows so short that a pattern is a fifth of a second.
    window.document.open(Song(Score.silent(128, 320.0)))
    hearing.press(_mean(ready))
    hearing.release()
    settle(ready, qtbot)
    assert ready.audio.reported.playing
    assert ready.audio.scores[-1].pitch.any()
    qtbot.waitUntil(lambda: ready.audio.told[-2:] == [("stop",), ("seek", 0)])
    assert ready.audio.scores[-1] is window.document.score


def test_a_running_song_goes_on_where_it_is(ready, hearing, qtbot):
    ready.audio.hear(playing=True, row=100.0)
    qtbot.waitUntil(lambda: ready.window.transport.playing)
    told = list(ready.audio.told)
    hearing.press(_mean(ready))
    settle(ready, qtbot)
    assert len(ready.audio.scores[-1]) == len(ready.window.document.score)
    assert ready.audio.scores[-1].pitch[100:164].any()
    hearing.stop()
    assert ready.audio.told == told
    assert ready.audio.scores[-1] is ready.window.document.score


def test_an_answer_after_the_end_is_not_heard(ready, hearing, qtbot):
    ready.models.prompt = False
    hearing.press(_mean(ready))
    hearing.stop()
    heard = len(ready.audio.scores)
    ready.models.answer(*ready.models.decodes[-1])
    settle(ready, qtbot)
    assert len(ready.audio.scores) == heard
    assert not ready.audio.reported.playing


def test_what_is_locked_is_heard_as_it_is(ready, hearing, qtbot):
    document = ready.window.document
    score = with_length(ready.models.score_of(_mean(ready) + 1), 256)
    document.open(dataclasses.replace(document.song, score=score, locks=Locks(frozenset({P2}), frozenset())))
    hearing.press(_mean(ready))
    settle(ready, qtbot)
    heard = ready.audio.scores[-1]
    assert np.array_equal(heard.pitch[:64, P2], score.pitch[:64, P2])
    assert not np.array_equal(heard.pitch[:64, 0], score.pitch[:64, 0])


def test_a_song_shorter_than_a_pattern_is_no_hindrance(ready, hearing, qtbot):
    ready.window.document.open(Song(Score.silent(10)))
    hearing.press(_mean(ready))
    settle(ready, qtbot)
    assert ready.audio.scores[-1].pitch[10:64].any()
