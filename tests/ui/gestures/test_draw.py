from PySide6.QtCore import Qt

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import P1


def notes(roll):
    table = roll.desk.document.score
    return [note_at(table, P1, int(row)) for row in table.onset[:, P1].nonzero()[0]]


def test_a_drag_sets_the_length(roll, hand):
    hand.drag((8.5, 60), (10, 60), (15.9, 61))
    (note,) = notes(roll)
    assert (note.start, note.end, note.pitch) == (8, 16, 60)
    assert roll.desk.document.undo_text == "Draw note"


def test_a_click_is_as_long_as_the_last_note(roll, hand):
    hand.drag((0.5, 60), (7, 60))
    hand.click(16.5, 64)
    assert [(n.start, n.length, n.pitch) for n in notes(roll)] == [(0, 7, 60), (16, 7, 64)]


def test_a_click_before_another_note_stops_there(roll, hand):
    roll.desk.edit("", lambda score: draw(score, [Note(P1, 10, 4, 60)]))
    hand.click(8.5, 70)
    assert [(n.start, n.length) for n in notes(roll)] == [(8, 2), (10, 4)]
    hand.click(32.5, 70)
    assert notes(roll)[-1].length == 4


def test_the_note_sounds_when_it_is_pressed_and_not_again_while_it_grows(roll, hand, audio):
    hand.press(8.5, 60)
    pen = roll.desk.pens[P1]
    assert audio.previews == [(P1, 60, pen.velocity, pen.timbre)]
    hand.move(12, 60)
    hand.move(14, 60)
    hand.release(14, 60)
    assert len(audio.previews) == 1


def test_the_note_is_seen_and_heard_while_it_is_drawn(roll, hand):
    hand.press(8.5, 60)
    hand.move(14, 60)
    assert notes(roll)[0].end == 14
    assert roll.notes_item.table["length"].tolist() == [6]
    hand.move(12, 60)
    assert notes(roll)[0].end == 12
    hand.release(12, 60)


def test_one_undo_takes_the_whole_drag_back(roll, hand):
    before = roll.desk.document.song
    hand.drag((8.5, 60), (10, 60), (12, 60), (20, 60))
    roll.desk.document.undo()
    assert roll.desk.document.song is before


def test_what_the_drag_only_passed_over_is_kept(roll, hand):
    roll.desk.edit("", lambda score: draw(score, [Note(P1, 20, 4, 72)]))
    hand.press(8.5, 60)
    hand.move(30, 60)
    hand.move(12, 60)
    hand.release(12, 60)
    assert [(n.start, n.end, n.pitch) for n in notes(roll)] == [(8, 12, 60), (20, 24, 72)]


def test_a_cancelled_note_was_never_there(roll, hand):
    before = roll.desk.document.song
    hand.press(8.5, 60)
    hand.move(20, 60)
    roll.cancel_gesture()
    assert roll.desk.document.song is before
    assert roll.gesture is None
    hand.release(20, 60)
    assert roll.desk.document.undo_text == ""


def test_the_drawn_note_is_chosen(roll, hand):
    hand.drag((8.5, 60), (12, 60))
    assert roll.desk.selection.notes == tuple(notes(roll))


def test_a_grid_step_rounds_start_and_end(roll, hand):
    roll.desk.step = 4
    hand.drag((9.5, 60), (14.5, 60))
    (note,) = notes(roll)
    assert (note.start, note.end) == (8, 16)


def test_a_note_does_not_leave_the_song(roll, hand):
    roll.desk.time.show_rows(220, 64)
    hand.drag((250.5, 60), (255.9, 60))
    assert notes(roll)[-1].end == 256


def test_other_buttons_draw_nothing(roll, hand):
    hand.click(8.5, 60, Qt.MouseButton.RightButton)
    assert notes(roll) == []
