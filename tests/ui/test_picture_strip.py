import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QStringListModel, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nes_composer.score.score import P1, P2
from nes_composer.ui import theme
from nes_composer.ui.picture_strip import ITEM, Card, PicturePainter, PictureStrip


class Painter(PicturePainter):
    """Paints P1 of the melody below every name; the one that is `heard` is marked."""

    def __init__(self, parent, rows):
        super().__init__(parent)
        self.rows, self.heard = rows, None

    def card(self, index):
        key = index.data()
        return Card(key, self.rows, (P1,), (key, "below"), key == self.heard)


@pytest.fixture
def told():
    """What the strip has told, the latest last."""
    return []


@pytest.fixture
def strip(qtbot, melody, told):
    strip = PictureStrip("nothing here")
    strip.setModel(QStringListModel([f"item {number}" for number in range(40)], strip))
    strip.setItemDelegate(Painter(strip, melody.score))
    strip.rested.connect(lambda index: told.append(("rested", index.row())))
    strip.left.connect(lambda: told.append(("left",)))
    strip.taken.connect(lambda index: told.append(("taken", index.row())))
    strip.doubled.connect(lambda index: told.append(("doubled", index.row())))
    qtbot.addWidget(strip)
    strip.resize(600, 120)
    strip.show()
    qtbot.waitExposed(strip)
    return strip


def middle(strip, row):
    return strip.visualRect(strip.model().index(row, 0)).center()


def double_click(strip, row):
    """What a hand does: Qt's own double click is only the second press."""
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(strip, row))
    QTest.mouseDClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(strip, row))
    QTest.mouseRelease(strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(strip, row))


def kept(told, *kinds):
    return [each for each in told if each[0] in kinds]


def pixels(strip, row):
    image = strip.viewport().grab(strip.visualRect(strip.model().index(row, 0))).toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, :, 2::-1]


def shows(strip, row, color: QColor):
    return bool((pixels(strip, row) == np.array(color.getRgb()[:3])).all(axis=2).any())


def test_a_click_takes_what_is_under_it(strip, told):
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(strip, 1))
    assert kept(told, "taken", "doubled") == [("taken", 1)]


def test_a_double_click_is_told_once_after_one_that_took(strip, told):
    double_click(strip, 2)
    assert kept(told, "taken", "doubled") == [("taken", 2), ("doubled", 2)]
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(strip, 0))
    assert told[-1] == ("taken", 0)


def test_keys_go_along_it_and_take(strip, told):
    strip.setFocus()
    strip.setCurrentIndex(strip.model().index(0, 0))
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Return)
    QTest.keyClick(strip, Qt.Key.Key_Enter)
    assert kept(told, "taken") == [("taken", 1), ("taken", 1)]


def test_only_the_mouse_at_rest_is_told(strip, told, qtbot):
    assert strip._rest.interval() == 300
    strip._rest.setInterval(20)
    QTest.mouseMove(strip.viewport(), middle(strip, 0))
    QTest.mouseMove(strip.viewport(), middle(strip, 1))
    assert kept(told, "rested") == []
    qtbot.waitUntil(lambda: told[-1] == ("rested", 1))
    QTest.mouseMove(strip.viewport(), QPoint(590, 110))
    QApplication.sendEvent(strip.viewport(), QEvent(QEvent.Type.Leave))
    assert told[-1] == ("left",)
    assert not strip._rest.isActive()


def test_what_is_taken_is_not_heard_any_more(strip, told):
    QTest.mouseMove(strip.viewport(), middle(strip, 0))
    assert strip._rest.isActive()
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(strip, 0))
    assert not strip._rest.isActive()
    assert told[-2:] == [("left",), ("taken", 0)]


def test_the_wheel_scrolls_sideways(strip):
    at = QPointF(50, 40)
    event = QWheelEvent(
        at,
        strip.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(strip.viewport(), event)
    assert strip.horizontalScrollBar().value() == 2 * ITEM.width()


def test_an_item_is_a_picture_and_what_is_heard_is_framed(strip):
    assert shows(strip, 0, theme.VOICES[P1])
    assert not shows(strip, 0, theme.VOICES[P2])
    assert not shows(strip, 1, theme.ACCENT)
    strip.itemDelegate().heard = "item 1"
    assert shows(strip, 1, theme.ACCENT)


def test_of_two_thousand_items_only_those_in_sight_are_painted(strip):
    strip.model().setStringList([f"item {number}" for number in range(2000)])
    strip.viewport().grab()
    bar = strip.horizontalScrollBar()
    in_sight = len(strip.itemDelegate()._pictures)
    assert in_sight < 50
    for value in np.linspace(0, bar.maximum() - 1, 50):
        bar.setValue(round(value))
        strip.viewport().repaint()
    assert in_sight < len(strip.itemDelegate()._pictures) <= 256


def test_without_items_it_says_why(strip):
    strip.model().setStringList([])
    empty = strip.viewport().grab().toImage()
    strip.empty = ""
    assert strip.viewport().grab().toImage() != empty
