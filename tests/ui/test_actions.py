from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QMenu

from nes_composer.ui.actions import Command, make_actions
from nes_composer.ui.commands import commands
from nes_composer.ui.key_bindings import KeyBindings, normal


def test_every_command_has_a_menu_a_text_a_tip_and_a_key(window):
    entries = [action for menu in window.menuBar().findChildren(QMenu) for action in menu.actions()]
    for command in commands(window):
        action = window.commands[command.name]
        assert action in entries, command.name
        assert command.title, command.name
        assert command.tip, command.name
        # There are as many songs as there are: they are chosen from their menu, or by Ctrl+P.
        assert command.keys or command.chapter == "Demo songs", command.name
        assert not command.keys or f"({command.keys[0]})" in action.toolTip()
        assert [key.toString() for key in action.shortcuts()] == list(command.keys), command.name


def test_no_two_commands_are_shipped_with_the_same_key_name_or_text(window):
    table = commands(window)
    keys = Counter(normal(key) for command in table for key in command.keys)
    assert "" not in keys
    assert [key for key, count in keys.items() if count > 1] == []
    assert [name for name, count in Counter(command.name for command in table).items() if count > 1] == []
    assert [pair for pair, count in Counter((c.chapter, c.title) for c in table).items() if count > 1] == []


def test_a_menu_may_be_in_another_one(qtbot, settings):
    window, done = QMainWindow(), []
    qtbot.addWidget(window)
    table = [
        Command("&File", "one", "&One", (), "Do one", lambda: done.append("one")),
        Command("&File/&More", "two", "&Two", (), "Do two", lambda: done.append("two")),
        Command("&File/&More", "three", "T&hree", (), "Do three", lambda: done.append("three")),
    ]
    bindings = KeyBindings({command.name: () for command in table}, settings)
    actions = make_actions(table, window.menuBar(), window, bindings)
    (file,) = window.menuBar().actions()
    one, more = file.menu().actions()
    assert (one, more.text()) == (actions["one"], "&More")
    assert more.menu().actions() == [actions["two"], actions["three"]]
    assert [command.chapter for command in table] == ["File", "More", "More"]
    actions["three"].trigger()
    assert done == ["three"]


def test_a_new_key_works_at_once_and_the_old_one_no_longer(window, audio):
    def played():
        return [message for message in audio.told if message[0] == "play"]

    window.shell.bindings.bind("play", "Ctrl+Alt+P")
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert played() == []
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert len(played()) == 1
    assert "(Ctrl+Alt+P)" in window.commands["play"].toolTip()


@pytest.mark.parametrize("name", ["play"])
def test_without_a_key_the_tip_names_none(window, name):
    window.shell.bindings.clear(name)
    assert "(" not in window.commands[name].toolTip()
    assert window.commands[name].shortcuts() == []


def test_every_menu_fits_beneath_the_bar_of_a_window_of_720_lines(window):
    for menu in {action.menu() for action in window.menuBar().actions()}:
        menu.ensurePolished()
        lowest = max(menu.actionGeometry(action).bottom() for action in menu.actions())
        assert lowest <= 720 - window.menuBar().sizeHint().height(), menu.title()
