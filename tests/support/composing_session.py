"""A person composes in the real window with mouse and keys; each step is looked at. Run in a process of its own.

python composing_session.py compose FOLDER     from an empty window to a saved song, then dies without warning
python composing_session.py reopen FOLDER      opens what was saved, and has the models do the same again
"""

import json
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings
from PySide6.QtWidgets import QApplication
from support.screen import Hand, picture

from nes_composer import app
from nes_composer.generation.client import ModelClient
from nes_composer.playback.client import AudioClient
from nes_composer.score.score import NO, P1, P2, TR
from nes_composer.selftest import SelfTest
from nes_composer.ui.takes import State

SEED, TAKES = 4711, 4
_PAINTED_S = 0.2


class Session:
    """The window, the person, and what they have seen so far."""

    def __init__(self, folder: Path, path: Path | None = None) -> None:
        self.folder, self.saved = folder, folder / "my song.nesproj"
        app.application()
        self.test = SelfTest("null", folder, None)
        self.audio = AudioClient("null")
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.window = app.build(self.audio, ModelClient, settings)
        self.window.show()
        app.begin(self.window, path)
        self.document, self.latent = self.window.document, self.window.latent
        self.continuation, self.takes = self.window.continuation, self.window.continuation.takes
        self.panel = self.window.latent_panel
        self.hand = Hand(self.wait)
        self.pictures = 0
        self.wait(lambda: self.latent.ready and self.continuation.ready, "the models are ready")
        self.wait(lambda: bool(self.document.score.sounding.any()), "there is a song")
        self.hand.do("windowfocus", "--sync", int(self.window.winId()))
        self.wait(lambda: QApplication.activeWindow() is self.window, "the window has the keyboard")

    def wait(self, condition, what):
        self.test.wait(condition, what)

    def settle(self):
        self.wait(lambda: not self.latent.waiting, "the VAE has answered")

    def look(self, name):
        """Take a picture once all is painted."""
        end = time.monotonic() + _PAINTED_S
        self.wait(lambda: time.monotonic() > end, "all is painted")
        self.pictures += 1
        picture(self.folder / f"{self.pictures:02}-{name}.png")

    def values(self, pattern=0):
        return np.array(self.latent.values(pattern))

    def changed(self, before):
        """Which voices sound otherwise than in a song before."""
        score = self.document.score
        rows = min(len(score), len(before.score))
        return {v for v in range(4) if (score.pitch[:rows, v] != before.score.pitch[:rows, v]).any()}

    def save(self):
        """Save over the file that there is, and return what is in it."""
        before = self.saved.stat().st_mtime_ns
        self.hand.key("ctrl+s")
        self.wait(lambda: self.saved.stat().st_mtime_ns != before and not self.document.dirty, "the song is saved")
        return self.saved.read_bytes()

    def save_as(self):
        """Save to a new file by the dialog, and return what is in it."""
        # In one go: the dialog is up until its name has been typed.
        self.hand.do("key", "ctrl+s", "sleep", 1.5, "type", "--delay", 5, "--args", 1, self.saved, "key", "Return")
        self.wait(lambda: self.document.path == self.saved, "the song is saved")
        return self.saved.read_bytes()

    # The steps

    def random(self):
        before = self.document.song
        self.hand.click(self.panel.buttons["random"])
        self.wait(lambda: self.document.song is not before and not self.latent.waiting, "another point")
        assert self.document.undo_text.startswith("Random pattern A (seed ")
        assert self.document.song.patterns[0].z != before.patterns[0].z
        assert self.changed(before)
        self.look("random")

    def drag_three_sliders(self):
        for axis in range(3):
            slider, before = self.panel.sliders[axis], self.values()
            y, width = slider.height() // 2, slider.width()
            way = (0.3, 0.5, 0.8) if before[axis] < 0 else (0.7, 0.5, 0.2)
            self.hand.drag(slider, *(QPoint(round(share * width), y) for share in way))
            self.settle()
            after = self.values()
            assert abs(after[axis] - before[axis]) > 0.5
            assert np.delete(after, axis) == approx(np.delete(before, axis))
            assert self.document.undo_text.startswith("Move “")
        self.look("dragged")

    def lock_p1(self):
        self.hand.click(self.window.strips[P1].lock)
        self.wait(lambda: self.document.song.locks.voices == {P1}, "P1 is locked")
        self.look("locked")

    def mutate(self):
        before = self.document.song
        self.hand.key("ctrl+m")
        self.wait(lambda: self.document.song is not before and not self.latent.waiting, "a mutation")
        assert self.document.undo_text.startswith("Mutate pattern A (seed ")
        assert self.changed(before)
        assert P1 not in self.changed(before)
        self.look("mutated")

    def choose_four_bars(self):
        ruler = self.window.ruler
        x = ruler.coordinates.x
        self.hand.drag(ruler, *(QPoint(round(x(row)), 14) for row in (0.4, 30.0, 63.8)), holding="ctrl")
        self.wait(lambda: self.window.selection.rows == (0, 64), "four bars are chosen")
        self.look("chosen")

    def continue_with_four_takes(self):
        before = self.document.song
        assert self.continuation.settings.takes == TAKES
        self.hand.key("ctrl+Return")
        self.wait(lambda: self.takes.state is State.OFFERED, "takes are offered")
        assert len(self.takes.takes) == TAKES
        assert len({take.rows.pitch.tobytes() for take in self.takes.takes}) == TAKES
        assert self.document.song is before
        self.look("offered")

    def accept_one(self):
        before = self.document.song
        self.hand.key("Tab")
        self.wait(lambda: self.takes.choice[P2] == 1, "the second take is chosen")
        self.hand.key("Return")
        self.wait(lambda: self.document.song is not before, "it is accepted")
        rows = slice(64, 64 + len(self.takes.takes[1].rows))
        take = self.takes.takes[1].rows
        for voice in (P2, TR, NO):
            assert (self.document.score.pitch[rows, voice] == take.pitch[:, voice]).all()
        assert P1 not in self.changed(before)
        self.look("accepted")

    def merge_a_voice_of_another(self):
        before = self.document.song
        # Of four takes by chance a voice may be the same in all, but the takes are not.
        take, voice = next(
            (take, voice)
            for voice in (TR, P2, NO)
            for take in range(TAKES)
            if (self.takes.takes[take].rows.pitch[:, voice] != before.score.pitch[64:128, voice]).any()
        )
        self.hand.click(self.window.takes_panel.rows[take].cells[voice])
        self.wait(lambda: self.document.song is not before, "a voice of another take")
        assert self.changed(before) == {voice}
        self.look("merged")

    def morph_a_to_b_over_four_patterns(self):
        band, moves = self.window.editor.band, self.window.moves
        self.window.time_view.show_all()
        for pattern, slot in ((0, "A"), (3, "B")):
            self.hand.click(band, band.block(pattern).center().toPoint())
            self.wait(lambda pattern=pattern: self.window.selection.pattern == pattern, "a pattern is chosen")
            self.hand.click(self.panel.morph.slots[slot])
            self.wait(lambda slot=slot: slot in moves.slots, "its point is kept")
        self.hand.click(band, band.block(0).center().toPoint())
        self.hand.click(band, band.block(3).center().toPoint(), holding="shift")
        self.wait(lambda: self.window.selection.patterns == (0, 1, 2, 3), "four patterns are chosen")
        before = self.document.song
        self.hand.click(self.panel.morph.fill)
        self.wait(lambda: self.document.song is not before and not self.latent.waiting, "the way is filled")
        axes = self.latent.axes
        for pattern in range(4):
            z = axes.between(moves.slots["A"], moves.slots["B"], pattern / 3)
            assert np.array(self.document.song.patterns[pattern].z) == approx(z)
        assert P1 not in self.changed(before)
        self.look("morphed")

    def undo_all_and_redo_all(self, first):
        last, steps = self.save(), 0
        while self.document.undo_text:
            text = self.document.undo_text
            self.hand.key("ctrl+z")
            self.wait(lambda text=text: self.document.undo_text != text, f"undone: {text}")
            steps += 1
        assert self.save() == first
        self.look("undone")
        for _ in range(steps):
            text = self.document.redo_text
            self.hand.key("ctrl+y")
            self.wait(lambda text=text: self.document.redo_text != text, f"redone: {text}")
        assert not self.document.redo_text
        assert self.save() == last
        self.look("redone")
        return steps

    def same_again(self):
        """Have both models do something by a seed that is typed; return what they make of it."""
        window, found = self.window, {}
        window.selection.choose_rows(None)
        self.hand.click(window.editor.band, window.editor.band.block(1).center().toPoint())
        self.hand.click(self.panel.seed)
        self.hand.key("ctrl+a")
        self.hand.type(str(SEED))
        before = self.document.song
        self.hand.key("Return")
        self.wait(lambda: self.document.song is not before and not self.latent.waiting, "a random point")
        found["z"] = list(self.document.song.patterns[1].z)
        self.hand.key("ctrl+z")
        self.wait(lambda: self.document.song is before, "undone")
        window.continuation.set(replace(window.continuation.settings, seed=SEED))
        self.hand.key("ctrl+Return")
        self.wait(lambda: self.takes.state is State.OFFERED, "takes are offered")
        found["takes"] = [take.rows.pitch.tolist() for take in self.takes.takes]
        self.hand.key("Escape")
        self.wait(lambda: not self.takes.on_offer, "the takes are rejected")
        return found


def approx(values):
    return pytest.approx(values, abs=0.01)


def compose(folder):
    session = Session(folder)
    session.look("opened")
    first = session.save_as()
    session.random()
    session.drag_three_sliders()
    session.lock_p1()
    session.mutate()
    session.choose_four_bars()
    session.continue_with_four_takes()
    session.accept_one()
    session.merge_a_voice_of_another()
    session.morph_a_to_b_over_four_patterns()
    steps = session.undo_all_and_redo_all(first)
    made = session.same_again()
    (folder / "made.json").write_text(json.dumps({"steps": steps, **made}))
    os.kill(os.getpid(), signal.SIGKILL)


def reopen(folder):
    session = Session(folder, folder / "my song.nesproj")
    before = session.saved.read_bytes()
    assert session.document.song.locks.voices == {P1}
    made = session.same_again()
    assert session.save() == before
    session.look("reopened")
    known = json.loads((folder / "made.json").read_text())
    assert made["z"] == known["z"]
    assert made["takes"] == known["takes"]
    session.test._window, session.test._audio = session.window, session.audio
    session.test.quit()


if __name__ == "__main__":
    {"compose": compose, "reopen": reopen}[sys.argv[1]](Path(sys.argv[2]))
