import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import P1

NOTE = Note(P1, 16, 4, 60, 9, 1)


@pytest.fixture(autouse=True)
def song(roll):
    roll.desk.document.change("", lambda s: type(s)(draw(s.score, [NOTE])))


def only_note(roll):
    (start,) = roll.desk.document.score.onset[:, P1].nonzero()[0]
    return note_at(roll.desk.document.score, P1, int(start))


def test_a_drag_moves_in_time_and_pitch(roll, hand):
    hand.drag((18, 60), (20, 62), (26, 65))
    assert only_note(roll) == Note(P1, 24, 4, 65, 9, 1)
    assert roll.desk.document.undo_text == "Move note"


def test_one_undo_takes_it_back(roll, hand):
    before = roll.desk.document.song
    hand.drag((18, 60), (20, 62), (26, 65))
    roll.desk.document.undo()
    assert roll.desk.document.song is before


def test_a_press_alone_changes_nothing_but_chooses_and_sounds(roll, hand, audio):
    before = roll.desk.document.song
    hand.click(18, 60)
    assert roll.desk.document.song is before
    assert roll.desk.selection.notes == (NOTE,)
    assert audio.previews == [(P1, 60, 9, 1)]


def test_each_new_pitch_sounds(roll, hand, audio):
    hand.drag((18, 60), (22, 60), (22, 61), (26, 61), (26, 63))
    assert [pitch for _, pitch, _, _ in audio.previews] == [60, 61, 63]


def test_a_note_that_comes_back_leaves_no_step(roll, hand):
    undo_text = roll.desk.document.undo_text
    hand.drag((18, 60), (26, 64), (18, 60))
    assert only_note(roll) == NOTE
    assert roll.desk.document.undo_text == undo_text


def test_a_note_that_was_passed_over_is_kept(roll, hand):
    roll.desk.edit("", lambda score: draw(score, [Note(P1, 32, 4, 70)]))
    hand.drag((18, 60), (34, 60), (46, 60))
    assert note_at(roll.desk.document.score, P1, 32).pitch == 70
    assert note_at(roll.desk.document.score, P1, 44) == Note(P1, 44, 4, 60, 9, 1)


def test_the_next_drawn_note_is_like_the_touched_one(roll, hand):
    hand.click(18, 60)
    hand.click(40.5, 70)
    assert note_at(roll.desk.document.score, P1, 40) == Note(P1, 40, 4, 70, 9, 1)


def test_cancel_puts_it_back(roll, hand):
    hand.press(18, 60)
    hand.move(30, 66)
    assert only_note(roll).start == 28
    roll.cancel_gesture()
    assert only_note(roll) == NOTE
    assert roll.desk.selection.notes == (NOTE,)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(row=st.integers(-40, 100), pitch=st.integers(20, 120))
def test_it_stops_at_the_ends_of_song_and_voice(roll, hand, row, pitch):
    hand.press(18, 60)
    hand.move(row, pitch)
    hand.release(row, pitch)
    note = only_note(roll)
    assert (note.length, note.velocity, note.timbre) == (4, 9, 1)
    # Within the song and the voice, the note is where the mouse has it.
    assert note.start == max(0, row - 2)
    assert note.pitch == min(max(pitch, 33), 108)
    if roll.desk.document.score is not None and note != NOTE:
        roll.desk.document.undo()
    assert only_note(roll) == NOTE
