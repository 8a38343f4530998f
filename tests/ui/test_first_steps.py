import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nes_composer.score.score import P1
from nes_composer.ui import theme
from nes_composer.ui.first_steps import wanted

DRAG, DRAW, CONTINUE = range(3)


@pytest.fixture
def hinted(ready, qtbot):
    """A window with models that are ready, and the first step shown."""
    ready.models.become_able_to_continue()
    qtbot.waitUntil(lambda: ready.window.continuation.ready)
    ready.window.commands["first_steps"].trigger()
    ready.steps = ready.window.shell.first_steps
    ready.card = ready.steps.card
    return ready


def drag_a_slider(window):
    slider = window.latent_panel.sliders[0]
    middle, right = (QPoint(round(slider.width() * share), slider.height() // 2) for share in (0.5, 0.8))
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(slider, right)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=right)


def draw_a_note(window, make_hand, row=40):
    window.rolls[P1].show_pitches(48, 36)
    make_hand(window.rolls[P1]).drag((row + 0.5, 60), (row + 3.5, 60))


def test_a_window_makes_none(window):
    assert window.shell.first_steps is None


def test_they_point_at_a_slider_a_roll_and_what_goes_on(hinted):
    window, card = hinted.window, hinted.card
    targets = []
    for _ in range(3):
        assert card.isVisible()
        assert card.target.isVisible()
        assert window.rect().contains(card.geometry())
        targets.append(card.target)
        QTest.mouseClick(card.on, Qt.MouseButton.LeftButton)
    assert targets == [window.latent_panel.sliders[0], window.rolls[P1], window.takes_panel.form.go_on]
    assert not card.isVisible()


def test_each_goes_by_itself_when_it_is_done(hinted, make_hand, qtbot):
    window, steps = hinted.window, hinted.steps
    assert steps.current == DRAG
    drag_a_slider(window)
    qtbot.waitUntil(lambda: hinted.card.title.text().startswith("✓"))
    qtbot.waitUntil(lambda: steps.current == DRAW)
    draw_a_note(window, make_hand)
    qtbot.waitUntil(lambda: steps.current == CONTINUE)
    assert "Ctrl+Return" in hinted.card.text.text()
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: steps.current is None)
    assert not hinted.card.isVisible()


def test_other_edits_are_no_drawing(hinted):
    window = hinted.window
    QTest.mouseClick(hinted.card.on, Qt.MouseButton.LeftButton)
    window.patterns.add()
    assert not hinted.card.title.text().startswith("✓")


def test_what_was_done_before_its_time_is_not_asked_for_again(hinted, make_hand, qtbot):
    draw_a_note(hinted.window, make_hand)
    assert hinted.steps.current == DRAG
    drag_a_slider(hinted.window)
    qtbot.waitUntil(lambda: hinted.steps.current == CONTINUE)


def test_the_next_one_waits_for_the_end_of_a_drag(hinted, qtbot, monkeypatch):
    monkeypatch.setattr("nes_composer.ui.first_steps.QGuiApplication.mouseButtons", lambda: Qt.MouseButton.LeftButton)
    hinted.steps._pause.setInterval(1)
    drag_a_slider(hinted.window)
    with qtbot.waitSignals([hinted.steps._pause.timeout] * 3):
        pass
    assert hinted.steps.current == DRAG
    monkeypatch.setattr("nes_composer.ui.first_steps.QGuiApplication.mouseButtons", lambda: Qt.MouseButton.NoButton)
    qtbot.waitUntil(lambda: hinted.steps.current == DRAW)


@pytest.mark.parametrize("way", ["click", "Esc"])
def test_closed_they_are_over_for_good(hinted, settings, way):
    assert wanted(settings)
    if way == "click":
        QTest.mouseClick(hinted.card.close_button, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(hinted.window, Qt.Key.Key_Escape)
    assert not hinted.card.isVisible()
    assert hinted.steps.current is None
    assert not wanted(settings)


def test_done_they_are_over_for_good_too(hinted, settings):
    for _ in range(3):
        QTest.mouseClick(hinted.card.on, Qt.MouseButton.LeftButton)
    assert not wanted(settings)


def test_esc_is_for_a_drag_and_for_takes_first(hinted, make_hand, qtbot):
    window = hinted.window
    hinted.models.prompt = False
    window.commands["continue"].trigger()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.continuation.waiting
    assert hinted.card.isVisible()
    hand = make_hand(window.rolls[P1])
    window.rolls[P1].show_pitches(48, 36)
    hand.press(40.5, 60)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    hand.release(40.5, 60)
    assert hinted.card.isVisible()
    window.desk.selection.choose_rows((0, 4))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not hinted.card.isVisible()
    assert window.selection.rows == (0, 4)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.selection.rows is None


def test_help_shows_them_again_from_the_first_one(hinted, make_hand):
    draw_a_note(hinted.window, make_hand)
    hinted.steps.skip()
    hinted.window.commands["first_steps"].trigger()
    assert hinted.card.isVisible()
    assert hinted.steps.current == DRAG
    QTest.mouseClick(hinted.card.on, Qt.MouseButton.LeftButton)
    assert hinted.steps.current == DRAW


def test_closed_they_take_no_notice(hinted, make_hand):
    hinted.steps.skip()
    drag_a_slider(hinted.window)
    draw_a_note(hinted.window, make_hand)
    assert hinted.steps.current is None
    assert not hinted.card.isVisible()


def test_while_the_models_load_the_song_can_be_played(bench, qtbot):
    window = bench.window
    window.commands["first_steps"].trigger()
    text = window.shell.first_steps.card.text
    assert "Space" in text.text()
    bench.models.become_ready()
    qtbot.waitUntil(lambda: "Space" not in text.text())


def test_without_models_it_is_said_why(bench, qtbot):
    window = bench.window
    window.commands["first_steps"].trigger()
    bench.models.refuse("vae", "vae.safetensors: no such file")
    card = window.shell.first_steps.card
    qtbot.waitUntil(lambda: card.text.text() == "vae.safetensors: no such file")
    for _ in range(2):
        QTest.mouseClick(card.on, Qt.MouseButton.LeftButton)
    bench.models.refuse("lstm", "lstm.safetensors: no such file")
    qtbot.waitUntil(lambda: card.text.text() == "lstm.safetensors: no such file")


def test_they_name_the_key_of_the_moment(hinted):
    for _ in range(2):
        QTest.mouseClick(hinted.card.on, Qt.MouseButton.LeftButton)
    hinted.window.shell.bindings.bind("continue", "Ctrl+Alt+J")
    assert "Ctrl+Alt+J" in hinted.card.text.text()
    hinted.window.shell.bindings.clear("continue")
    assert "Click Continue" in hinted.card.text.text()


def test_they_point_at_the_voice_that_has_the_room(hinted):
    QTest.mouseClick(hinted.card.on, Qt.MouseButton.LeftButton)
    hinted.window.desk.focus.enter(2)
    assert hinted.card.target is hinted.window.rolls[2]


@pytest.mark.parametrize("look", ["dark", "light"])
def test_each_is_within_a_small_window_and_covers_nothing_that_it_speaks_of(hinted, look, qtbot):
    window, card = hinted.window, hinted.card
    window.shell.appearance.set_look(look)
    window.resize(1280, 720)
    for _ in range(3):
        assert window.rect().contains(card.geometry())
        target = card.target.rect().translated(card.target.mapTo(window, QPoint()))
        covered = target.intersected(card.geometry())
        assert covered.width() * covered.height() < 0.1 * target.width() * target.height()
        assert card.text.height() >= card.text.heightForWidth(card.text.width())
        QTest.mouseClick(card.on, Qt.MouseButton.LeftButton)
    window.shell.appearance.set_look("dark")
    assert theme.look() is theme.DARK
