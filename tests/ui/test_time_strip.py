import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from nes_composer.ui.time_strip import TimeStrip


@pytest.fixture
def strip(qtbot, desk):
    strip = TimeStrip(desk, 20)
    qtbot.addWidget(strip)
    strip.resize(1000, 20)
    desk.time.set_length(400)
    desk.time.show_rows(100, 100)
    strip.show()
    return strip


def wheel(strip, x, notches, modifiers=Qt.KeyboardModifier.NoModifier):
    at = QPointF(x, 10)
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    turn = QPoint(0, 120 * notches)
    event = QWheelEvent(at, strip.mapToGlobal(at), QPoint(), turn, none, modifiers, phase, False)
    QApplication.sendEvent(strip, event)


def test_rows_are_where_the_rolls_have_them(strip):
    assert [strip.coordinates.x(float(row)) for row in (100, 150, 200)] == [0, 500, 1000]


def test_the_wheel_scrolls(strip, desk):
    wheel(strip, 10, -1)
    assert (desk.time.first > 100, desk.time.span) == (True, 100)
    wheel(strip, 10, 1)
    assert desk.time.first == pytest.approx(100)


def test_with_ctrl_it_zooms_and_what_is_under_the_mouse_stays(strip, desk):
    before = strip.coordinates.row(700.0)
    wheel(strip, 700, 2, Qt.KeyboardModifier.ControlModifier)
    assert desk.time.span < 100
    assert strip.coordinates.row(700.0) == pytest.approx(before)
