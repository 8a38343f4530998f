import pytest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import P1

NOTE = Note(P1, 16, 8, 60, 9, 1)


@pytest.fixture(autouse=True)
def song(roll):
    roll.desk.edit("", lambda score: draw(score, [NOTE]))


def test_the_right_edge_moves_the_end(roll, hand):
    hand.drag((23.9, 60), (26, 60), (30.1, 60))
    assert note_at(roll.desk.document.score, P1, 16) == Note(P1, 16, 14, 60, 9, 1)
    assert roll.desk.document.undo_text == "Resize note"


def test_the_left_edge_moves_the_start(roll, hand):
    hand.drag((16.1, 60), (14, 60), (12.1, 60))
    assert note_at(roll.desk.document.score, P1, 12) == Note(P1, 12, 12, 60, 9, 1)


def test_a_shorter_note_leaves_silence(roll, hand):
    hand.drag((23.9, 60), (18.9, 60))
    score = roll.desk.document.score
    assert note_at(score, P1, 16) == Note(P1, 16, 3, 60, 9, 1)
    assert not score.pitch[19:, P1].any()


def test_one_row_is_always_left(roll, hand):
    hand.drag((23.9, 60), (2, 60))
    assert note_at(roll.desk.document.score, P1, 16).length == 1
    roll.desk.document.undo()
    hand.drag((16.1, 60), (60, 60))
    assert note_at(roll.desk.document.score, P1, 23) == Note(P1, 23, 1, 60, 9, 1)


def test_a_press_alone_changes_nothing(roll, hand):
    before = roll.desk.document.song
    hand.click(23.9, 60)
    hand.click(16.05, 60)
    assert roll.desk.document.song is before


def test_the_edge_keeps_its_distance_from_the_mouse(roll, hand):
    roll.desk.time.show_rows(0, 256)  # a row is 4 pixels wide: an edge reaches over more than one
    before = roll.desk.document.song
    hand.click(22.9, 60)
    assert roll.desk.document.song is before
    hand.drag((22.9, 60), (26.9, 60))
    assert note_at(roll.desk.document.score, P1, 16).end == 28


def test_one_undo_takes_it_back_and_cancel_too(roll, hand):
    before = roll.desk.document.song
    hand.drag((23.9, 60), (26, 60), (30, 60))
    roll.desk.document.undo()
    assert roll.desk.document.song is before
    hand.press(23.9, 60)
    hand.move(40, 60)
    roll.cancel_gesture()
    assert roll.desk.document.song is before


def test_what_it_grew_over_comes_back_when_it_shrinks_within_the_drag(roll, hand):
    roll.desk.edit("", lambda score: draw(score, [Note(P1, 28, 4, 70)]))
    hand.drag((23.9, 60), (40, 60), (26, 60))
    assert note_at(roll.desk.document.score, P1, 28) == Note(P1, 28, 4, 70)
