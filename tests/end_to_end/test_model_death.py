"""The model process is killed in the middle of a continuation."""

import os
import signal

from support.session import real

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1
from nes_composer.ui.continue_settings import ContinueSettings
from nes_composer.ui.takes import State

__all__ = ["real"]


def test_no_note_is_lost_the_panel_says_so_and_is_ready_again(real):
    window, continuation = real.window, real.window.continuation
    window.desk.edit("Draw note", lambda score: draw(score, [Note(P1, 20, 12, 60)]))
    song = window.document.song
    continuation.set(ContinueSettings(bars=64, takes=8, seed=7))
    window.commands["continue"].trigger()
    real.wait(lambda: continuation.takes.rows > 0, "the first rows are there")
    assert continuation.takes.state is State.DRAWING
    os.kill(real.client.process_id, signal.SIGKILL)
    real.wait(lambda: "no note is lost" in window.takes_panel.state.text(), "the panel says so")
    assert not continuation.waiting
    assert window.document.song is song
    real.wait(lambda: window.latent.ready and continuation.ready, "both models are ready again")
    continuation.set(ContinueSettings(bars=1, takes=1, seed=7))
    window.commands["continue"].trigger()
    real.wait(lambda: continuation.takes.state is State.OFFERED and not continuation.waiting, "takes come again")
    window.moves.randomize(3)
    real.wait(lambda: not window.latent.waiting, "sliders work again")
    assert window.document.song.patterns[0].z is not None
