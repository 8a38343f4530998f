"""Random gestures and keys on the real window: whatever a person does, the song stays legal and can be taken back.

``GESTURES=10000`` in the environment does as many with other random numbers each time; without it a few hundred, always
the same.
"""

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from support.gestures import ALT, CTRL, LEFT, MIDDLE, NONE, RIGHT, SHIFT, Mouse
from support.random_songs import random_score

from nes_composer.score.notes import note_at, note_table
from nes_composer.score.score import VOICES
from nes_composer.ui.document import empty_song
from nes_composer.ui.snap import CHOICES
from nes_composer.ui.tools import Tool

_WANTED = int(os.environ.get("GESTURES", "0"))
_STEPS = 50

VOICE = st.integers(0, len(VOICES) - 1)
SHARE = st.floats(0, 1, allow_subnormal=False)
PLACE = st.tuples(SHARE, SHARE)
BUTTON = st.sampled_from((LEFT, LEFT, LEFT, RIGHT, MIDDLE))
HELD = st.sampled_from((NONE, NONE, SHIFT, CTRL, ALT, CTRL | SHIFT, ALT | SHIFT))
KEYS = (
    *((key, NONE) for key in (Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_Escape)),
    *((key, NONE) for key in (Qt.Key.Key_Delete, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)),
    *((key, SHIFT) for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)),
    *((key, CTRL) for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)),
    *((key, CTRL) for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_B, Qt.Key.Key_K)),
    *((key, CTRL) for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_V, Qt.Key.Key_D)),
    *((key, CTRL) for key in (Qt.Key.Key_Z, Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_Delete, Qt.Key.Key_I)),
    *((key, NONE) for key in (Qt.Key.Key_T, Qt.Key.Key_J, Qt.Key.Key_R, Qt.Key.Key_V, Qt.Key.Key_H, Qt.Key.Key_D)),
    *((key, NONE) for key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Period, Qt.Key.Key_Comma, Qt.Key.Key_G)),
    *((key, NONE) for key in (Qt.Key.Key_Insert, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_L, Qt.Key.Key_M)),
)


class Gestures(RuleBasedStateMachine):
    """One song, and what is done to it."""

    bench = None
    caught = None
    pens = ()

    @initialize(seed=st.integers(0, 3))
    def open_song(self, seed):
        self.window = self.bench.window
        song = empty_song()
        self.first = replace(song, score=random_score(seed)) if seed else song
        self.as_it_was()
        self.window.document.open(self.first)
        self.live()
        self.caught.clear()

    def as_it_was(self):
        """Leave nothing of what was done to the song before."""
        desk, editor = self.window.desk, self.window.editor
        editor.cancel_gesture()
        desk.focus.leave()
        desk.tools.take(Tool.PENCIL)
        desk.highlight.choose(None)
        desk.selection.choose_nothing()
        desk.selection.choose_voice(0)
        for pen, other in zip(desk.pens, self.pens, strict=True):
            pen.length, pen.velocity, pen.timbre = other.length, other.velocity, other.timbre
        self.window.editing.snap.choose(CHOICES[-1])
        editor.show_values(True)
        editor.fit_pitches()

    def live(self):
        QApplication.processEvents()

    def surface(self, voice):
        """A roll that is seen, and the place of its widget."""
        alone = self.window.desk.focus.voice
        roll = self.window.rolls[voice if alone is None else alone]
        return roll, roll.viewport()

    def at(self, widget, share):
        return QPointF(share[0] * (widget.width() - 1), share[1] * (widget.height() - 1))

    @rule(voice=VOICE, places=st.lists(PLACE, min_size=1, max_size=4), button=BUTTON, held=HELD, ends=st.booleans())
    def drag(self, voice, places, button, held, ends):
        _, widget = self.surface(voice)
        self.perform(widget, [self.at(widget, place) for place in places], button, held, ends)

    @rule(
        voice=VOICE,
        which=SHARE,
        part=st.sampled_from((0.02, 0.3, 0.5, 0.97)),
        places=st.lists(PLACE, max_size=3),
        button=BUTTON,
        held=HELD,
        ends=st.booleans(),
    )
    def drag_note(self, voice, which, part, places, button, held, ends):
        roll, widget = self.surface(voice)
        table = note_table(self.window.document.score, roll.voice)
        if not len(table):
            return
        note = table[int(which * (len(table) - 1))]
        self.window.time_view.reveal(float(note["start"]))
        seen = roll.coordinates
        start = QPointF(seen.x(float(note["start"] + part * note["length"])), seen.y(float(note["pitch"]) + 0.5))
        self.perform(widget, [start, *(self.at(widget, place) for place in places)], button, held, ends)

    def perform(self, widget, places, button, held, ends):
        mouse = Mouse(widget)
        mouse.press(places[0], button, held)
        for place in places[1:]:
            mouse.move(place, button, held)
            self.live()
        if not ends:
            QTest.keyClick(self.window, Qt.Key.Key_Escape)
        mouse.release(places[-1], button, held)

    @rule(voice=VOICE, place=PLACE, notches=st.sampled_from((-3, -1, 1, 2)), held=HELD)
    def wheel(self, voice, place, notches, held):
        _, widget = self.surface(voice)
        Mouse(widget).wheel(self.at(widget, place), notches, held)

    @rule(voice=VOICE, which=SHARE, notches=st.sampled_from((-4, -1, 1, 3)), held=st.sampled_from((ALT, ALT | SHIFT)))
    def wheel_on_note(self, voice, which, notches, held):
        roll, widget = self.surface(voice)
        table = note_table(self.window.document.score, roll.voice)
        if len(table):
            note, seen = table[int(which * (len(table) - 1))], roll.coordinates
            Mouse(widget).wheel(QPointF(seen.x(note["start"] + 0.5), seen.y(note["pitch"] + 0.5)), notches, held)

    @rule(places=st.lists(PLACE, min_size=1, max_size=5), held=HELD, timbre=st.booleans(), ends=st.booleans())
    def draw_values(self, places, held, timbre, ends):
        lane = self.window.editor.values
        lane.show_field("timbre" if timbre else "velocity")
        self.perform(lane, [self.at(lane, place) for place in places], LEFT, held, ends)

    @rule(place=PLACE, notches=st.sampled_from((-2, -1, 1, 2)), held=HELD)
    def wheel_values(self, place, notches, held):
        lane = self.window.editor.values
        Mouse(lane).wheel(self.at(lane, place), notches, held)

    @rule(voice=VOICE, places=st.lists(PLACE, min_size=1, max_size=3))
    def play_keyboard(self, voice, places):
        alone = self.window.desk.focus.voice
        keyboard = self.window.editor.keyboards[voice if alone is None else alone]
        self.perform(keyboard, [self.at(keyboard, place) for place in places], LEFT, NONE, True)

    @rule(places=st.lists(PLACE, min_size=1, max_size=3), button=st.sampled_from((LEFT, LEFT, RIGHT)), held=HELD)
    def ruler(self, places, button, held):
        ruler = self.window.ruler
        self.perform(ruler, [self.at(ruler, place) for place in places], button, held, True)

    @rule(keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=4))
    def press_keys(self, keys):
        for key, held in keys:
            QTest.keyClick(self.window, key, held)

    @invariant()
    def all_is_well(self):
        if not hasattr(self, "window"):
            return
        self.live()
        score = self.window.document.score
        replace(score)  # an illegal one cannot be made
        for note in self.window.selection.notes:
            assert note_at(score, note.voice, note.start) == note
        assert all(roll.gesture is None for roll in self.window.rolls)
        assert not self.caught, self.caught

    def teardown(self):
        if not hasattr(self, "window"):
            return
        document = self.window.document
        while document.redo_text:
            document.redo()
        last = document.song
        while document.undo_text:
            document.undo()
        self.live()
        assert document.song is self.first
        while document.redo_text:
            document.redo()
        self.live()
        assert document.song is last
        assert not self.caught, self.caught


@pytest.mark.timeout(60 + _WANTED // 5)
def test_random_gestures(bench, qtbot):
    Gestures.bench = bench
    Gestures.pens = tuple(replace(pen) for pen in bench.window.desk.pens)
    bench.window.activateWindow()
    with qtbot.captureExceptions() as caught:
        Gestures.caught = caught
        run_state_machine_as_test(
            Gestures,
            settings=settings(
                max_examples=max(_WANTED // _STEPS, 1) if _WANTED else 8,
                stateful_step_count=_STEPS,
                derandomize=not _WANTED,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
