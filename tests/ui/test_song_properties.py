from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from nes_composer.ui.song_properties import SongProperties


@pytest.fixture
def dialog(window):
    """The dialog, opened from the menu."""
    window.commands["properties"].trigger()
    (dialog,) = window.findChildren(SongProperties)
    assert dialog.isVisible()
    return dialog


def write(qtbot, field, text):
    field.selectAll()
    qtbot.keyClicks(field, text)


def texts(window):
    song = window.document.song
    return song.title, song.author, song.game


def test_all_three_are_one_step(window, dialog, qtbot):
    before = texts(window)
    for name, text in (("title", " Nine "), ("author", "Anna"), ("game", "Tetris")):
        write(qtbot, dialog.fields[name], text)
    assert texts(window) == before
    qtbot.keyClick(dialog.fields["game"], Qt.Key.Key_Return)
    assert texts(window) == ("Nine", "Anna", "Tetris")
    assert window.document.undo_text == "Change song properties"
    window.document.undo()
    assert texts(window) == before
    assert not window.document.dirty


def test_cancel_changes_nothing(window, dialog, qtbot):
    write(qtbot, dialog.fields["title"], "Nine")
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    qtbot.mouseClick(buttons.button(QDialogButtonBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    assert window.document.untouched


def test_nothing_written_is_no_step(window, dialog, qtbot):
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert window.document.untouched


def test_what_is_there_is_shown_wholly(window, qtbot, melody):
    window.document.open(replace(melody, title="x" * 500))
    window.commands["properties"].trigger()
    (dialog,) = window.findChildren(SongProperties)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert window.document.song.title == "x" * 500
