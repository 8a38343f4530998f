import pytest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import P1, TR

NOTE, OTHER, BASS = Note(P1, 0, 4, 60, 9, 1), Note(P1, 8, 4, 60, 14, 0), Note(TR, 0, 4, 40, 15)


@pytest.fixture(autouse=True)
def song(desk):
    desk.edit("Draw", lambda score: draw(score, [NOTE, OTHER, BASS]))
    desk.document.song_changed.connect(lambda: desk.selection.keep_within(desk.document.score, 4))


def velocities(desk):
    return desk.document.score.velocity[[0, 8], P1].tolist()


def step(desk, note, steps, field="velocity"):
    desk.values.step(field, note_at(desk.document.score, note.voice, note.start), steps)


def test_quick_steps_are_one_undo_step(desk):
    before = desk.document.song
    for _ in range(3):
        step(desk, NOTE, 1)
    assert velocities(desk) == [12, 14]
    assert desk.document.undo_text == "Change velocity"
    desk.document.undo()
    assert desk.document.song is before


def test_other_notes_or_another_field_are_another_step(desk):
    step(desk, NOTE, 1)
    step(desk, OTHER, -1)
    step(desk, OTHER, 1, "timbre")
    desk.document.undo()
    assert (velocities(desk), desk.document.score.timbre[8, P1]) == ([10, 13], 0)
    desk.document.undo()
    assert velocities(desk) == [10, 14]


def test_a_step_at_the_limit_is_none(desk):
    for steps in (1, 1, 1, -1):
        step(desk, OTHER, steps)
    assert velocities(desk) == [9, 14]


def test_all_chosen_notes_change_and_stay_chosen(desk):
    desk.selection.choose_notes((NOTE, OTHER))
    step(desk, NOTE, -2)
    assert velocities(desk) == [7, 12]
    assert [note.start for note in desk.selection.notes] == [0, 8]
    assert desk.document.undo_text == "Change velocity of 2 notes"
    step(desk, NOTE, -1)
    assert velocities(desk) == [6, 11]
    desk.document.undo()
    assert velocities(desk) == [9, 14]


def test_the_next_drawn_note_is_like_it_and_it_is_heard(desk, audio):
    step(desk, NOTE, 2)
    assert desk.pens[P1].velocity == 11
    assert audio.previews == [(P1, 60, 11, 1)]


def test_the_triangle_has_none(desk):
    before = desk.document.song
    step(desk, BASS, -1)
    assert desk.document.song is before
