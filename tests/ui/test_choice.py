import pytest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.operations import pitching
from nes_composer.score.score import NO, P1, P2
from nes_composer.ui.choice import chosen_notes, chosen_rows, counted, operate

NOTES = (Note(P1, 0, 4, 60), Note(P1, 8, 4, 62), Note(P2, 6, 4, 64), Note(NO, 40, 1, 5))


@pytest.fixture
def desk(desk):
    desk.edit("Draw notes", lambda score: draw(score, NOTES))
    return desk


def test_chosen_rows_stand_for_the_notes_that_start_in_them(desk):
    assert chosen_notes(desk) == ()
    assert chosen_rows(desk) is None
    desk.selection.choose_rows((2, 9))
    assert chosen_notes(desk) == (NOTES[1], NOTES[2])
    desk.selection.choose_notes((NOTES[3],))
    assert chosen_notes(desk) == (NOTES[3],)
    assert chosen_rows(desk) == (2, 9)


def test_chosen_notes_stand_for_the_rows_from_the_first_to_the_last(desk):
    desk.selection.choose_notes((NOTES[1], NOTES[2]))
    assert chosen_rows(desk) == (6, 12)


def test_an_operation_is_one_step_that_names_how_many_and_chooses_what_they_become(desk):
    desk.selection.choose_notes(NOTES[:2])
    before = desk.document.song
    operate(desk, "Transpose", lambda notes: pitching.transposed(notes, 2))
    assert [note.pitch for note in desk.selection.notes] == [62, 64]
    assert desk.document.undo_text == "Transpose 2 notes"
    desk.document.undo()
    assert desk.document.song is before


def test_without_a_choice_nothing_is_done(desk):
    operate(desk, "Transpose", lambda notes: pitching.transposed(notes, 2))
    assert desk.document.undo_text == "Draw notes"
    assert counted(NOTES[:1]) == "note"
