import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow

from nes_composer.ui.live_return_key import ReturnKey

Key = Qt.Key


@pytest.fixture
def window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.action = QAction("Put", window)
    window.times = []
    window.action.triggered.connect(lambda: window.times.append(1))
    ReturnKey(window.action, window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_return_triggers_the_action(window, key):
    QTest.keyClick(window, key)
    assert window.times == [1]


def test_disabled_chorded_or_another_key_it_does_not(window):
    QTest.keyClick(window, Key.Key_Space)
    QTest.keyClick(window, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    window.action.setEnabled(False)
    QTest.keyClick(window, Key.Key_Return)
    assert window.times == []


def test_a_field_that_return_ends_has_used_it(window):
    """It lets go of the focus, whereupon the action is enabled, and passes the press on."""
    field = QLineEdit()
    window.setCentralWidget(field)
    field.setFocus()
    window.action.setEnabled(False)
    field.returnPressed.connect(lambda: (field.clearFocus(), window.action.setEnabled(True)))
    QTest.keyClick(field, Key.Key_Return)
    assert window.times == []
    QTest.keyClick(window, Key.Key_Return)
    assert window.times == [1]
