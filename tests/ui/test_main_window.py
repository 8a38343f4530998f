import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMessageBox

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1
from nes_composer.ui.help import KeySheet
from nes_composer.ui.main_window import MainWindow


def test_it_is_usable_before_any_process_is_ready(bench, audio, make_hand):
    audio.hear(ready=False)
    make_hand(bench.window.rolls[0]).drag((0.5, 60), (4, 60))
    assert bench.window.document.score.sounding.any()
    assert not bench.window.commands["random"].isEnabled()


def test_model_commands_light_up_with_the_model(ready):
    for name in ("random", "reset", "encode"):
        assert ready.window.commands[name].isEnabled()


def test_space_plays_and_stops(window, audio):
    QTest.keyClick(window, Qt.Key.Key_Space)
    window.transport.poll()
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert [message for message in audio.told if message[0] in ("play", "stop")] == [("play", 0), ("stop",)]


def test_undo_and_redo_name_their_step(window):
    window.desk.edit("Draw note", lambda score: draw(score, [Note(P1, 0, 4, 60)]))
    undo, redo = window.commands["undo"], window.commands["redo"]
    assert (undo.text(), undo.isEnabled(), redo.isEnabled()) == ("&Undo: Draw note", True, False)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (undo.isEnabled(), redo.text()) == (False, "&Redo: Draw note")
    QTest.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert window.document.score.sounding.any()


def test_delete_erases_the_chosen_note(window, make_hand):
    hand = make_hand(window.rolls[0])
    hand.drag((0.5, 60), (4, 60))
    hand.drag((8.5, 60), (12, 60))
    QTest.keyClick(window, Qt.Key.Key_Delete)
    assert window.document.score.onset[:, P1].nonzero()[0].tolist() == [0]
    assert window.document.undo_text == "Delete note"
    assert window.selection.notes == ()
    QTest.keyClick(window, Qt.Key.Key_Delete)
    assert window.document.undo_text == "Delete note"


def test_escape_takes_a_drag_back_and_then_chooses_nothing(window, make_hand):
    hand = make_hand(window.rolls[0])
    hand.click(0.5, 60)
    hand.press(20.5, 60)
    hand.move(30, 60)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    hand.release(30, 60)
    assert window.document.score.onset[:, P1].nonzero()[0].tolist() == [0]
    hand.click(1.5, 60)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.selection.notes == ()


def test_patterns_are_stepped_through_within_the_song(window):
    for _ in range(9):
        window.commands["next"].trigger()
    assert window.selection.pattern == 3
    for _ in range(9):
        window.commands["previous"].trigger()
    assert window.selection.pattern == 0


def test_zoom_by_key(window):
    before = window.time_view.span
    window.commands["zoom_in"].trigger()
    assert window.time_view.span < before
    window.commands["show_all"].trigger()
    assert (window.time_view.first, window.time_view.span) == (0, 256)


def test_help_opens_beside_the_work(window):
    window.commands["keys"].trigger()
    window.commands["about"].trigger()
    shown = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    assert {type(dialog) for dialog in shown} == {KeySheet, QMessageBox}
    for dialog in shown:
        dialog.close()


def test_the_sliders_can_be_hidden(window):
    window.commands["latent"].trigger()
    assert not window.latent_panel.isVisible()
    window.commands["latent"].trigger()
    assert window.latent_panel.isVisible()


@pytest.mark.parametrize("size", [(780, 700), (790, 650)])
def test_size_and_volume_are_remembered(bench, audio, make_models, settings, size):
    bench.window.resize(*size)
    bench.window.transport_bar.volume.setValue(33)
    bench.window.close()
    settings.sync()
    again = MainWindow(audio, make_models, QSettings(settings.fileName(), QSettings.Format.IniFormat))
    try:
        assert again.size().toTuple() == size
        assert again.transport_bar.volume.value() == 33
    finally:
        again.shut_down()
        again.deleteLater()


def test_shutting_down_ends_both_processes(window, bench, audio):
    window.shut_down()
    assert audio.closed
    assert bench.models.closed


def test_one_console_is_chosen_heard_exported_and_remembered(bench, settings, qtbot):
    window = bench.window
    assert [name for name in ("nes", "famicom", "raw") if window.commands[f"console_{name}"].isChecked()] == ["nes"]
    window.commands["console_famicom"].trigger()
    window.commands["console_famicom"].trigger()  # chosen again, it stays chosen
    chosen = [name for name in ("nes", "famicom", "raw") if window.commands[f"console_{name}"].isChecked()]
    assert chosen == ["famicom"]
    assert bench.audio.told[-1] == ("console", "famicom")
    assert window.files.console == "famicom"
    window.close()
    again = MainWindow(bench.audio, bench._make_models, settings)
    qtbot.addWidget(again)
    assert again.commands["console_famicom"].isChecked()
    again.shut_down()


def test_all_is_chosen_and_nothing(window):
    window.desk.edit("", lambda score: draw(score, [Note(P1, 8, 4, 60), Note(NO, 20, 1, 5)]))
    QTest.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert window.selection.rows == (0, 256)
    assert [(note.voice, note.start) for note in window.selection.notes] == [(P1, 8), (NO, 20)]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.selection.rows is None
    assert window.selection.notes == ()


def test_the_rows_of_one_song_are_not_chosen_in_another(window):
    window.selection.choose_rows((0, 64))
    window.commands["new"].trigger()
    assert window.selection.rows is None
