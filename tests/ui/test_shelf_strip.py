import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtTest import QAbstractItemModelTester, QTest
from support.starting_points import starting_points

from nes_composer.ui.picture_strip import ITEM
from nes_composer.ui.shelf_strip import ShelfStrip

POINTS = starting_points().points


class FakeShelf(QObject):
    """Points that a test puts there."""

    changed = Signal()

    def __init__(self):
        super().__init__()
        self.points = ()

    def fill(self):
        self.points = POINTS
        self.changed.emit()


class FakeHearing:
    """Notes what was heard; None is the song."""

    def __init__(self):
        self.point, self.heard = None, []

    def hear(self, point):
        self.point = point
        self.heard.append(point.name)

    def stop(self):
        if self.point is not None:
            self.heard.append(None)
        self.point = None


@pytest.fixture
def hearing():
    return FakeHearing()


@pytest.fixture
def strip(qtbot, hearing):
    shelf = FakeShelf()
    strip = ShelfStrip(shelf, hearing)
    strip.shelf = shelf
    qtbot.addWidget(strip)
    strip.resize(600, 120)
    strip.show()
    qtbot.waitExposed(strip)
    QAbstractItemModelTester(strip.model(), QAbstractItemModelTester.FailureReportingMode.Warning, strip)
    shelf.fill()
    return strip


def middle(strip, row):
    return strip.visualRect(strip.model().index(row)).center()


def test_points_come_when_they_are_read(strip):
    assert strip.model().rowCount() == 3
    texts = [strip.model().index(row).data() for row in range(3)]
    assert texts == ["Place 0", "Place 1", "Place 2"]


def test_with_more_room_there_are_more_lines(strip, qtbot):
    def places():
        return [strip.visualRect(strip.model().index(row)) for row in range(3)]

    assert len({place.top() for place in places()}) == 1
    strip.resize(600, 240)
    qtbot.waitUntil(lambda: [place.top() for place in places()] == [0, ITEM.height(), 0])
    assert places()[2].left() == ITEM.width()


def test_the_mouse_at_rest_lets_a_point_be_heard_until_it_leaves(strip, hearing, qtbot):
    strip._rest.setInterval(20)
    QTest.mouseMove(strip.viewport(), middle(strip, 1))
    qtbot.waitUntil(lambda: hearing.heard == ["Place 1"])
    QTest.mouseMove(strip.viewport(), QPoint(590, 5))
    qtbot.waitUntil(lambda: hearing.heard == ["Place 1", None])


def test_a_press_is_not_heard(strip, hearing):
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(strip, 1))
    assert hearing.heard == []
    assert strip.current.name == "Place 1"


def test_arrows_let_points_be_heard_at_once_and_escape_ends_it(strip, hearing):
    strip.setFocus()
    assert strip.current.name == "Place 0"
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert hearing.heard[-1] == strip.current.name == "Place 2"
    QTest.keyClick(strip, Qt.Key.Key_Escape)
    assert hearing.heard[-1] is None


def test_it_falls_silent_when_the_keys_go_elsewhere(strip, hearing, qtbot):
    strip.setFocus()
    qtbot.waitUntil(strip.hasFocus)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    strip.clearFocus()
    assert hearing.heard[-1] is None


def test_it_says_what_is_pointed_at(strip, qtbot):
    pointed = []
    strip.pointed.connect(pointed.append)
    QTest.mouseMove(strip.viewport(), middle(strip, 2))
    qtbot.waitUntil(lambda: pointed == [POINTS[2]])
    QTest.mouseMove(strip.viewport(), QPoint(590, 5))
    qtbot.waitUntil(lambda: pointed == [POINTS[2], None])


def test_a_point_tells_all_that_is_known_of_it(strip):
    index = strip.model().index(1)
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    played = [instrument.name for instrument in POINTS[1].instruments]
    for part in ("Place 1", "C♯ minor", "BPM", "seed 101", "Random", "double-click", *played):
        assert part in tip
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Place 1, C♯ minor · 150 BPM"
