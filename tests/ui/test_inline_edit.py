import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from nes_composer.ui.inline_edit import InlineEdit


@pytest.fixture
def taken():
    return []


@pytest.fixture
def edit(qtbot, taken):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.other = QLineEdit(parent)
    parent.other.setGeometry(0, 40, 80, 20)
    parent.resize(200, 80)
    parent.show()
    qtbot.waitExposed(parent)
    parent.activateWindow()
    edit = InlineEdit(parent, QRect(0, 0, 80, 20), "before", "Name", taken.append)
    qtbot.waitUntil(edit.hasFocus)
    edit.kept = parent  # which lives as long as a reference to it
    return edit


@pytest.mark.parametrize(("end", "expected"), [(Qt.Key.Key_Return, ["after"]), (Qt.Key.Key_Escape, [])])
def test_return_takes_over_once_and_escape_gives_up(edit, taken, end, expected):
    QTest.keyClicks(edit, "after")
    QTest.keyClick(edit, end)
    assert taken == expected
    assert edit.isHidden()


def test_a_click_elsewhere_takes_over(edit, taken):
    QTest.keyClicks(edit, "x")
    edit.parent().other.setFocus()
    assert taken == ["x"]
