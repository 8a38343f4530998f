import pytest
from PySide6.QtCore import Qt

from nes_composer.score import edits
from nes_composer.score.notes import Note
from nes_composer.score.score import P1

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(autouse=True)
def middle(roll):
    roll.desk.time.show_rows(100, 64)


def test_the_wheel_scrolls_pitch(roll, hand):
    before = roll.coordinates
    hand.wheel(130, 60, 1)
    assert roll.coordinates.lowest > before.lowest
    hand.wheel(130, 60, -1)
    assert roll.coordinates == before


def test_shift_scrolls_time(roll, hand):
    before = roll.coordinates
    hand.wheel(130, 60, -1, SHIFT)
    assert roll.coordinates.first_row > before.first_row
    assert roll.coordinates.lowest == before.lowest


def test_ctrl_zooms_time_at_the_mouse(roll, hand):
    before, at = roll.coordinates, hand.place(120, 60)
    hand.wheel(120, 60, 2, CTRL)
    now = roll.coordinates
    assert now.rows < before.rows
    assert now.pitches == before.pitches
    assert now.row(at.x()) == pytest.approx(before.row(at.x()))


def test_ctrl_shift_zooms_pitch_at_the_mouse(roll, hand):
    before, at = roll.coordinates, hand.place(120, 60)
    hand.wheel(120, 60, 2, CTRL | SHIFT)
    now = roll.coordinates
    assert now.pitches < before.pitches
    assert now.rows == before.rows
    assert now.pitch(at.y()) == pytest.approx(before.pitch(at.y()))


def test_nothing_beyond_the_voice_is_shown(roll, hand):
    for _ in range(50):
        hand.wheel(130, 60, 1)
    assert roll.coordinates.lowest + roll.coordinates.pitches == 109
    for _ in range(50):
        hand.wheel(130, 60, -1, CTRL | SHIFT)
    assert (roll.coordinates.lowest, roll.coordinates.pitches) == (33, 76)


@pytest.mark.parametrize(
    ("held", "name", "notches", "value"),
    [(ALT, "velocity", 1, 10), (ALT, "velocity", -1, 8), (ALT | SHIFT, "timbre", 1, 2), (ALT | SHIFT, "timbre", -1, 0)],
)
def test_alt_changes_the_note_under_the_mouse(roll, hand, audio, held, name, notches, value):
    roll.desk.edit("", lambda score: edits.draw(score, [Note(P1, 120, 4, 60, 9, 1)]))
    seen = roll.coordinates
    hand.wheel(121, 60, notches, held)
    assert getattr(roll.desk.document.score, name)[120:124, P1].tolist() == [value] * 4
    assert roll.coordinates == seen
    assert len(audio.previews) == 1


def test_alt_beside_notes_does_nothing(roll, hand):
    before, seen = roll.desk.document.song, roll.coordinates
    hand.wheel(121, 60, 1, ALT)
    assert (roll.desk.document.song, roll.coordinates) == (before, seen)
