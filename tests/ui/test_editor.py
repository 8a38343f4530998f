import pytest
from PySide6.QtCore import QPoint

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, Score
from nes_composer.score.song import Song


def left_of(widget, window):
    return widget.mapTo(window, QPoint(0, 0)).x()


def test_ruler_and_rolls_share_one_time_axis(window):
    for roll in window.rolls:
        assert left_of(roll, window) == left_of(window.ruler, window)
        assert roll.width() == window.ruler.width()
        assert roll.viewport().width() == roll.width()
    window.time_view.show_rows(32, 100)
    assert len({roll.coordinates.x(64.0) for roll in window.rolls} | {window.ruler.coordinates.x(64.0)}) == 1


def test_all_four_rolls_are_in_sight_at_1280_by_720(window):
    assert window.size().toTuple() == (1280, 720)
    assert window.minimumSizeHint().height() <= 720
    assert window.minimumSizeHint().width() <= 1280
    assert min(roll.height() for roll in window.rolls) > 120
    assert window.latent_panel.sliders[7].visibleRegion().boundingRect().height() > 10


def test_the_playhead_follows_what_is_heard(window, audio, qtbot):
    audio.hear(playing=True, row=20.0)
    qtbot.waitUntil(lambda: window.transport.row == 20.0)
    for roll in window.rolls:
        assert roll.playhead_item.x() == pytest.approx(roll.coordinates.x(20.0), abs=1)


def test_the_page_turns_with_the_playhead(window, audio):
    for row in (100.0, 127.0, 130.0):
        audio.hear(playing=True, row=row)
        window.transport.poll()
    assert window.time_view.first > 100
    assert 0 <= window.rolls[0].playhead_item.x() < 100


def test_who_looks_elsewhere_keeps_looking_there(window, audio):
    window.time_view.show_rows(128, 64)
    for row in (1.0, 2.0, 3.0):
        audio.hear(playing=True, row=row)
        window.transport.poll()
        if row == 1.0:
            window.time_view.show_rows(128, 64)
    assert window.time_view.first == 128


def test_edits_reach_the_roll(window, qtbot):
    window.desk.edit("Draw", lambda score: draw(score, [Note(P1, 0, 4, 60), Note(P1, 8, 4, 64)]))
    qtbot.waitUntil(lambda: len(window.rolls[P1].notes_item.table) == 2)


def test_another_song_is_shown_from_its_start(window, qtbot):
    window.time_view.show_rows(128, 64)
    window.selection.choose_pattern(3)
    window.document.open(Song(draw(Score.silent(640), [Note(P1, 0, 4, 100)])))
    assert window.time_view.first == 0
    assert window.selection.pattern == 0
    seen = window.rolls[P1].coordinates
    qtbot.waitUntil(lambda: window.rolls[P1].coordinates.lowest + window.rolls[P1].coordinates.pitches > 100)
    assert seen.rows == 128


def test_the_ruler_drives_the_transport(window, audio):
    window.ruler.sought.emit(40)
    assert ("seek", 40) in audio.told
    window.ruler.loop_drawn.emit(16, 48)
    assert ("loop", (16, 48)) in audio.told


def test_the_mouse_in_a_roll_of_the_window_draws(window, make_hand):
    hand = make_hand(window.rolls[2])
    hand.drag((16.5, 50), (24, 50))
    assert window.document.score.pitch[16:24, 2].tolist() == [50] * 8
    assert window.commands["undo"].text() == "&Undo: Draw note"
