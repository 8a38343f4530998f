import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from support.starting_points import starting_points

from nes_composer.generation import starting_points as shipped


@pytest.fixture(autouse=True)
def on_the_shelf(monkeypatch):
    made = starting_points()
    monkeypatch.setattr(shipped, "load", lambda: made)


def test_f6_shows_the_shelf_at_the_bottom_with_the_keys_and_hides_it(ready, qtbot):
    window = ready.window
    QTest.keyClick(window, Qt.Key.Key_F6)
    qtbot.waitUntil(window.shelf_dock.isVisible)
    assert window.dockWidgetArea(window.shelf_dock) == Qt.DockWidgetArea.BottomDockWidgetArea
    assert window.shelf_dock.geometry().right() < window.latent_panel.mapTo(window, QPoint()).x()
    assert window.focusWidget() is window.shelf_view.strip
    window.commands["shelf"].trigger()
    assert not window.shelf_dock.isVisible()


def test_behind_another_tab_the_shelf_comes_to_the_front(ready, qtbot):
    window = ready.window
    window.commands["shelf"].trigger()
    window.commands["map"].trigger()
    qtbot.waitUntil(lambda: window.shelf_dock.visibleRegion().isEmpty())
    window.commands["shelf"].trigger()
    qtbot.waitUntil(lambda: not window.shelf_dock.visibleRegion().isEmpty())


def test_the_key_begins_a_song_with_the_point_in_focus(ready, qtbot):
    window = ready.window
    window.commands["shelf"].trigger()
    qtbot.waitUntil(lambda: window.shelf_view.strip.current is not None)
    QTest.keyClick(window.shelf_view.strip, Qt.Key.Key_Right)
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: window.document.song.title == "Place 1")


def test_without_a_point_in_focus_it_says_where_they_are(ready):
    said = []
    ready.window.shelf.failed.connect(said.append)
    ready.window.commands["begin_song"].trigger()
    assert len(said) == 1
    assert "F6" in said[0]
