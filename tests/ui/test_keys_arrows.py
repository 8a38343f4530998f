import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1


@pytest.fixture
def chosen(ready):
    window = ready.window
    note = Note(P1, 8, 4, 60)
    window.desk.edit("Draw note", lambda score: draw(score, [note]))
    window.selection.choose_notes((note,))
    window.activateWindow()
    return window


def test_a_slider_in_focus_has_its_arrows_and_the_notes_stay(chosen, qtbot):
    slider = chosen.latent_panel.axes.rows[0].slider
    slider.setFocus()
    qtbot.waitUntil(slider.hasFocus)
    before = slider.value()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() != before
    assert chosen.selection.notes[0].start == 8


def test_a_field_in_focus_has_its_arrows_and_the_notes_stay(chosen, qtbot):
    box = chosen.transport_bar.bpm
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    before = box.value()
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.value() != before
    assert chosen.selection.notes[0].pitch == 60


def test_a_roll_in_focus_leaves_them_to_the_notes(chosen, qtbot):
    chosen.transport_bar.bpm.setFocus()
    chosen.rolls[0].setFocus()
    qtbot.waitUntil(chosen.rolls[0].hasFocus)
    QTest.keyClick(chosen.rolls[0], Qt.Key.Key_Up)
    assert chosen.selection.notes[0].pitch == 61
