import pytest
from PySide6.QtCore import Qt

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


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
