import pytest
from PySide6.QtCore import Qt

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, P2
from nes_composer.ui.tools import Tool

CTRL = {"modifiers": Qt.KeyboardModifier.ControlModifier}
RIGHT = {"button": Qt.MouseButton.RightButton}
LOW, HIGH, LATE = Note(P1, 10, 4, 55), Note(P1, 16, 4, 70), Note(P1, 40, 4, 60)


@pytest.fixture(autouse=True)
def notes(roll):
    roll.desk.edit("", lambda score: draw(score, [LOW, HIGH, LATE, Note(P2, 16, 4, 70)]))


@pytest.mark.parametrize("how", [CTRL, RIGHT])
def test_a_drag_chooses_rows_and_the_notes_of_the_band(roll, hand, how):
    song = roll.desk.document.song
    hand.drag((8.4, 74), (12, 60), (18.2, 64), **how)
    assert roll.desk.selection.rows == (8, 19)
    assert roll.desk.selection.notes == (HIGH,)
    assert roll.desk.document.song is song


def test_it_works_backwards_and_follows_the_mouse(roll, hand):
    hand.press(43.5, 75, **CTRL)
    hand.move(8.4, 50)
    assert roll.desk.selection.notes == (LOW, HIGH, LATE)
    hand.move(30.5, 50)
    assert roll.desk.selection.notes == (LATE,)
    assert roll.desk.selection.rows == (30, 44)
    hand.release(30.5, 50)


def test_rows_keep_to_the_grid(roll, hand):
    roll.desk.step = 4
    hand.drag((9.5, 74), (17.5, 74), **CTRL)
    assert roll.desk.selection.rows == (8, 20)


def test_rows_are_those_of_the_song(roll, hand):
    roll.desk.time.show_rows(220, 64)
    hand.drag((240.5, 74), (262.0, 74), **CTRL)
    assert roll.desk.selection.rows == (240, 256)


@pytest.mark.parametrize("how", [CTRL, RIGHT])
def test_a_press_without_a_drag_chooses_nothing(roll, hand, how):
    hand.drag((8.4, 74), (18.2, 64), **CTRL)
    hand.click(30.5, 74, **how)
    assert roll.desk.selection.rows is None
    assert roll.desk.selection.notes == ()


def test_a_cancelled_drag_leaves_what_was_chosen(roll, hand):
    hand.drag((8.4, 74), (18.2, 64), **CTRL)
    hand.press(30.5, 74, **CTRL)
    hand.move(44, 50)
    roll.cancel_gesture()
    assert (roll.desk.selection.rows, roll.desk.selection.notes) == ((8, 19), (HIGH,))


def test_the_band_is_seen_while_it_is_drawn_and_the_rows_after_it(roll, hand):
    image = roll.grab().toImage()

    def differs(row, pitch):
        place = hand.place(row, pitch)
        return roll.grab().toImage().pixelColor(place) != image.pixelColor(place)

    hand.press(20.5, 74, **CTRL)
    hand.move(30.3, 64)
    band = roll.grab().toImage()
    hand.release(30.3, 64)
    assert differs(25.3, 68)
    assert differs(25.3, 50)
    assert not differs(35.3, 68)
    assert band.pixelColor(hand.place(25.3, 68)) != roll.grab().toImage().pixelColor(hand.place(25.3, 68))


def test_the_select_tool_chooses_with_a_plain_drag_and_still_moves_notes(roll, hand):
    roll.desk.tools.take(Tool.SELECT)
    song = roll.desk.document.song
    hand.drag((8.4, 74), (12, 60), (18.2, 64))
    assert roll.desk.selection.notes == (HIGH,)
    assert roll.desk.document.song is song
    hand.drag((11.5, 55), (13.5, 56))
    assert roll.desk.document.undo_text == "Move note"
