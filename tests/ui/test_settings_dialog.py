import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nes_composer.ui import theme
from nes_composer.ui.settings_dialog import SettingsDialog


@pytest.fixture
def dialog(window, qtbot, qapp):
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    yield window.findChild(SettingsDialog)
    theme.apply(qapp, theme.DARK)


def choose(box, data):
    """Choose an entry by the keyboard, as a person would."""
    box.setFocus()
    step = Qt.Key.Key_Down if box.findData(data) > box.currentIndex() else Qt.Key.Key_Up
    while box.currentData() != data:
        QTest.keyClick(box, step)


def test_the_look_changes_all_that_is_shown_at_once(window, dialog):
    choose(dialog.look, "light")
    assert theme.look() is theme.LIGHT
    seen = window.grab().toImage()
    ratio = seen.devicePixelRatio()
    place = (window.transport_bar.geometry().topLeft() + QPoint(2, 2)) * ratio
    assert seen.pixelColor(place).lightness() > 200
    for roll in window.rolls:
        assert roll.viewport().grab().toImage().pixelColor(5, 5).lightness() > 200
    choose(dialog.look, "dark")
    assert window.grab().toImage().pixelColor(place).lightness() < 60


def test_light_and_dark_again_is_as_before(window, dialog):
    def picture():
        window.status_bar.message.setText("")
        return window.grab().toImage()

    dialog.close()
    before = picture()
    window.shell.appearance.set_look("light")
    assert picture() != before
    window.shell.appearance.set_look("dark")
    assert picture() == before


def test_the_size_is_for_the_next_start(window, dialog):
    choose(dialog.scale, 200)
    assert window.shell.appearance.scale == 200
    assert "starts again" in dialog._later.text()


def test_what_was_chosen_is_shown_the_next_time(window, dialog):
    choose(dialog.look, "light")
    choose(dialog.scale, 125)
    dialog.close()
    window.shell.show_settings()
    again = window.findChildren(SettingsDialog)[-1]
    assert (again.look.currentData(), again.scale.currentData()) == ("light", 125)
