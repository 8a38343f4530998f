import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from support.gestures import Mouse, place

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import NO, P1, TR

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


OTHER, BASS, HIT = Note(P1, 24, 4, 64, 9, 1), Note(TR, 16, 4, 45, 15), Note(NO, 16, 1, 8, 9)


def all_notes(roll):
    score = roll.desk.document.score
    return {note_at(score, voice, int(start)) for voice in range(4) for start in score.onset[:, voice].nonzero()[0]}


def test_a_chosen_note_takes_all_chosen_ones_along_in_all_voices(roll, hand):
    roll.desk.edit("", lambda score: draw(score, [OTHER, BASS, HIT]))
    roll.desk.selection.choose_notes((NOTE, BASS, HIT))
    before = roll.desk.document.song
    hand.drag((18, 60), (20, 61), (22, 62))
    moved = {Note(P1, 20, 4, 62, 9, 1), Note(TR, 20, 4, 47, 15), Note(NO, 20, 1, 8, 9)}
    assert all_notes(roll) == moved | {OTHER}
    assert set(roll.desk.selection.notes) == moved
    assert roll.desk.document.undo_text == "Move 3 notes"
    roll.desk.document.undo()
    assert roll.desk.document.song is before


def test_a_note_that_is_not_chosen_becomes_the_only_choice(roll, hand):
    roll.desk.edit("", lambda score: draw(score, [OTHER, BASS]))
    roll.desk.selection.choose_notes((OTHER, BASS))
    hand.drag((18, 60), (18, 58))
    assert all_notes(roll) == {Note(P1, 16, 4, 58, 9, 1), OTHER, BASS}
    assert roll.desk.selection.notes == (Note(P1, 16, 4, 58, 9, 1),)


def test_chosen_notes_stop_together_at_the_limits_of_one(roll, hand):
    low = Note(P1, 2, 2, 35, 9, 1)
    roll.desk.edit("", lambda score: draw(score, [low]))
    roll.desk.selection.choose_notes((NOTE, low))
    hand.drag((18, 60), (8, 50))
    assert all_notes(roll) == {Note(P1, 14, 4, 58, 9, 1), Note(P1, 0, 2, 33, 9, 1)}


def test_a_click_on_one_of_several_chooses_it_alone(roll, hand):
    roll.desk.edit("", lambda score: draw(score, [OTHER]))
    roll.desk.selection.choose_notes((NOTE, OTHER))
    hand.click(18, 60)
    assert roll.desk.selection.notes == (NOTE,)


@pytest.mark.parametrize("held", [Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier])
def test_the_grid_counts_unless_alt_or_shift_is_held(roll, held):
    roll.desk.step = 4
    mouse = Mouse(roll.viewport())
    mouse.press(place(roll, 18, 60))
    mouse.move(place(roll, 21, 60))
    assert only_note(roll).start == 20
    mouse.move(place(roll, 21, 60), held=held)
    assert only_note(roll).start == 19
    mouse.move(place(roll, 21, 60))
    assert only_note(roll).start == 20
    mouse.release(place(roll, 21, 60), held=held)
    assert only_note(roll).start == 19


def test_shift_drag_from_a_note_moves_it_by_rows(roll):
    roll.desk.step = 4
    Mouse(roll.viewport()).drag(place(roll, 18, 60), place(roll, 21, 62), held=Qt.KeyboardModifier.ShiftModifier)
    assert only_note(roll) == Note(P1, 19, 4, 62, 9, 1)
    assert roll.desk.document.undo_text == "Move note"


def test_cancel_puts_several_back(roll, hand):
    roll.desk.edit("", lambda score: draw(score, [OTHER, BASS]))
    roll.desk.selection.choose_notes((NOTE, BASS))
    before = roll.desk.document.song
    hand.press(18, 60)
    hand.move(30, 66)
    roll.cancel_gesture()
    assert roll.desk.document.song is before
    assert roll.desk.selection.notes == (NOTE, BASS)
