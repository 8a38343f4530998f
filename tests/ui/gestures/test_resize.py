import numpy as np
import pytest
from PySide6.QtCore import Qt
from support.gestures import Mouse, place

from nes_composer.score import values
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import P1, TR

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


OTHER, BASS = Note(P1, 32, 4, 64, 9, 1), Note(TR, 16, 4, 45, 15)


@pytest.mark.parametrize(
    ("grabbed", "to", "lengths"), [(23.9, 26.9, {(16, 11), (32, 7)}), (16.1, 18.1, {(18, 6), (34, 2)})]
)
def test_all_chosen_notes_change_by_the_same(roll, hand, grabbed, to, lengths):
    roll.desk.edit("", lambda score: draw(score, [OTHER, BASS]))
    roll.desk.selection.choose_notes((NOTE, OTHER, BASS))
    before = roll.desk.document.song
    hand.drag((grabbed, 60), (grabbed + 1, 60), (to, 60))
    score = roll.desk.document.score
    notes = [note_at(score, P1, int(start)) for start in score.onset[:, P1].nonzero()[0]]
    assert {(note.start, note.length) for note in notes} == lengths
    assert len(roll.desk.selection.notes) == 3
    assert roll.desk.document.undo_text == "Resize 3 notes"
    roll.desk.document.undo()
    assert roll.desk.document.song is before


def test_an_edge_that_was_dragged_keeps_its_curve_of_velocity(roll, hand):
    roll.desk.edit("", lambda score: values.paint(score, "velocity", P1, np.arange(16, 24), np.arange(15, 7, -1)))
    hand.drag((23.9, 60), (25.9, 60))
    assert roll.desk.document.score.velocity[16:26, P1].tolist() == [15, 14, 13, 12, 11, 10, 9, 8, 8, 8]


def test_with_alt_the_grid_does_not_count(roll):
    roll.desk.step = 4
    mouse = Mouse(roll.viewport())
    mouse.press(place(roll, 23.9, 60))
    mouse.move(place(roll, 26.4, 60))
    assert note_at(roll.desk.document.score, P1, 16).end == 28
    mouse.move(place(roll, 26.4, 60), held=Qt.KeyboardModifier.AltModifier)
    assert note_at(roll.desk.document.score, P1, 16).end == 27
