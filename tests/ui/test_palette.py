import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.ui.palette import _NAME, _PARTS


@pytest.fixture
def palette(window, qtbot):
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    shown = window.shell.palette
    qtbot.waitUntil(shown.field.hasFocus)
    return shown


def type_(palette, text):
    QTest.keyClicks(palette.field, text)


def names(palette):
    return [palette.list.item(row).data(_NAME) for row in range(palette.list.count())]


def test_all_commands_are_offered_but_itself(window, palette):
    assert set(names(palette)) == set(window.commands) - {"palette"}


def test_a_few_letters_find_a_command_and_return_runs_it(window, palette):
    type_(palette, "loop")
    assert names(palette)[0] == "loop"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.transport.looping
    assert not palette.isVisible()


def test_letters_that_are_keys_of_commands_are_only_typed(window, palette):
    type_(palette, "lmk")
    assert palette.field.text() == "lmk"
    assert not window.transport.looping
    assert not any(window.transport.muted)


def test_arrows_choose(window, palette):
    type_(palette, "zoom")
    first, second = names(palette)[:2]
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentItem().data(_NAME) == second
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentItem().data(_NAME) == first


def test_a_click_runs_a_command(window, palette):
    type_(palette, "mute voice")
    place = palette.list.visualItemRect(palette.list.item(0)).center()
    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.transport.muted[0]


def test_escape_closes_it_and_runs_nothing(window, palette):
    type_(palette, "loop")
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert not window.transport.looping


def test_its_own_key_closes_it_again(window, palette):
    palette.open()
    assert not palette.isVisible()


def test_it_goes_when_something_else_has_the_keys(window, palette):
    window.rolls[0].setFocus()
    assert not palette.isVisible()


def test_what_cannot_be_done_is_grey_and_does_not_run(window, palette):
    type_(palette, "random")
    item = palette.list.item(0)
    assert item.data(_NAME) == "random"
    assert not item.flags() & Qt.ItemFlag.ItemIsEnabled
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_each_line_shows_the_key_of_the_moment(window):
    window.shell.bindings.bind("loop", "Ctrl+Alt+L")
    window.shell.open_palette()
    type_(window.shell.palette, "loop")
    assert window.shell.palette.list.item(0).data(_PARTS) == ("Loop", "Play", "Ctrl+Alt+L")


def test_what_was_run_last_is_the_first_next_time(window, palette):
    for text in ("loop", "mute voice"):
        if not palette.isVisible():
            palette.open()
        type_(palette, text)
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
    palette.open()
    assert names(palette)[:2] == ["mute", "loop"]


def test_nothing_that_fits_is_an_empty_list(palette):
    type_(palette, "xyzzy")
    assert palette.list.count() == 0
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_it_stays_within_the_window(window, palette, qtbot):
    window.resize(window.minimumSizeHint())
    qtbot.waitUntil(lambda: window.rect().contains(palette.geometry()))
