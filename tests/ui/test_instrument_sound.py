import pytest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR
from nes_composer.ui.instrument_sound import usual_note


@pytest.mark.parametrize("voice", [P1, P2, TR, NO])
def test_without_notes_it_is_one_that_can_be_played(desk, voice):
    note = usual_note(desk, voice)
    assert note.voice == voice
    draw(desk.document.score, [Note(voice, 0, 1, *note[1:])])  # refuses what cannot be played


def test_with_notes_it_is_in_their_middle_and_like_the_pen(desk):
    notes = [Note(P1, row, 2, pitch, 9, 1) for row, pitch in ((0, 50), (4, 60), (8, 90))]
    desk.edit("Draw", lambda score: draw(score, notes))
    desk.pens[P1].velocity, desk.pens[P1].timbre = 7, 3
    assert usual_note(desk, P1) == (P1, 60, 7, 3)
