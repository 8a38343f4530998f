import dataclasses

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.ui.metronome import Metronome

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def test_a_key_switches_it_and_the_button_shows_it(window, audio, qtbot):
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_M, CTRL_SHIFT)
    assert audio.told[-1] == ("metronome", True)
    assert window.commands["metronome"].isChecked()
    QTest.keyClick(window, Qt.Key.Key_M, CTRL_SHIFT)
    assert audio.told[-1] == ("metronome", False)
    assert not window.commands["metronome"].isChecked()


def test_the_next_start_has_it_as_it_was(desk, audio, settings, qtbot):
    metronome = Metronome(desk.document, audio, settings)
    assert (metronome.on, metronome.counts_in) == (False, True)
    assert audio.told == []
    metronome.toggle()
    metronome.toggle_count_in()
    audio.told.clear()
    again = Metronome(desk.document, audio, settings)
    assert (again.on, again.counts_in) == (True, False)
    assert audio.told == [("metronome", True)]


def test_a_bar_of_the_song_is_counted(desk, audio, settings, qtbot):
    metronome = Metronome(desk.document, audio, settings)
    assert metronome.count_in == 4
    desk.edit("", lambda score: dataclasses.replace(score, beats_per_bar=3))
    assert metronome.count_in == 3
    metronome.toggle_count_in()
    assert metronome.count_in == 0
