import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from support.gestures import ALT, CTRL, SHIFT, Mouse

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, TR
from nes_composer.ui import theme
from nes_composer.ui.value_lane import ValueLane, fills

NOTES = [Note(P1, 4 * i, 4, 60 + i, 8, 1) for i in range(4)] + [Note(NO, 0, 4, 9, 10), Note(TR, 0, 4, 40, 15)]


@pytest.fixture
def lane(qtbot, desk):
    lane = ValueLane(desk)
    qtbot.addWidget(lane)
    lane.resize(640, 64)
    desk.edit("Draw", lambda score: draw(score, NOTES))
    desk.document.song_changed.connect(lambda: desk.selection.keep_within(desk.document.score, 4))
    desk.time.set_length(64)
    desk.time.show_rows(0, 32)
    lane.show()
    qtbot.waitExposed(lane)
    return lane


def at(lane, row, value):
    """A place a little above the middle of a value's range of heights."""
    return QPointF(lane.coordinates.x(float(row)), lane.top(value) + 1)


def velocities(lane):
    return lane._desk.document.score.velocity[:16, P1].tolist()


def test_a_click_sets_one_note(lane, desk, audio):
    Mouse(lane).drag(at(lane, 5.5, 12))
    assert velocities(lane) == [8] * 4 + [12] * 4 + [8] * 8
    assert desk.document.undo_text == "Set velocity"
    assert audio.previews == [(P1, 61, 12, 1)]
    assert desk.pens[P1].velocity == 12


def test_a_drag_draws_a_curve_over_notes_as_one_step(lane, desk):
    before = desk.document.song
    Mouse(lane).drag(at(lane, 0.5, 15), at(lane, 15.5, 3))
    drawn = velocities(lane)[::4]
    assert drawn == sorted(drawn, reverse=True)
    assert drawn[-1] == 3
    assert len(set(drawn)) == 4
    assert all(len(set(velocities(lane)[row : row + 4])) == 1 for row in range(0, 16, 4))
    assert desk.document.undo_text == "Draw velocity"
    desk.document.undo()
    assert desk.document.song is before


def test_what_is_drawn_follows_the_mouse_up_and_down(lane):
    mouse = Mouse(lane)
    mouse.press(at(lane, 1, 15))
    mouse.move(at(lane, 1, 4))
    assert velocities(lane)[0] == 4
    mouse.move(at(lane, 1, 9))
    mouse.release(at(lane, 1, 9))
    assert velocities(lane) == [9] * 4 + [8] * 12


@pytest.mark.parametrize("held", [SHIFT, ALT])
def test_with_shift_or_alt_each_row_has_its_own(lane, held):
    Mouse(lane).drag(at(lane, 0.5, 15), at(lane, 7.5, 8), held=held)
    assert velocities(lane) == [15, 14, 13, 12, 11, 10, 9, 8, *[8] * 8]


def test_escape_takes_it_back(lane, desk):
    before, mouse = desk.document.song, Mouse(lane)
    desk.selection.choose_notes((NOTES[0],))
    mouse.press(at(lane, 1, 15))
    assert lane.cancel_gesture()
    assert desk.document.song is before
    assert desk.selection.notes == (NOTES[0],)
    assert not lane.cancel_gesture()
    mouse.move(at(lane, 6, 2))
    assert desk.document.song is before


def test_chosen_notes_stay_chosen(lane, desk):
    desk.selection.choose_notes((NOTES[0],))
    Mouse(lane).drag(at(lane, 1, 15))
    assert [(note.start, note.velocity) for note in desk.selection.notes] == [(0, 15)]


def test_the_wheel_steps_the_note_under_it(lane):
    for notches in (1, 1, -1):
        Mouse(lane).wheel(at(lane, 5, 3), notches)
    assert velocities(lane) == [8] * 4 + [9] * 4 + [8] * 8


def test_the_wheel_moves_in_time_like_in_the_rolls(lane, desk):
    Mouse(lane).wheel(at(lane, 5, 3), -1, SHIFT)
    assert desk.time.first > 0
    span = desk.time.span
    Mouse(lane).wheel(at(lane, 5, 3), 1, CTRL)
    assert desk.time.span < span
    assert velocities(lane) == [8] * 16


@pytest.mark.parametrize(("voice", "value", "found"), [(P1, 3, 3), (P1, 0, 0), (NO, 1, 1), (NO, 0, 0)])
def test_timbre_has_its_steps(lane, desk, voice, value, found):
    lane.show_field("timbre")
    desk.selection.choose_voice(voice)
    Mouse(lane).drag(at(lane, 1.5, value))
    assert desk.document.score.timbre[0, voice] == found
    assert desk.document.undo_text in ("Set timbre", "Draw")


def test_the_triangle_has_nothing_to_draw(lane, desk):
    desk.selection.choose_voice(TR)
    before = desk.document.song
    Mouse(lane).drag(at(lane, 1, 1), QPointF(300, 20))
    Mouse(lane).wheel(at(lane, 1, 1), 1)
    assert desk.document.song is before
    assert lane.stroke is None


def bar_heights(lane):
    """Pixels of each column that differ from the lane at its place."""
    image = lane.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, :, 2::-1].copy()
    color = fills(P1)
    bars = np.zeros(data.shape[:2], bool)
    for shade in (*color, theme.VOICES[P1]):
        bars |= (data == (shade.red(), shade.green(), shade.blue())).all(axis=2)
    return bars.sum(axis=0)


def test_bars_are_as_high_as_their_values(lane, desk):
    Mouse(lane).drag(at(lane, 1, 15))
    Mouse(lane).drag(at(lane, 5, 3))
    heights = bar_heights(lane)
    x = lane.coordinates.x
    high, low, usual = (heights[round(x(row))] for row in (1.5, 5.5, 9.5))
    assert high == pytest.approx(60, abs=2)
    assert low == pytest.approx(12, abs=2)
    assert usual == pytest.approx(32, abs=2)
    assert heights[round(x(20.0))] == 0


def test_another_voice_is_shown_when_it_is_in_focus(lane, desk):
    desk.selection.choose_voice(NO)
    assert bar_heights(lane).max() == 0
    assert lane.levels == 15


def test_it_is_hidden_and_remembered(window, settings):
    assert window.editor.values.isVisible()
    window.commands["value_lane"].trigger()
    assert not window.editor.values.isVisible()
    assert not window.commands["value_lane"].isChecked()
    window.editor.keep(settings)
    window.editor.show_values(True)
    window.editor.restore(settings)
    assert not window.editor.shows_values


def test_escape_in_the_window_reaches_it(window, qtbot):
    window.desk.edit("", lambda score: draw(score, NOTES))
    lane, before = window.editor.values, window.document.song
    Mouse(lane).press(at(lane, 1, 15))
    assert window.document.song is not before
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.document.song is before
