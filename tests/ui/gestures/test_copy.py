import pytest
from PySide6.QtCore import Qt
from support.gestures import Mouse, place

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import P1, TR

CTRL = Qt.KeyboardModifier.ControlModifier
NOTE, BASS = Note(P1, 16, 4, 60, 9, 1), Note(TR, 16, 8, 45, 15)


@pytest.fixture(autouse=True)
def song(roll):
    roll.desk.edit("", lambda score: draw(score, [NOTE, BASS]))


def starts(roll, voice):
    return roll.desk.document.score.onset[:, voice].nonzero()[0].tolist()


def test_a_ctrl_drag_leaves_the_note_and_moves_a_copy(roll):
    before = roll.desk.document.song
    Mouse(roll.viewport()).drag(place(roll, 18, 60), place(roll, 24, 62), place(roll, 30, 65), held=CTRL)
    copy = Note(P1, 28, 4, 65, 9, 1)
    assert starts(roll, P1) == [16, 28]
    assert note_at(roll.desk.document.score, P1, 28) == copy
    assert roll.desk.selection.notes == (copy,)
    assert roll.desk.document.undo_text == "Copy note"
    roll.desk.document.undo()
    assert roll.desk.document.song is before


def test_all_chosen_notes_are_copied(roll):
    roll.desk.selection.choose_notes((NOTE, BASS))
    Mouse(roll.viewport()).drag(place(roll, 18, 60), place(roll, 34, 60), held=CTRL)
    assert (starts(roll, P1), starts(roll, TR)) == ([16, 32], [16, 32])
    assert roll.desk.document.undo_text == "Copy 2 notes"


def test_a_copy_that_comes_back_is_none(roll):
    text = roll.desk.document.undo_text
    Mouse(roll.viewport()).drag(place(roll, 18, 60), place(roll, 30, 65), place(roll, 18, 60), held=CTRL)
    assert starts(roll, P1) == [16]
    assert roll.desk.document.undo_text == text


def test_cancel_takes_the_copies_back(roll):
    mouse = Mouse(roll.viewport())
    mouse.press(place(roll, 18, 60), held=CTRL)
    mouse.move(place(roll, 30, 65), held=CTRL)
    roll.cancel_gesture()
    assert starts(roll, P1) == [16]
    assert roll.desk.selection.notes == (NOTE,)
