from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1
from nes_composer.ui import theme
from nes_composer.ui.ghosts import Ghost
from nes_composer.ui.help import KeySheet
from nes_composer.ui.main_window import MainWindow
from nes_composer.ui.settings_dialog import SettingsDialog


def test_keys_open_the_sheet_the_settings_and_the_palette(window):
    for key, modifiers, kind in (
        (Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier, KeySheet),
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier, SettingsDialog),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier, QMessageBox),
    ):
        QTest.keyClick(window, key, modifiers)
        shown = window.findChildren(kind)
        assert [dialog.isVisible() for dialog in shown] == [True]
        shown[0].close()
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert window.shell.palette.isVisible()


def test_the_question_mark_opens_the_sheet_too(window):
    QTest.keyClick(window, Qt.Key.Key_Question)
    assert window.findChildren(KeySheet)


def test_a_window_begins_in_the_look_and_with_the_keys_that_were_kept(qtbot, audio, make_models, settings, qapp):
    settings.setValue("look", "light")
    settings.setValue("keys", '{"play": ["F5"]}')
    window = MainWindow(audio, make_models, settings)
    qtbot.addWidget(window)
    try:
        assert theme.look() is theme.LIGHT
        assert window.commands["play"].shortcut().toString() == "F5"
        assert "F5 plays" in window.status_bar.message.text()
    finally:
        window.shut_down()
        theme.apply(qapp, theme.DARK)


def test_a_window_that_becomes_light_looks_like_one_that_began_so(ready, qtbot, audio, settings, qapp):
    """Whatever keeps a colour of the look before is another pixel."""

    def fill(windows):
        window = windows.window
        windows.models.become_able_to_continue()
        qtbot.waitUntil(lambda: window.continuation.ready)
        notes = [Note(voice, 4 * i, 3, 8 if voice == NO else 60, 3 * i or 1) for voice in (P1, NO) for i in range(6)]
        window.desk.edit("Draw notes", lambda score: draw(score, notes))
        window.desk.ghosts.show("test", [Ghost(64, window.document.score, (P1,), strong=True)])
        window.selection.choose_rows((8, 16))
        window.status_bar.show_error("What went wrong")

    def picture(window):
        window.novelty_meter.switch.setChecked(False)  # compares when it has time
        window.setFocus()
        qtbot.wait(100)  # what is painted with a delay
        return window.grab().toImage()

    fill(ready)
    ready.window.shell.appearance.set_look("light")
    fresh = type(ready)(audio, settings)
    fresh.window.resize(ready.window.size())
    fresh.window.show()
    qtbot.waitExposed(fresh.window)
    try:
        fresh.models.become_ready()
        fill(fresh)
        assert picture(fresh.window) == picture(ready.window)
    finally:
        fresh.window.shut_down()
        fresh.window.document.mark_saved(fresh.window.document.song, Path("kept"))
        fresh.window.close()
        fresh.window.deleteLater()
        theme.apply(qapp, theme.DARK)
