import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.score.score import TR

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def test_keys_choose_edit_and_sound_the_instrument_of_the_voice_in_focus(window, audio):
    window.selection.choose_voice(TR)
    QTest.keyClick(window, Qt.Key.Key_I, SHIFT)
    assert window.sound_views.instrument_dock.isVisible()
    QTest.keyClick(window, Qt.Key.Key_I, SHIFT | CONTROL)
    assert audio.previews[-1][0] == TR
    QTest.keyClick(window, Qt.Key.Key_I)
    menu = window.strips[TR].preset.menu_of_presets
    assert menu.isVisible()
    menu.close()


def test_a_key_hides_and_shows_the_oscilloscopes(window):
    for shown in (False, True):
        QTest.keyClick(window, Qt.Key.Key_F12, SHIFT)
        assert [strip.scope.isVisible() for strip in window.strips] == [shown] * 4
        assert window.commands["scopes"].isChecked() == shown


@pytest.mark.parametrize("name", ["scopes", "spectrum", "instrument", "edit_instrument", "hear_instrument"])
def test_each_has_a_key_that_no_other_has(window, name):
    keys = window.commands[name].shortcuts()
    assert keys
    others = [action for other, action in window.commands.items() if other != name]
    assert not any(key in other.shortcuts() for key in keys for other in others)
