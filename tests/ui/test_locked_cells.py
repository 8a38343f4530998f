"""Whatever models do, what is locked stays as it is, cell by cell."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nes_composer.score.edits import with_length
from nes_composer.score.locks import Locks
from nes_composer.score.score import VOICES
from nes_composer.score.song import Song

FIELDS = ("pitch", "onset", "velocity", "timbre")
ACTIONS = 1000


def locked_cells(song):
    """What is locked, cell by cell, by nothing but the definition."""
    score = song.score
    bars = np.isin(np.arange(len(score)) // score.rows_per_bar, list(song.locks.bars))
    return bars[:, None] | np.isin(np.arange(len(VOICES)), list(song.locks.voices))[None]


def assert_kept(before, after):
    cells = locked_cells(before)
    for name in FIELDS:
        assert (getattr(after.score, name)[: len(before.score)][cells] == getattr(before.score, name)[cells]).all(), (
            name
        )
    for voice in before.locks.voices:
        assert not after.score.sounding[len(before.score) :, voice].any()


@given(data=st.data())
@settings(max_examples=200)
def test_no_decode_changes_a_locked_cell(data, scores):
    locks = Locks(data.draw(st.frozensets(st.integers(0, 3))), data.draw(st.frozensets(st.integers(0, 7))))
    song = Song(with_length(data.draw(scores(90)), 128), locks=locks)
    for number in range(5):
        decoded = with_length(data.draw(scores(70)), 64)
        moved = song.with_decoded(
            data.draw(st.integers(0, 1)), (float(number),), decoded, strength=data.draw(st.floats(0, 1))
        )
        assert_kept(song, moved)
        song = moved


class Person:
    """Does what chance says in a window, with models that answer at once."""

    def __init__(self, window, models, seed):
        self.window, self.models = window, models
        self.random = np.random.default_rng(seed)
        self.actions = [
            self.randomize,
            self.mutate,
            self.move,
            self.move_attribute,
            self.reset,
            self.morph,
            self.fill,
            self.encode,
            self.adopt,
            self.strengthen,
            self.continue_,
            self.fill_rows,
            self.restore,
        ]

    def settle(self):
        # Each answer may lead to another question; the stand-ins answer within the event loop.
        for _ in range(100):
            QApplication.processEvents()
            if not self.window.latent.waiting and not self.window.continuation.waiting:
                return
        raise AssertionError("the models never came to rest")

    def act(self):
        window, patterns = self.window, len(self.window.document.song.patterns)
        chosen = self.random.choice(patterns, self.random.integers(1, patterns + 1), replace=False).tolist()
        window.selection.choose_patterns(chosen, chosen[0])
        self.random.choice(self.actions)()
        self.settle()

    def randomize(self):
        self.window.moves.randomize(int(self.random.integers(1000)))

    def mutate(self):
        self.window.moves.mutate(float(self.random.random()), int(self.random.integers(1000)))

    def move(self):
        self.window.moves.move_axis(int(self.random.integers(16)), float(self.random.uniform(-3, 3)), None)

    def move_attribute(self):
        self.window.moves.move_attribute(int(self.random.integers(2)), float(self.random.uniform(-3, 3)), None)

    def reset(self):
        self.window.moves.reset()

    def morph(self):
        axes = self.models.axes
        self.window.moves.slots.update(A=axes.random(self.random), B=axes.random(self.random))
        self.window.moves.morph(float(self.random.random()), None)

    def fill(self):
        self.window.moves.fill()

    def encode(self):
        self.window.moves.encode()

    def adopt(self):
        self.window.moves.adopt()

    def strengthen(self):
        self.window.latent.set_strength(float(self.random.random()))

    def continue_(self):
        self.window.selection.choose_rows(None)
        self.take(Qt.KeyboardModifier.ControlModifier)

    def fill_rows(self):
        first, last = sorted(self.random.choice(len(self.window.document.score), 2, replace=False).tolist())
        self.window.selection.choose_rows((first, last))
        self.take(Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)

    def take(self, modifiers):
        QTest.keyClick(self.window, Qt.Key.Key_Return, modifiers)
        self.settle()
        for _ in range(self.random.integers(3)):
            QTest.keyClick(self.window, Qt.Key.Key_Tab)
        QTest.keyClick(self.window, Qt.Key.Key_Return)

    def restore(self):
        entries = self.window.history.entries
        if entries:
            self.window.history.restore(entries[self.random.integers(len(entries))])


def test_no_action_of_a_model_changes_a_locked_cell(ready, qtbot):
    ready.models.become_able_to_continue()
    qtbot.waitUntil(lambda: ready.window.continuation.ready)
    person = Person(ready.window, ready.models, 20)
    window, changed = person.window, 0
    for number in range(ACTIONS):
        if number % 20 == 0:
            bars = person.random.random(16) < 0.3
            voices = person.random.random(4) < 0.3
            locks = Locks(frozenset(np.flatnonzero(voices).tolist()), frozenset(np.flatnonzero(bars).tolist()))
            # The songs would grow without end.
            song = replace(window.document.song, score=with_length(window.document.score, 256), locks=locks)
            window.document.open(song)
        before = window.document.song
        person.act()
        assert_kept(before, window.document.song)
        changed += window.document.song is not before
    assert changed > ACTIONS / 4
