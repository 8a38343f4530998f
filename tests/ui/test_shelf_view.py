import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from support.starting_points import starting_points

from nes_composer.generation import starting_points as shipped

MADE = starting_points()


@pytest.fixture(autouse=True)
def on_the_shelf(monkeypatch):
    monkeypatch.setattr(shipped, "load", lambda: MADE)


@pytest.fixture
def view(ready, qtbot):
    """The shelf of a window with a model, shown by its key and read."""
    window = ready.window
    QTest.keyClick(window, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: window.shelf_view.strip.model().rowCount() == 3)
    return window.shelf_view


def middle(view, row):
    return view.strip.visualRect(view.strip.model().index(row, 0)).center()


def test_nothing_is_read_before_it_is_shown(ready):
    assert ready.window.shelf.points == ()


def test_a_click_sets_the_chosen_pattern(view, ready):
    QTest.mouseClick(view.strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 1))
    assert ready.window.document.undo_text == "Set pattern A to “Place 1”"


def test_return_takes_what_arrows_have_let_be_heard(view, ready, qtbot):
    QTest.keyClick(view.strip, Qt.Key.Key_Right)
    assert ready.audio.instruments[-1] == MADE.points[1].instruments
    QTest.keyClick(view.strip, Qt.Key.Key_Return)
    assert ready.window.document.undo_text == "Set pattern A to “Place 1”"
    assert ready.audio.scores[-1] is ready.window.document.score


def test_a_double_click_begins_a_song_and_asks_nothing(view, ready, qtbot):
    QTest.mouseClick(view.strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 2))
    QTest.mouseDClick(view.strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 2))
    QTest.mouseRelease(view.strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 2))
    qtbot.waitUntil(lambda: ready.window.document.song.title == "Place 2")
    qtbot.waitUntil(lambda: not ready.window.latent.waiting)
    assert ready.window.document.undo_text == ""
    assert len(ready.window.document.song.patterns) == 4
    assert ready.window.document.score.sounding[192:].any()


def test_the_menu_and_the_button_begin_one_with_the_point_in_focus(view, ready, qtbot):
    QTest.keyClick(view.strip, Qt.Key.Key_Right)
    ready.window.commands["begin_song"].trigger()
    qtbot.waitUntil(lambda: ready.window.document.song.title == "Place 1")
    QTest.keyClick(view.strip, Qt.Key.Key_Left)
    QTest.mouseClick(view.new_song, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ready.window.document.song.title == "Place 0")


def test_escape_ends_what_is_heard_before_it_is_the_window_s(view, ready):
    window = ready.window
    window.selection.choose_rows((0, 16))
    QTest.keyClick(view.strip, Qt.Key.Key_Right)
    QTest.keyClick(view.strip, Qt.Key.Key_Escape)
    assert ready.audio.scores[-1] is window.document.score
    assert window.selection.rows == (0, 16)
    QTest.keyClick(view.strip, Qt.Key.Key_Escape)
    assert window.selection.rows is None


def test_its_own_menu_has_both(view, ready, qtbot):
    menu = view.menu(MADE.points[1])
    take, begin = menu.actions()
    take.trigger()
    assert ready.window.document.undo_text == "Set pattern A to “Place 1”"
    ready.window.document.undo()
    begin.trigger()
    qtbot.waitUntil(lambda: ready.window.document.song.title == "Place 1")


def test_it_tells_of_what_is_pointed_at_else_what_can_be_done(view, qtbot):
    hint = view.told.text()
    assert "click" in hint
    QTest.mouseMove(view.strip.viewport(), middle(view, 1))
    qtbot.waitUntil(lambda: view.told.text().startswith("Place 1 · C♯ minor · 150 BPM · "))
    QTest.mouseMove(view.strip.viewport(), QPoint(view.strip.width() - 10, 5))
    qtbot.waitUntil(lambda: view.told.text() == hint)


def test_it_tells_of_another_model(view, ready, qtbot):
    ready.models.become_ready(model="other 99")
    qtbot.waitUntil(lambda: view.told.text().startswith("Made for tiny; with other"))


def test_hiding_it_ends_what_is_heard(view, ready):
    # The mouse lets a point be heard wherever the keys are.
    view.strip.clearFocus()
    view.strip.rested.emit(view.strip.model().index(1, 0))
    assert ready.audio.instruments[-1] == MADE.points[1].instruments
    ready.window.shelf_dock.hide()
    assert ready.audio.scores[-1] is ready.window.document.score


def test_why_there_are_no_points_is_said(ready, qtbot, monkeypatch):
    def broken():
        raise OSError("starting_points.json: gone")

    monkeypatch.setattr(shipped, "load", broken)
    window = ready.window
    window.commands["shelf"].trigger()
    qtbot.waitUntil(lambda: window.shelf_view.strip.empty == "starting_points.json: gone")
