import pytest
from PySide6.QtCore import Qt

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1

SHIFT = {"modifiers": Qt.KeyboardModifier.ShiftModifier}
ONE, OTHER = Note(P1, 10, 4, 55), Note(P1, 16, 4, 70)


@pytest.fixture(autouse=True)
def notes(roll):
    roll.desk.edit("", lambda score: draw(score, [ONE, OTHER]))


def test_each_click_adds_or_takes_away(roll, hand):
    song = roll.desk.document.song
    hand.click(11.5, 55, **SHIFT)
    hand.click(17.5, 70, **SHIFT)
    assert roll.desk.selection.notes == (ONE, OTHER)
    hand.click(11.5, 55, **SHIFT)
    assert roll.desk.selection.notes == (OTHER,)
    assert roll.desk.document.song is song


def test_a_click_moves_nothing(roll, hand):
    song = roll.desk.document.song
    hand.drag((11.5, 55), (11.6, 55), **SHIFT)
    assert roll.desk.document.song is song
