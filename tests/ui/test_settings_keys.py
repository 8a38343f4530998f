import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.ui.settings_keys import ChordField, SettingsKeys

CONTROL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)


@pytest.fixture
def page(window, qtbot):
    page = SettingsKeys(window.shell._table, window.shell.bindings)
    qtbot.addWidget(page)
    page.resize(600, 500)
    page.show()
    qtbot.waitExposed(page)
    return page


def press(page, name, key, modifiers=NONE):
    page.choose(name)
    QTest.mouseClick(page.chord, Qt.MouseButton.LeftButton)
    QTest.keyClick(page.chord, key, modifiers)


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def shown(page, name):
    return page._items[name].text(1)


def test_every_command_is_listed_with_its_keys(window, page):
    for name, action in window.commands.items():
        assert shown(page, name).split(", ")[0] == action.shortcut().toString()


def test_without_a_command_nothing_can_be_done(page):
    for widget in (page.chord, page.give, page.clear, page.reset, page.reset_all):
        assert not widget.isEnabled()


def test_a_free_key_becomes_the_command_s(window, page):
    press(page, "loop", Qt.Key.Key_J, SHIFT | CONTROL)
    assert "free" in page.told.text()
    click(page.give)
    assert shown(page, "loop") == "Ctrl+Shift+J"
    assert window.commands["loop"].shortcut().toString() == "Ctrl+Shift+J"
    assert "Ctrl+Shift+J" in window.commands["loop"].toolTip()


def test_whose_key_it_is_is_said_before_and_after(window, page):
    press(page, "loop", Qt.Key.Key_M)
    assert "belongs to “Mute voice”" in page.told.text()
    assert shown(page, "mute") == "M"
    click(page.give)
    assert (shown(page, "loop"), shown(page, "mute")) == ("M", "")
    assert "“Mute voice” has lost it" in page.told.text()
    assert window.strips[0].mute.toolTip() == "Mute this voice"


def test_reset_gives_one_back_and_reset_all_the_rest(page):
    press(page, "loop", Qt.Key.Key_M)
    click(page.give)
    page.choose("mute")
    click(page.reset)
    assert (shown(page, "loop"), shown(page, "mute")) == ("", "M")
    assert not page.reset.isEnabled()
    click(page.reset_all)
    assert (shown(page, "loop"), shown(page, "mute")) == ("L", "M")
    assert not page.reset_all.isEnabled()


def test_a_command_may_lose_its_key(window, page):
    page.choose("loop")
    click(page.clear)
    assert shown(page, "loop") == ""
    assert window.commands["loop"].shortcuts() == []
    assert not page.clear.isEnabled()


def test_only_what_is_asked_for_is_listed(page):
    page.filter.setText("mute")
    seen = [name for name, item in page._items.items() if not item.isHidden()]
    assert "mute" in seen
    assert "loop" not in seen
    assert page._items["loop"].parent() is page._items["mute"].parent()
    page.filter.setText("no such thing")
    assert all(page.tree.topLevelItem(row).isHidden() for row in range(page.tree.topLevelItemCount()))


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "chord"),
    [
        (Qt.Key.Key_Escape, NONE, "", "Esc"),
        (Qt.Key.Key_Return, CONTROL, "", "Ctrl+Return"),
        (Qt.Key.Key_Tab, NONE, "", "Tab"),
        (Qt.Key.Key_Backtab, SHIFT, "", "Shift+Tab"),
        (Qt.Key.Key_Question, SHIFT, "?", "?"),
        (Qt.Key.Key_Space, SHIFT, " ", "Shift+Space"),
        (Qt.Key.Key_A, SHIFT, "A", "Shift+A"),
        (Qt.Key.Key_Left, CONTROL | SHIFT, "", "Ctrl+Shift+Left"),
        (Qt.Key.Key_F5, NONE, "", "F5"),
        (Qt.Key.Key_5, Qt.KeyboardModifier.KeypadModifier, "5", "5"),
    ],
)
def test_the_field_takes_every_key(qtbot, key, modifiers, text, chord):
    field = ChordField()
    qtbot.addWidget(field)
    field.show()
    QTest.sendKeyEvent(QTest.KeyAction.Click, field, key, text, modifiers)
    assert field.key == chord


def test_a_modifier_alone_is_no_key(qtbot):
    field = ChordField()
    qtbot.addWidget(field)
    QTest.keyClick(field, Qt.Key.Key_Control, CONTROL)
    assert field.key == ""
