import pytest
from PySide6.QtCore import Qt

MIDDLE = Qt.MouseButton.MiddleButton


def test_the_pressed_place_stays_under_the_mouse(roll, hand):
    before = roll.coordinates
    roll.desk.time.show_rows(100, 64)
    hand.press(120, 60, MIDDLE)
    at = hand.place(130, 64)
    hand.move(130, 64)
    now = roll.coordinates
    assert now.row(at.x()) == pytest.approx(120, abs=0.1)
    assert now.pitch(at.y()) == pytest.approx(60.5, abs=0.2)
    assert (now.rows, now.pitches) == (before.rows, before.pitches)
    hand.release(120, 60, MIDDLE)


def test_it_changes_no_note_and_can_be_cancelled(roll, hand):
    before, song = roll.coordinates, roll.desk.document.song
    hand.press(30, 60, MIDDLE)
    hand.move(10, 66)
    assert roll.coordinates != before
    roll.cancel_gesture()
    assert roll.coordinates == before
    assert roll.desk.document.song is song
