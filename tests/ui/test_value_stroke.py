import pytest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1
from nes_composer.ui.value_stroke import ValueStroke


@pytest.fixture(autouse=True)
def song(desk):
    desk.edit("Draw", lambda score: draw(score, [Note(P1, 2, 4, 60, 8, 1), Note(P1, 8, 2, 62, 8, 1)]))


def velocities(desk):
    return desk.document.score.velocity[:12, P1].tolist()


def test_silence_between_notes_stays(desk):
    stroke = ValueStroke(desk, "velocity")
    stroke.draw(0.0, 15, False)
    stroke.draw(11.0, 15, False)
    assert velocities(desk) == [0, 0, 15, 15, 15, 15, 0, 0, 15, 15, 0, 0]


def test_the_way_back_counts_too(desk):
    stroke = ValueStroke(desk, "velocity")
    for row, value in ((2.5, 15), (9.5, 15), (9.5, 2), (2.5, 2)):
        stroke.draw(row, value, False)
    assert velocities(desk) == [0, 0, 2, 2, 2, 2, 0, 0, 2, 2, 0, 0]


def test_single_rows_and_whole_notes_may_be_mixed(desk):
    stroke = ValueStroke(desk, "velocity")
    stroke.draw(3.5, 12, True)
    stroke.draw(4.5, 4, True)
    stroke.draw(8.5, 5, False)
    assert velocities(desk)[8:10] == [5, 5]
    stroke.cancel()
    assert velocities(desk) == [0, 0, 8, 8, 8, 8, 0, 0, 8, 8, 0, 0]


def test_outside_the_song_nothing_is_drawn(desk):
    stroke = ValueStroke(desk, "velocity")
    stroke.draw(-50.0, 15, False)
    stroke.draw(-3.0, 15, False)
    stroke.draw(1e6, 15, False)
    stroke.draw(2e6, 15, False)
    assert desk.document.undo_text == "Draw velocity"
