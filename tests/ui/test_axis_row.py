import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nes_composer.ui.axis_row import AxisRow
from nes_composer.ui.inline_edit import InlineEdit

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def row(qtbot):
    row = AxisRow(lockable=True)
    qtbot.addWidget(row)
    row.resize(260, row.sizeHint().height())
    row.show_direction(3, "TR higher", 0.021, True)
    row.show_value(-0.4)
    row.show()
    qtbot.waitExposed(row)
    return row


def type_value(row, text, end=Qt.Key.Key_Return):
    QTest.mouseClick(row.head, LEFT, pos=row.head.value_place.center().toPoint())
    (editor,) = (e for e in row.head.findChildren(InlineEdit) if e.isVisible())
    editor.setText(text)
    QTest.keyClick(editor, end)
    QApplication.processEvents()


def test_a_value_can_be_typed(row):
    moved = []
    row.moved.connect(moved.append)
    for text in ("1.25", "-2", "−0,5", "9"):
        type_value(row, text)
    assert moved == [1.25, -2.0, -0.5, 3.0]


def test_what_is_no_number_and_what_is_given_up_changes_nothing(row, qtbot):
    with qtbot.assertNotEmitted(row.moved):
        type_value(row, "x")
        type_value(row, "nan")
        type_value(row, "1", Qt.Key.Key_Escape)


def test_a_click_on_the_lock_asks_for_it_and_one_on_the_name_does_nothing(row, qtbot):
    with qtbot.waitSignal(row.lock_clicked):
        QTest.mouseClick(row.head, LEFT, pos=row.head.lock_place.center().toPoint())
    with qtbot.assertNotEmitted(row.lock_clicked), qtbot.assertNotEmitted(row.moved):
        QTest.mouseClick(row.head, LEFT, pos=QPoint(40, 6))


def test_the_lock_is_seen(row):
    before = row.head.grab().toImage()
    row.show_locked(True)
    assert row.head.grab().toImage() != before
    row.show_locked(False)
    assert row.head.grab().toImage() == before


def test_it_tells_when_the_mouse_rests_and_when_it_goes(row, qtbot):
    told = []
    row.rested.connect(told.append)
    with qtbot.waitSignal(row.rested):
        at = QPointF(5, 5)
        QApplication.sendEvent(row, QEnterEvent(at, at, row.mapToGlobal(at)))
    QApplication.sendEvent(row, QEvent(QEvent.Type.Leave))
    assert told == [True, False]


def test_it_says_what_it_is_about(row):
    assert row.slider.accessibleName() == "TR higher"
    assert "2.1%" in row.toolTip()
    row.show_direction(0, "all denser", 0.0, True)
    assert "%" not in row.toolTip()
