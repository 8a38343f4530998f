"""Copying and pasting by real keys in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from nes_composer.score.bundle import notes_on
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import MAX_ROWS, NO, P1, TR, Score

CONTROL = Qt.KeyboardModifier.ControlModifier
NOTES = (Note(P1, 6, 4, 60, 9, 1), Note(P1, 12, 2, 62, 7, 1), Note(TR, 9, 4, 45, 15), Note(NO, 6, 1, 5, 8, 1))


@pytest.fixture
def song(window):
    window.desk.edit("Draw notes", lambda score: draw(score, NOTES))
    yield window
    QGuiApplication.clipboard().clear()


def press(window, key):
    QTest.keyClick(window, key, CONTROL)


def go(window, row):
    window.transport.seek(row)
    window.transport.poll()


def starts(window, voice):
    return [note.start for note in notes_on(window.document.score, voice)]


def test_copies_are_pasted_at_the_playhead_each_in_its_voice(song):
    song.selection.choose_notes(NOTES)
    press(song, Qt.Key.Key_C)
    assert "4 notes copied" in song.status_bar.message.text()
    go(song, 100)
    press(song, Qt.Key.Key_V)
    assert starts(song, P1) == [6, 12, 100, 106]
    assert starts(song, TR) == [9, 103]
    assert starts(song, NO) == [6, 100]
    assert {(n.voice, n.start) for n in song.selection.notes} == {(P1, 100), (P1, 106), (TR, 103), (NO, 100)}
    assert song.document.undo_text == "Paste 4 notes"
    assert song.selection.notes[0] == Note(P1, 100, 4, 60, 9, 1)


def test_pasting_keeps_to_the_grid(song):
    song.commands["snap_beat"].trigger()
    song.selection.choose_notes(NOTES[:1])
    press(song, Qt.Key.Key_C)
    go(song, 99)
    press(song, Qt.Key.Key_V)
    assert starts(song, P1) == [6, 12, 100]


def test_chosen_rows_are_copied_with_their_silence_and_pasted_at_others(song):
    song.selection.choose_rows((0, 16))
    press(song, Qt.Key.Key_C)
    go(song, 64)
    press(song, Qt.Key.Key_V)
    assert starts(song, P1) == [6, 12, 70, 76]
    song.selection.choose_rows((128, 130))
    song.selection.choose_notes(())
    press(song, Qt.Key.Key_V)
    assert starts(song, P1) == [6, 12, 70, 76, 134, 140]


def test_cutting_takes_them_out_and_is_one_step(song):
    song.selection.choose_notes(NOTES[:2])
    before = song.document.song
    press(song, Qt.Key.Key_X)
    assert starts(song, P1) == []
    assert song.document.undo_text == "Cut 2 notes"
    song.document.undo()
    assert song.document.song is before
    go(song, 32)
    press(song, Qt.Key.Key_V)
    assert starts(song, P1) == [6, 12, 32, 38]


def test_a_duplicate_follows_right_after_the_choice_again_and_again(song):
    song.selection.choose_rows((0, 16))
    for _ in range(3):
        press(song, Qt.Key.Key_D)
    assert starts(song, P1) == [6, 12, 22, 28, 38, 44, 54, 60]
    assert song.selection.rows == (48, 64)
    assert song.document.undo_text == "Duplicate 4 notes"


def test_a_duplicate_of_notes_begins_on_the_grid_as_they_do(song):
    song.commands["snap_beat"].trigger()
    song.selection.choose_notes(NOTES[:2])
    press(song, Qt.Key.Key_D)
    assert starts(song, P1) == [6, 12, 18, 24]


def test_what_is_pasted_beyond_the_end_makes_the_song_longer(song):
    song.selection.choose_notes(NOTES)
    press(song, Qt.Key.Key_C)
    go(song, 250)
    press(song, Qt.Key.Key_V)
    assert len(song.document.score) == 272
    assert starts(song, P1)[-1] == 256
    song.document.undo()
    assert len(song.document.score) == 256


def test_a_song_that_would_be_too_long_stays_as_it_is(song, qtbot):
    song.document.open(type(song.document.song)(Score.silent(MAX_ROWS)))
    QGuiApplication.clipboard().setText('{"type": "nes_composer notes 1", "rows": 64, "notes": [[0, 0, 64, 60, 9, 2]]}')
    song.selection.choose_rows((MAX_ROWS - 8, MAX_ROWS))
    before = song.document.song
    press(song, Qt.Key.Key_V)
    assert song.document.song is before
    assert str(MAX_ROWS) in song.status_bar.message.text()


@pytest.mark.parametrize("text", ["", "hello", '{"type": "nes_composer notes 1"}'])
def test_other_text_changes_nothing_and_is_named(song, text):
    QGuiApplication.clipboard().setText(text)
    press(song, Qt.Key.Key_V)
    assert song.document.undo_text == "Draw notes"
    assert "clipboard" in song.status_bar.message.text()


def test_copying_nothing_leaves_the_clipboard_alone(song):
    QGuiApplication.clipboard().setText("mine")
    press(song, Qt.Key.Key_C)
    press(song, Qt.Key.Key_X)
    press(song, Qt.Key.Key_D)
    assert QGuiApplication.clipboard().text() == "mine"
    assert song.document.undo_text == "Draw notes"


def test_delete_erases_what_is_chosen_or_in_the_chosen_rows(song):
    song.selection.choose_notes(NOTES[:1])
    QTest.keyClick(song, Qt.Key.Key_Delete)
    assert song.document.undo_text == "Delete note"
    song.selection.choose_rows((0, 16))
    QTest.keyClick(song, Qt.Key.Key_Delete)
    assert not song.document.score.sounding.any()
    assert song.document.undo_text == "Delete 3 notes"


def test_a_duplicate_of_rows_follows_the_last_of_them_whatever_the_grid(song):
    song.commands["snap_bar"].trigger()
    song.selection.choose_rows((5, 15))
    press(song, Qt.Key.Key_D)
    assert starts(song, P1) == [6, 12, 16, 22]
    assert song.selection.rows == (15, 25)
