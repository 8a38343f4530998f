from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.ui.main_window import MainWindow


def test_all_is_hidden_at_first_but_the_oscilloscopes(window):
    views = window.sound_views
    assert not views.instrument_dock.isVisible()
    assert not views.spectrum_dock.isVisible()
    assert window.commands["scopes"].isChecked()
    assert all(strip.scope.isVisible() for strip in window.strips)


def test_keys_show_and_hide(window, qtbot):
    views = window.sound_views
    for key, modifier, dock in (
        (Qt.Key.Key_I, Qt.KeyboardModifier.ShiftModifier, views.instrument_dock),
        (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier, views.spectrum_dock),
    ):
        QTest.keyClick(window, key, modifier)
        assert dock.isVisible()
        qtbot.waitUntil(lambda dock=dock: not dock.visibleRegion().isEmpty())
        QTest.keyClick(window, key, modifier)
        assert not dock.isVisible()


def test_one_behind_another_comes_to_the_front(window, qtbot):
    views = window.sound_views
    window.commands["edit_instrument"].trigger()
    window.commands["spectrum"].trigger()
    qtbot.waitUntil(lambda: views.instrument_dock.visibleRegion().isEmpty())
    window.commands["edit_instrument"].trigger()
    qtbot.waitUntil(lambda: not views.instrument_dock.visibleRegion().isEmpty())
    assert views.spectrum_dock.visibleRegion().isEmpty()


def test_hidden_oscilloscopes_stay_hidden_the_next_time(window, settings, audio, make_models, qtbot):
    window.commands["scopes"].trigger()
    assert not any(strip.scope.isVisible() for strip in window.strips)
    again = MainWindow(audio, make_models, settings)
    qtbot.addWidget(again)
    again.show()
    assert not again.commands["scopes"].isChecked()
    assert not any(strip.scope.isVisible() for strip in again.strips)
    again.shut_down()
