import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.score.score import P1

NAMES = ("take_next", "take_previous", "accept", "hear")


@pytest.fixture
def able(bench, qtbot):
    bench.models.become_able_to_continue()
    qtbot.waitUntil(lambda: bench.window.continuation.ready)
    return bench


@pytest.fixture
def offered(able, qtbot):
    able.window.commands["continue"].trigger()
    qtbot.waitUntil(lambda: not able.window.continuation.waiting)
    return able


def test_without_takes_the_keys_are_those_of_the_focus(able, qtbot):
    assert not any(able.window.commands[name].isEnabled() for name in NAMES)
    form = able.window.takes_panel.form
    able.models.become_ready()
    qtbot.waitUntil(lambda: able.window.latent.ready)
    form.bars.setFocus()
    QTest.keyClick(form.bars, Qt.Key.Key_Tab)
    assert not form.bars.hasFocus()


@pytest.mark.parametrize("place", ["window", "roll", "slider"])
def test_while_takes_are_on_offer_tab_and_return_are_theirs(offered, place):
    window = offered.window
    focused = {"window": window, "roll": window.rolls[P1], "slider": window.latent_panel.sliders[0]}[place]
    focused.setFocus()
    QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert window.continuation.takes.choice[P1] == 1
    QTest.keyClick(focused, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert window.continuation.takes.choice[P1] == 0
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert window.document.undo_text.startswith("Continue by")


def test_a_field_that_is_typed_in_keeps_its_keys(offered):
    window, box = offered.window, offered.window.takes_panel.form.bars
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "7")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert window.continuation.settings.bars == 7
    assert window.document.undo_text == ""
    # Done with the field, the keys are the takes' again.
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert window.document.undo_text.startswith("Continue by")


def test_the_takes_are_heard_by_a_key(offered, audio):
    QTest.keyClick(offered.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert ("play", 0) in audio.told
