import pytest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import NO, P1, P2

OTHER, HIT = Note(P2, 16, 8, 60, 7, 1), Note(NO, 40, 4, 16, 9)


@pytest.fixture(autouse=True)
def alone(roll):
    roll.desk.edit("", lambda score: draw(score, [OTHER, HIT, Note(P1, 0, 4, 72)]))
    roll.desk.focus.enter(P1)


def test_a_click_on_a_ghost_puts_its_voice_in_focus_and_chooses_it(roll, hand, audio):
    song = roll.desk.document.song
    hand.click(20, 60)
    assert roll.desk.focus.voice == P2
    assert roll.desk.selection.notes == (OTHER,)
    assert roll.desk.document.song is song
    assert audio.previews == [(P2, 60, 7, 1)]


def test_the_noise_is_found_at_the_bottom(roll, hand):
    seen = roll.others_item.place(NO)
    pitch = roll.coordinates.pitch(seen.y(16.5)) - 0.5
    hand.click(42, pitch)
    assert roll.desk.focus.voice == NO


def test_a_drag_from_a_ghost_draws(roll, hand):
    hand.drag((18.5, 60), (22, 60), (24, 60))
    assert roll.desk.focus.voice == P1
    assert (note_at(roll.desk.document.score, P1, 18).pitch, note_at(roll.desk.document.score, P1, 18).end) == (60, 24)
    assert note_at(roll.desk.document.score, P2, 16) == OTHER


def test_the_own_note_is_in_front_of_a_ghost(roll, hand):
    roll.desk.edit("", lambda score: draw(score, [Note(P1, 18, 2, 60)]))
    hand.click(19, 60)
    assert roll.desk.focus.voice == P1
    assert roll.desk.selection.notes == (Note(P1, 18, 2, 60),)


def test_without_focus_a_click_there_draws(roll, hand):
    roll.desk.focus.leave()
    hand.click(20, 60)
    assert note_at(roll.desk.document.score, P1, 20) is not None


def test_cancel_takes_the_drawn_note_back(roll, hand):
    song = roll.desk.document.song
    hand.press(18.5, 60)
    hand.move(24, 60)
    roll.cancel_gesture()
    assert roll.desk.document.song is song
