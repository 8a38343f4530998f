"""Chosen notes moved by real keys in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, TR

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
NOTES = (Note(P1, 8, 4, 60, 9, 2), Note(TR, 12, 2, 45, 15))


@pytest.fixture
def chosen(window):
    """A window with two notes of two voices, both chosen; they keep to beats."""
    window.desk.edit("Draw notes", lambda score: draw(score, [*NOTES, Note(P1, 40, 4, 70)]))
    window.selection.choose_notes(NOTES)
    window.commands["snap_beat"].trigger()
    return window


def places(window):
    return [(note.start, note.length, note.pitch) for note in window.selection.notes]


@pytest.mark.parametrize(
    ("key", "modifiers", "first", "second"),
    [
        (Qt.Key.Key_Up, PLAIN, (8, 4, 61), (12, 2, 46)),
        (Qt.Key.Key_Down, PLAIN, (8, 4, 59), (12, 2, 44)),
        (Qt.Key.Key_Up, SHIFT, (8, 4, 72), (12, 2, 57)),
        (Qt.Key.Key_Up, CONTROL, (8, 4, 72), (12, 2, 57)),
        (Qt.Key.Key_Down, SHIFT, (8, 4, 48), (12, 2, 33)),
        (Qt.Key.Key_Down, CONTROL, (8, 4, 48), (12, 2, 33)),
        (Qt.Key.Key_Right, PLAIN, (12, 4, 60), (16, 2, 45)),
        (Qt.Key.Key_Left, PLAIN, (4, 4, 60), (8, 2, 45)),
        (Qt.Key.Key_Right, CONTROL, (24, 4, 60), (28, 2, 45)),
        (Qt.Key.Key_Left, CONTROL, (0, 4, 60), (4, 2, 45)),
        (Qt.Key.Key_Right, SHIFT, (8, 8, 60), (12, 6, 45)),
        (Qt.Key.Key_Left, SHIFT, (8, 1, 60), (12, 1, 45)),
    ],
)
def test_a_key_changes_all_chosen_notes_as_one_undo_step(chosen, key, modifiers, first, second):
    before = chosen.document.song
    QTest.keyClick(chosen, key, modifiers)
    assert places(chosen) == [first, second]
    chosen.document.undo()
    assert chosen.document.song is before


def test_presses_in_a_row_are_one_step_and_spare_what_they_pass_over(chosen):
    chosen.selection.choose_notes(NOTES[:1])
    before = chosen.document.song
    for _ in range(10):
        QTest.keyClick(chosen, Qt.Key.Key_Right)
    assert places(chosen) == [(48, 4, 60)]
    assert chosen.document.score.pitch[40, P1] == 70
    assert chosen.document.undo_text == "Move note"
    chosen.document.undo()
    assert chosen.document.song is before


def test_another_kind_of_press_is_another_step(chosen):
    QTest.keyClick(chosen, Qt.Key.Key_Right)
    QTest.keyClick(chosen, Qt.Key.Key_Up)
    assert chosen.document.undo_text == "Transpose 2 notes"
    chosen.document.undo()
    assert chosen.document.undo_text == "Move 2 notes"


def test_a_transposed_note_sounds(chosen, audio):
    QTest.keyClick(chosen, Qt.Key.Key_Up)
    assert audio.previews == [(P1, 61, 9, 2)]


def test_there_and_back_again_is_no_step(chosen):
    before = chosen.document.undo_text
    QTest.keyClick(chosen, Qt.Key.Key_Up)
    QTest.keyClick(chosen, Qt.Key.Key_Down)
    assert chosen.document.undo_text == before
    QTest.keyClick(chosen, Qt.Key.Key_Up)
    assert places(chosen)[0] == (8, 4, 61)


def test_an_octave_that_does_not_fit_is_none(chosen):
    chosen.selection.choose_notes((Note(P1, 40, 4, 70),))
    for _ in range(5):
        QTest.keyClick(chosen, Qt.Key.Key_Up, SHIFT)
    assert places(chosen) == [(40, 4, 106)]
    QTest.keyClick(chosen, Qt.Key.Key_Up)
    assert places(chosen) == [(40, 4, 107)]


def test_notes_in_chosen_rows_move_without_being_chosen_one_by_one(chosen):
    chosen.selection.choose_notes(())
    chosen.selection.choose_rows((0, 16))
    QTest.keyClick(chosen, Qt.Key.Key_Down)
    assert places(chosen) == [(8, 4, 59), (12, 2, 44)]


def test_velocity_and_timbre_by_key(chosen, audio):
    QTest.keyClick(chosen, Qt.Key.Key_Plus)
    QTest.keyClick(chosen, Qt.Key.Key_Plus)
    QTest.keyClick(chosen, Qt.Key.Key_Minus)
    assert [note.velocity for note in chosen.selection.notes] == [10, 15]
    QTest.keyClick(chosen, Qt.Key.Key_T)
    QTest.keyClick(chosen, Qt.Key.Key_T)
    assert [note.timbre for note in chosen.selection.notes] == [0, 0]
    assert audio.previews[-1] == (P1, 60, 10, 0)


def test_a_key_without_a_choice_says_what_is_missing(chosen):
    chosen.selection.choose_nothing()
    QTest.keyClick(chosen, Qt.Key.Key_Up)
    assert "Choose notes" in chosen.status_bar.message.text()
    assert chosen.document.undo_text == "Draw notes"


def test_noise_alone_moves_by_periods(chosen):
    hit = Note(NO, 0, 1, 5)
    chosen.desk.edit("Draw note", lambda score: draw(score, [hit]))
    chosen.selection.choose_notes((hit,))
    QTest.keyClick(chosen, Qt.Key.Key_Up)
    QTest.keyClick(chosen, Qt.Key.Key_Up, SHIFT)
    assert places(chosen) == [(0, 1, 10)]


def test_what_is_drawn_between_two_presses_stays(chosen):
    chosen.selection.choose_notes(NOTES[:1])
    QTest.keyClick(chosen, Qt.Key.Key_Right)
    moved = chosen.selection.notes
    chosen.desk.edit("Draw note", lambda score: draw(score, [Note(P1, 8, 2, 50)]))
    chosen.selection.choose_notes(moved)
    QTest.keyClick(chosen, Qt.Key.Key_Right)
    assert chosen.document.score.onset[:, P1].nonzero()[0].tolist() == [8, 16, 40]
