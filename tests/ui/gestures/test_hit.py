import pytest
from PySide6.QtCore import Qt

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1


@pytest.mark.parametrize(
    ("row", "pitch", "cursor"),
    [
        (20, 60, Qt.CursorShape.OpenHandCursor),
        (16.1, 60, Qt.CursorShape.SizeHorCursor),
        (23.9, 60, Qt.CursorShape.SizeHorCursor),
        (20, 61, Qt.CursorShape.CrossCursor),
        (24.2, 60, Qt.CursorShape.CrossCursor),
    ],
)
def test_the_cursor_says_what_a_press_would_do(roll, hand, row, pitch, cursor):
    roll.desk.edit("", lambda score: draw(score, [Note(P1, 16, 8, 60)]))
    hand.move(row, pitch)
    assert roll.cursor().shape() == cursor


def test_a_short_note_can_still_be_moved(roll, hand):
    roll.desk.time.show_rows(0, 256)
    roll.desk.edit("", lambda score: draw(score, [Note(P1, 16, 2, 60)]))
    hand.move(17, 60)
    assert roll.cursor().shape() == Qt.CursorShape.OpenHandCursor
