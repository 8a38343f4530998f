import pytest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, TR
from nes_composer.ui.piano_roll import PianoRoll


def show(roll, *notes):
    roll.desk.edit("", lambda score: draw(score, notes))


def sees(roll, pitch):
    return roll.coordinates.lowest <= pitch and pitch + 1 <= roll.coordinates.lowest + roll.coordinates.pitches


def test_pitch_follows_the_notes_until_it_is_scrolled_by_hand(roll):
    roll.fit_pitch()
    show(roll, Note(P1, 0, 4, 100))
    assert sees(roll, 100)
    roll.show_pitches(40, 24)
    show(roll, Note(P1, 8, 4, 104))
    assert not sees(roll, 104)
    roll.fit_pitch()
    assert sees(roll, 100)
    assert sees(roll, 104)


def test_it_does_not_scroll_under_a_drag(roll, hand):
    roll.fit_pitch()
    hand.press(8.5, 60)
    before = roll.coordinates
    show(roll, Note(P1, 20, 4, 104))
    assert roll.coordinates == before
    hand.release(8.5, 60)


def test_the_view_box_shows_what_the_coordinates_say(roll):
    roll.desk.time.show_rows(32, 48)
    roll.show_pitches(50, 30)
    (left, right), (bottom, top) = roll.centralWidget.viewRange()
    assert (left, right) == pytest.approx((32, 80))
    assert (bottom, top) == pytest.approx((50, 80))


def test_the_playhead_stands_at_its_row(roll):
    roll.show_playhead(32.5)
    assert roll.playhead_item.x() == pytest.approx(roll.coordinates.x(32.5), abs=1)
    roll.desk.time.show_rows(16, 64)
    assert roll.playhead_item.x() == pytest.approx(roll.coordinates.x(32.5), abs=1)


def test_the_noise_roll_shows_its_sixteen_periods(qtbot, desk):
    roll = PianoRoll(NO, desk)
    qtbot.addWidget(roll)
    roll.set_score(desk.document.score)
    roll.fit_pitch()
    assert all(sees(roll, period) for period in range(1, 17))
    assert roll.coordinates.pitches == 16


def test_a_press_puts_the_voice_in_focus(qtbot, desk, make_hand):
    roll = PianoRoll(TR, desk)
    qtbot.addWidget(roll)
    roll.resize(600, 200)
    roll.show()
    make_hand(roll).click(4.5, 50)
    assert desk.selection.voice == TR
    assert desk.document.score.pitch[4, TR] == 50


def test_the_place_under_the_mouse_is_told(roll, hand, qtbot):
    with qtbot.waitSignal(roll.hovered) as told:
        hand.move(12.5, 64)
    assert told.args == [12, 64]
