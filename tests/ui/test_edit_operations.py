"""Operations by real keys in the window."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.score.bundle import notes_on
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import MAX_ROWS, P1, Score
from nes_composer.score.song import Pattern

CONTROL = Qt.KeyboardModifier.ControlModifier
TUNE = (Note(P1, 4, 2, 60), Note(P1, 7, 2, 64), Note(P1, 13, 1, 67))


@pytest.fixture
def tune(window):
    window.desk.edit("Draw notes", lambda score: draw(score, TUNE))
    window.selection.choose_notes(TUNE)
    return window


def notes(window):
    return [(note.start, note.length, note.pitch) for note in notes_on(window.document.score, P1)]


@pytest.mark.parametrize(
    ("key", "after", "text"),
    [
        (Qt.Key.Key_Q, [(4, 2, 60), (8, 2, 64), (12, 1, 67)], "Quantise 3 notes"),
        (Qt.Key.Key_R, [(4, 1, 67), (9, 2, 64), (12, 2, 60)], "Reverse 3 notes"),
        (Qt.Key.Key_V, [(4, 2, 67), (7, 2, 63), (13, 1, 60)], "Invert 3 notes"),
        (Qt.Key.Key_H, [(4, 1, 60), (6, 1, 64), (9, 1, 67)], "Halve the time of 3 notes"),
        (Qt.Key.Key_D, [(4, 4, 60), (10, 4, 64), (22, 2, 67)], "Double the time of 3 notes"),
        (Qt.Key.Key_J, [(4, 3, 60), (7, 6, 64), (13, 1, 67)], "Join 3 notes"),
    ],
)
def test_a_key_is_one_step_and_what_became_of_the_notes_is_chosen(tune, key, after, text):
    tune.commands["snap_beat"].trigger()
    before = tune.document.song
    QTest.keyClick(tune, key)
    assert notes(tune) == after
    assert [(note.start, note.length, note.pitch) for note in tune.selection.notes] == after
    assert tune.document.undo_text == text
    tune.document.undo()
    assert tune.document.song is before


def test_reversing_chosen_rows_turns_them_as_a_whole(tune):
    tune.selection.choose_rows((0, 16))
    QTest.keyClick(tune, Qt.Key.Key_R)
    assert notes(tune) == [(2, 1, 67), (7, 2, 64), (10, 2, 60)]


def test_without_a_choice_it_is_said_and_nothing_done(tune):
    tune.selection.choose_nothing()
    for key in (Qt.Key.Key_Q, Qt.Key.Key_R, Qt.Key.Key_D):
        QTest.keyClick(tune, key)
    assert "Choose" in tune.status_bar.message.text()
    assert tune.document.undo_text == "Draw notes"


def test_rows_are_inserted_before_the_chosen_ones_and_deleted_again(tune):
    tune.selection.choose_nothing()
    tune.selection.choose_rows((4, 8))
    QTest.keyClick(tune, Qt.Key.Key_I, CONTROL)
    assert notes(tune) == [(8, 2, 60), (11, 2, 64), (17, 1, 67)]
    assert len(tune.document.score) == 260
    assert tune.document.undo_text == "Insert 4 rows"
    assert tune.selection.rows == (4, 8)
    QTest.keyClick(tune, Qt.Key.Key_Delete, CONTROL)
    assert notes(tune) == [(note.start, note.length, note.pitch) for note in TUNE]
    assert tune.document.undo_text == "Delete 4 rows"
    assert tune.selection.rows is None


def test_without_rows_it_is_the_bar_of_the_playhead(tune, audio):
    tune.selection.choose_nothing()
    patterns = (Pattern(z=(1.0,)), Pattern(z=(2.0,)))
    tune.document.annotate(lambda song: replace(song, patterns=patterns))
    tune.transport.seek(70)
    tune.transport.poll()
    QTest.keyClick(tune, Qt.Key.Key_I, CONTROL)
    assert len(tune.document.score) == 272
    assert tune.selection.rows == (64, 80)
    tune.selection.choose_nothing()
    QTest.keyClick(tune, Qt.Key.Key_Delete, CONTROL)
    assert len(tune.document.score) == 256
    assert [pattern.z for pattern in tune.document.song.patterns[:2]] == [(1.0,), None]


def test_a_song_that_would_be_too_long_is_said(tune):
    tune.document.open(type(tune.document.song)(Score.silent(MAX_ROWS)))
    tune.selection.choose_rows((0, 4))
    QTest.keyClick(tune, Qt.Key.Key_I, CONTROL)
    assert str(MAX_ROWS) in tune.status_bar.message.text()
    assert len(tune.document.score) == MAX_ROWS
