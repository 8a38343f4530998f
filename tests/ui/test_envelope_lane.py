"""A lane under real mouse and key events; the test gives back what was edited, as the editor does."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nes_composer.score.instrument import Envelope
from nes_composer.score.score import P1, TR
from nes_composer.ui.envelope_kinds import kinds
from nes_composer.ui.envelope_lane import EnvelopeLane
from nes_composer.ui.envelope_view import BAND, HEAD, RULER

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
VOLUME, DUTY, ARPEGGIO, PITCH = kinds(P1)
BASE = Envelope((15, 12, 9, 6, 3, 0))


class Bench:
    """A lane, and the envelope that it edits."""

    def __init__(self, lane, kind, envelope, voice):
        self.lane, self.kind, self.voice = lane, kind, voice
        self.edits, self.finished = [], 0
        lane.edited.connect(self.edit)
        lane.finished.connect(self.finish)
        self.show(envelope)

    def show(self, envelope):
        self.envelope = envelope
        self.lane.show_envelope(self.kind, envelope, self.voice)

    def edit(self, text, envelope):
        self.edits.append(text)
        self.show(envelope)

    def finish(self):
        self.finished += 1

    def value(self, tick, value):
        """The pixel in the middle of a value's row at a tick."""
        view = self.lane.view
        return QPoint(round(view.x(tick + 0.5)), round(view.y(self.lane.kind.row(value) + 0.5)))

    def length(self, count):
        return QPoint(round(self.lane.view.x(count)), HEAD + RULER // 2)

    def loop(self, tick):
        return QPoint(round(self.lane.view.x(tick + 0.5)), round(self.lane.view.bottom + BAND / 2))

    def release(self, tick):
        return self.loop(tick) + QPoint(0, BAND)

    def drag(self, *places):
        QTest.mousePress(self.lane, LEFT, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(self.lane, place)
        QTest.mouseRelease(self.lane, LEFT, pos=places[-1])

    def right_click(self, place):
        QTest.mouseClick(self.lane, RIGHT, pos=place)

    def wheel(self, notches):
        at = QPointF(self.lane.rect().center())
        event = QWheelEvent(
            at, self.lane.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.lane, event)


@pytest.fixture
def make(qtbot):
    def build(kind=VOLUME, envelope=BASE, voice=P1):
        lane = EnvelopeLane()
        qtbot.addWidget(lane)
        lane.resize(330, 240)
        lane.show()
        qtbot.waitExposed(lane)
        return Bench(lane, kind, envelope, voice)

    return build


def test_a_drag_draws_straight_lines(make):
    bench = make()
    bench.drag(bench.value(0, 4), bench.value(2, 8), bench.value(4, 8))
    assert bench.envelope == Envelope((4, 6, 8, 8, 8, 0))
    assert bench.finished == 1


def test_a_click_sets_one_value(make):
    bench = make()
    bench.drag(bench.value(3, 13))
    assert bench.envelope.values == (15, 12, 9, 13, 3, 0)


@pytest.mark.parametrize("value", range(16))
def test_every_value_can_be_drawn(make, value):
    bench = make()
    bench.drag(bench.value(1, value))
    assert bench.envelope.values[1] == value


def test_drawing_beyond_the_end_makes_it_longer_at_the_same_scale(make):
    bench = make(envelope=Envelope((15,)))
    width = bench.lane.view.tick_width
    place = bench.value(9, 2)
    QTest.mousePress(bench.lane, LEFT, pos=place)
    assert bench.lane.view.tick_width == width
    QTest.mouseMove(bench.lane, bench.value(30, 2))
    assert bench.lane.view.tick_width == width
    QTest.mouseRelease(bench.lane, LEFT, pos=place)
    assert len(bench.envelope.values) == 31
    assert bench.lane.view.tick_width < width, "afterwards all of it is seen"


def test_the_length_is_dragged(make):
    bench = make()
    bench.drag(bench.length(6), bench.length(2), bench.length(3))
    assert bench.envelope == Envelope((15, 12, 9))
    bench.drag(bench.length(3), bench.length(8))
    assert bench.envelope == Envelope((15, 12, 9, 9, 9, 9, 9, 9))


def test_points_are_dragged_and_removed(make):
    bench = make()
    bench.drag(bench.loop(1), bench.loop(2))
    bench.drag(bench.release(5), bench.release(4))
    assert (bench.envelope.loop, bench.envelope.release) == (2, 4)
    assert bench.envelope.values == BASE.values
    bench.right_click(bench.loop(2))
    assert (bench.envelope.loop, bench.envelope.release) == (None, 4)
    bench.right_click(bench.release(0))
    assert bench.envelope == BASE
    assert bench.finished == 4


def test_a_right_click_on_the_bars_takes_them_away(make):
    bench = make(DUTY, Envelope((1, 2)))
    bench.right_click(bench.value(0, 1))
    assert bench.envelope is None
    bench.drag(bench.value(0, 3))
    assert bench.envelope == Envelope((3,))


def test_the_wheel_reaches_farther_and_values_are_never_cut_off(make):
    bench = make(ARPEGGIO, Envelope((0, 4, 7)))
    assert bench.lane.kind.values[-1] == 12
    bench.wheel(-1)
    assert bench.lane.kind.values[-1] == 24
    bench.drag(bench.value(0, -19))
    assert bench.envelope.values == (-19, 4, 7)
    bench.wheel(1)
    assert bench.lane.kind.values[-1] == 24
    for _ in range(9):
        bench.wheel(-1)
    assert bench.lane.kind.values[-1] == 96
    assert bench.finished == 1


def test_the_triangle_is_on_or_off(make):
    bench = make(kinds(TR)[0], Envelope((15,) * 4), TR)
    bench.drag(bench.value(2, 0), bench.value(3, 0))
    assert bench.envelope.values == (15, 15, 0, 0)
    assert bench.envelope.values == tuple(15 * (value > 0) for value in bench.envelope.values)


def test_what_is_not_heard_cannot_be_drawn(make):
    bench = make(kinds(TR)[1], None, TR)
    assert not bench.lane.isEnabled()  # Qt gives such a widget neither mouse nor keys
    assert "one shape" in bench.lane.toolTip()


def test_a_drag_that_was_given_up_does_nothing_more(make):
    bench = make()
    QTest.mousePress(bench.lane, LEFT, pos=bench.value(0, 4))
    bench.lane.cancel()
    QTest.mouseMove(bench.lane, bench.value(5, 4))
    QTest.mouseRelease(bench.lane, LEFT, pos=bench.value(5, 4))
    assert bench.envelope.values == (4, *BASE.values[1:])
    assert bench.finished == 0


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([Qt.Key.Key_Right, Qt.Key.Key_Down], Envelope((15, 11, 9, 6, 3, 0))),
        ([Qt.Key.Key_Up], BASE),
        ([Qt.Key.Key_Right, Qt.Key.Key_L], Envelope(BASE.values, 1)),
        ([Qt.Key.Key_Right, Qt.Key.Key_L, Qt.Key.Key_L], BASE),
        ([Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_R], Envelope(BASE.values, None, 2)),
        ([Qt.Key.Key_Plus], Envelope((*BASE.values, 0))),
        ([Qt.Key.Key_Minus, Qt.Key.Key_Minus], Envelope(BASE.values[:-2])),
        ([Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Down], Envelope((13, *BASE.values[1:]))),
    ],
)
def test_keys_edit_at_the_cursor(make, keys, expected):
    bench = make()
    bench.lane.setFocus()
    for key in keys:
        QTest.keyClick(bench.lane, key)
    assert bench.envelope == expected


def test_what_is_at_the_cursor_is_told_to_those_who_do_not_see(make):
    bench = make()
    QTest.keyClick(bench.lane, Qt.Key.Key_Right)
    assert bench.lane.accessibleName() == "Volume envelope"
    assert bench.lane.accessibleDescription() == "tick 2 of 6: 12"


def test_what_is_under_the_mouse_is_said(make):
    bench = make(PITCH, Envelope((0, 30, -30)))
    said = []
    for place in (bench.value(1, 0), bench.length(2), bench.loop(0), bench.release(0), QPoint(60, 3)):
        QTest.mouseMove(bench.lane, place)
        said.append(bench.lane._under_mouse())
    assert said == ["tick 2: +30 cents", "3 ticks", "no loop", "no release", ""]
