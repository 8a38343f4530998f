import pytest
from PySide6.QtCore import Qt

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1
from nes_composer.ui.tools import Tool

RIGHT = Qt.MouseButton.RightButton


@pytest.fixture(autouse=True)
def song(roll):
    notes = [Note(P1, 4 * i, 4, 60 + i) for i in range(8)]
    roll.desk.edit("", lambda score: draw(score, notes))


def starts(roll):
    return (roll.desk.document.score.onset[:, P1].nonzero()[0] // 4).tolist()


def test_a_right_click_erases_the_note_under_it(roll, hand):
    hand.click(9, 62, RIGHT)
    assert starts(roll) == [0, 1, 3, 4, 5, 6, 7]
    assert roll.desk.document.undo_text == "Erase note"


def test_a_right_click_beside_a_note_erases_nothing(roll, hand):
    before = roll.desk.document.song
    hand.click(9, 70, RIGHT)
    assert roll.desk.document.song is before


def test_a_right_drag_erases_all_that_it_passes_as_one_step(roll, hand):
    before = roll.desk.document.song
    hand.drag((5, 61), (9, 62), (13, 63), button=RIGHT)
    assert starts(roll) == [0, 4, 5, 6, 7]
    assert roll.desk.document.undo_text == "Erase 3 notes"
    roll.desk.document.undo()
    assert roll.desk.document.song is before


def test_a_fast_drag_leaves_no_gap(roll, hand):
    hand.drag((2, 60), (30, 67), button=RIGHT)
    assert starts(roll) == []


def test_cancel_brings_them_back(roll, hand):
    before = roll.desk.document.song
    hand.press(2, 60, RIGHT)
    hand.move(30, 67)
    roll.cancel_gesture()
    assert roll.desk.document.song is before


def test_the_erase_tool_erases_with_the_left_button_also_from_empty(roll, hand):
    before = roll.desk.document.song
    roll.desk.tools.take(Tool.ERASE)
    hand.drag((2, 65), (2, 60), (6, 61))
    assert starts(roll) == [2, 3, 4, 5, 6, 7]
    assert roll.desk.document.undo_text == "Erase 2 notes"
    roll.desk.document.undo()
    assert roll.desk.document.song is before
