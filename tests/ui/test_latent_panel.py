from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nes_composer.models.grids import GRIDS
from nes_composer.score.edits import draw, with_length
from nes_composer.score.notes import Note
from nes_composer.score.score import P1
from nes_composer.ui.document import empty_song


@pytest.fixture
def panel(ready):
    return ready.window.latent_panel


@pytest.fixture
def composed(ready, panel, qtbot):
    """Four patterns at known points."""
    latent = ready.window.latent
    latent.compose([latent.axes.random(np.random.default_rng(seed)) for seed in (1, 2, 3, 4)])
    qtbot.waitUntil(lambda: not ready.window.latent.waiting)
    return ready


def drag(slider, *shares):
    """Press at the first share of the slider's width, pass the others, release."""
    places = [QPoint(round(share * slider.width()), slider.height() // 2) for share in shares]
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(slider, place)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=places[-1])


def settle(bench, qtbot):
    qtbot.waitUntil(lambda: not bench.window.latent.waiting)


def test_it_waits_for_the_models(bench, qtbot):
    panel = bench.window.latent_panel
    assert not panel.sliders[0].isEnabled()
    assert "loading" in panel.state.text()
    bench.models.become_ready()
    qtbot.waitUntil(panel.sliders[0].isEnabled)
    assert "loading" not in panel.state.text()


def test_it_says_why_there_is_no_model(bench, qtbot):
    bench.models.refuse("vae", "vae.safetensors: no such file")
    qtbot.waitUntil(lambda: "no such file" in bench.window.latent_panel.state.text())
    assert not bench.window.latent_panel.sliders[0].isEnabled()


def test_axes_have_their_measured_names(panel):
    assert len(panel.sliders) == 16
    assert panel.sliders[0].accessibleName() == "P1 denser"
    assert "8.0%" in panel.axes.rows[0].toolTip()


def test_a_drag_asks_for_each_place_and_changes_the_rolls(composed, panel, qtbot):
    window, slider = composed.window, panel.sliders[0]
    before = window.rolls[P1].notes_item.table.copy()
    asked = len(composed.models.decodes)
    drag(slider, 0.2, 0.5, 0.7, 0.95)
    settle(composed, qtbot)
    assert len(composed.models.decodes) == asked + 4
    assert {request[1] for request in composed.models.decodes[asked:]} == {0}
    qtbot.waitUntil(lambda: len(window.rolls[P1].notes_item.table) != len(before))
    assert composed.audio.scores[-1] is window.document.score


def test_one_undo_takes_a_drag_back(composed, panel, qtbot):
    window, slider = composed.window, panel.sliders[0]
    song, value = window.document.song, slider.value()
    drag(slider, 0.2, 0.5, 0.95)
    settle(composed, qtbot)
    assert window.document.undo_text == "Move “P1 denser” of pattern A"
    window.commands["undo"].trigger()
    assert window.document.song is song
    assert slider.value() == value
    qtbot.waitUntil(lambda: len(window.rolls[P1].notes_item.table) == song.score.onset[:, P1].sum())
    window.commands["redo"].trigger()
    assert slider.sigma > 2


def test_two_drags_are_two_steps(composed, panel, qtbot):
    states = [composed.window.document.song]
    for share in (0.2, 0.9):
        drag(panel.sliders[0], 0.5, share)
        settle(composed, qtbot)
        states.append(composed.window.document.song)
    composed.window.document.undo()
    assert composed.window.document.song is states[1]
    composed.window.document.undo()
    assert composed.window.document.song is states[0]


def test_only_the_chosen_pattern_moves(composed, panel, qtbot):
    window = composed.window
    before = [window.document.song.pattern_rows(i) for i in range(4)]
    window.selection.choose_pattern(2)
    drag(panel.sliders[1], 0.5, 0.98)
    settle(composed, qtbot)
    after = [window.document.song.pattern_rows(i) for i in range(4)]
    assert [a == b for a, b in zip(after, before, strict=True)] == [True, True, False, True]


def test_the_sliders_show_the_chosen_pattern(composed, panel):
    latent = composed.window.latent
    for pattern in (0, 1, 3):
        composed.window.selection.choose_pattern(pattern)
        shown = [slider.sigma for slider in panel.sliders]
        assert shown == pytest.approx(latent.values(pattern).clip(-3, 3), abs=0.006)


def test_showing_asks_for_nothing(composed, panel):
    asked = len(composed.models.decodes)
    for pattern in (1, 2, 3, 0):
        composed.window.selection.choose_pattern(pattern)
    assert len(composed.models.decodes) == asked


def test_double_click_is_zero_and_one_step_with_its_press(composed, panel, qtbot):
    slider = panel.sliders[3]
    at = QPoint(20, slider.height() // 2)
    song = composed.window.document.song
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=at)
    settle(composed, qtbot)
    assert slider.sigma == 0
    assert composed.window.latent.values(0)[3] == pytest.approx(0, abs=1e-5)
    while composed.window.document.undo_text:
        composed.window.document.undo()
    assert composed.window.document.song is song


def test_the_same_seed_gives_the_same_notes(composed, panel, qtbot):
    window = composed.window
    panel.seed.setValue(4711)
    QTest.keyClick(panel.seed.lineEdit(), Qt.Key.Key_Return)
    settle(composed, qtbot)
    first = window.document.song.pattern_rows(0)
    assert window.document.undo_text == "Random pattern A (seed 4711)"
    window.commands["random"].trigger()
    settle(composed, qtbot)
    seed = panel.seed.value()
    other = window.document.song.patterns[0].z
    window.selection.choose_pattern(1)
    for number, expected in ((4711, None), (seed, other)):
        panel.seed.setValue(number)
        QTest.keyClick(panel.seed.lineEdit(), Qt.Key.Key_Return)
        settle(composed, qtbot)
        if expected is None:
            assert window.document.song.pattern_rows(1) == first
        else:
            assert window.document.song.patterns[1].z == expected


def test_a_song_divided_for_another_grid_is_divided_anew_by_the_first_move(ready, panel, qtbot):
    window = ready.window
    song = replace(empty_song(2, GRIDS["24hz"]), model="vae-24hz 07")
    score = draw(song.score, [Note(P1, row, 2, 60) for row in range(0, 1536, 8)])
    window.document.open(replace(song, score=score).with_decoded(0, (0.5,) * 20, with_length(score, 768)))
    window.selection.choose_pattern(1)
    drag(panel.sliders[1], 0.5, 0.9)
    settle(ready, qtbot)
    assert window.selection.pattern == 768 // 64
    assert [len(window.document.song.pattern_rows(index)) for index in (0, 12)] == [64, 64]
    assert window.document.song.patterns[12].z is not None
    assert window.document.song.patterns[0].z is None
    window.document.undo()
    assert window.document.undo_text == "Divide into patterns of 64 rows"
    window.document.undo()
    assert window.document.song.patterns[0].z == (0.5,) * 20


def test_it_says_when_the_model_has_no_use_for_the_song(ready, panel, qtbot):
    ready.models.become_ready("vae-24hz 03", grid="24hz")
    qtbot.waitUntil(lambda: "24 rows per second" in panel.state.text())
    panel.sliders[0].setValue(panel.sliders[0].maximum())
    assert ready.window.latent.values(0)[0] == panel.sliders[0].sigma == 0
    ready.window.commands["new"].trigger()
    assert "hand" in panel.state.text()
    assert [len(ready.window.document.song.pattern_rows(index)) for index in range(4)] == [768] * 4
    assert ready.window.document.score.rows_per_second == 24
    drag(panel.sliders[1], 0.5, 0.9)
    settle(ready, qtbot)
    assert ready.window.document.song.patterns[0].z is not None


def test_reset_is_the_centre(composed, panel, qtbot):
    composed.window.commands["reset"].trigger()
    settle(composed, qtbot)
    assert [slider.value() for slider in panel.sliders] == [0] * 16


def test_an_answer_while_the_slider_is_held_does_not_move_it(composed, panel, qtbot):
    composed.models.prompt = False
    slider = panel.sliders[0]
    places = [QPoint(round(share * slider.width()), 9) for share in (0.5, 0.6, 0.9)]
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=places[0])
    QTest.mouseMove(slider, places[1])
    QTest.mouseMove(slider, places[2])
    held = slider.value()
    composed.models.answer(*composed.models.decodes[-2])
    qtbot.waitUntil(lambda: composed.window.document.undo_text != "")
    assert slider.value() == held
    composed.models.answer(*composed.models.decodes[-1])
    settle(composed, qtbot)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=places[2])
    assert slider.value() == held


def test_a_hand_written_pattern_says_so_and_is_encoded_by_the_first_move(ready, panel, qtbot):
    assert "hand" in panel.state.text()
    drag(panel.sliders[1], 0.5, 0.9)
    settle(ready, qtbot)
    assert len(ready.models.encodes) == 1
    assert ready.window.document.song.patterns[0].z is not None
    assert panel.sliders[1].sigma == pytest.approx(ready.window.latent.values(0)[1], abs=0.01)


def test_a_song_of_another_checkpoint_keeps_its_notes_and_says_so(ready, panel, qtbot):
    window, song = ready.window, replace(empty_song(2), model="vae-other 0123")
    rows = draw(with_length(song.score, 64), [Note(P1, row, 2, 60) for row in range(0, 64, 8)])
    song = song.with_decoded(0, (0.5,) * 7, rows)
    window.document.open(song)
    assert "vae-other 0123" in panel.state.text()
    assert window.document.song is song
    drag(panel.sliders[1], 0.5, 0.9)
    settle(ready, qtbot)
    assert [request[1] for request in ready.models.encodes] == [0]
    assert (window.document.score.pitch[:64, P1] == song.score.pitch[:64, P1]).all()
    assert window.document.song.model == "tiny 01"
    assert "vae-other" not in panel.state.text()


def test_strength_is_the_share_that_reaches_the_notes_also_of_the_last_step(composed, panel, qtbot):
    document, song = composed.window.document, composed.window.document.song
    panel.strength.setValue(0)
    composed.window.commands["random"].trigger()
    settle(composed, qtbot)
    point = document.song.patterns[0].z
    assert document.score == song.score
    assert point != song.patterns[0].z
    panel.strength.setValue(100)
    full = document.score
    assert full != song.score
    panel.strength.setValue(50)
    assert document.score not in (song.score, full)
    assert document.song.patterns[0].z == point
    document.undo()
    assert document.song is song
    panel.strength.setValue(100)
    assert document.song is song


def test_a_song_without_rows_has_no_pattern_to_name(ready, panel):
    ready.window.document.open(replace(empty_song(1), score=with_length(empty_song(1).score, 0), patterns=()))
    assert panel._title.text() == "No pattern"
