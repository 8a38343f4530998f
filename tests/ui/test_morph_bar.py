import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def composed(ready, qtbot):
    latent = ready.window.latent
    latent.compose([latent.axes.random(np.random.default_rng(seed)) for seed in (1, 2, 3, 4)])
    qtbot.waitUntil(lambda: not latent.waiting)
    return ready


def z(bench, pattern):
    return bench.window.document.song.patterns[pattern].z


def test_slots_are_filled_and_recalled_by_clicks_and_filled_anew_by_the_right_button(composed, qtbot):
    window, bar = composed.window, composed.window.latent_panel.morph
    assert not bar.slider.isEnabled()
    bar.slots["A"].click()
    window.selection.choose_pattern(1)
    bar.slots["B"].click()
    assert bar.slider.isEnabled()
    window.selection.choose_pattern(2)
    bar.slots["A"].click()
    qtbot.waitUntil(lambda: z(composed, 2) == z(composed, 0))
    window.selection.choose_pattern(3)
    QTest.mouseClick(bar.slots["A"], RIGHT)
    assert tuple(window.moves.slots["A"].tolist()) == z(composed, 3)


def test_the_slider_is_one_step_from_press_to_release(composed, qtbot):
    window, bar = composed.window, composed.window.latent_panel.morph
    song = window.document.song
    window.moves.slots.update(A=np.float32(z(composed, 0)), B=np.float32(z(composed, 1)))
    window.moves.slots_changed.emit()
    window.selection.choose_pattern(2)
    bar.slider.setSliderDown(True)
    for value in (30, 60, 100):
        bar.slider.setSliderPosition(value)
        qtbot.waitUntil(lambda: not window.latent.waiting)
    bar.slider.setSliderDown(False)
    assert z(composed, 2) == pytest.approx(z(composed, 1), abs=1e-5)
    assert window.document.undo_text == "Morph pattern C"
    window.document.undo()
    assert window.document.song is song


def test_fill_fills_the_chosen_patterns(composed, qtbot):
    window, bar = composed.window, composed.window.latent_panel.morph
    window.selection.choose_patterns(range(4), 0)
    bar.fill.click()
    qtbot.waitUntil(lambda: not window.latent.waiting)
    assert window.document.undo_text == "Morph through patterns A … D"
