from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.score.edits import draw
from nes_composer.score.keys import Key
from nes_composer.score.locks import Locks
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR
from nes_composer.ui.continue_settings import ContinueSettings


@pytest.fixture
def able(bench, qtbot):
    bench.models.become_able_to_continue()
    qtbot.waitUntil(lambda: bench.window.continuation.ready)
    return bench


@pytest.fixture
def form(able):
    return able.window.takes_panel.form


def type_in(box, text):
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def asked(able, qtbot):
    able.window.continuation.cancel()
    click(able.window.takes_panel.form.go_on)
    qtbot.waitUntil(lambda: not able.window.continuation.waiting)
    return able.models.asked[-1]


def test_what_is_typed_is_asked_for(able, form, qtbot):
    for box, text in ((form.bars, "2"), (form.takes, "3"), (form.temperature, "1.5"), (form.top_p, "0.5")):
        type_in(box, text)
        assert not box.hasFocus()
    form.key.setCurrentText("A minor")
    wish = asked(able, qtbot)
    assert (wish.rows, wish.takes) == (32, 3)
    assert (wish.sampling.temperature, wish.sampling.top_p, wish.sampling.key) == (1.5, 0.5, Key(9, "minor"))


def test_each_time_a_new_seed_is_used_and_shown(able, form, qtbot):
    assert form.new_seed.isChecked()
    assert form.seed.text() == "new"
    seeds = set()
    for _ in range(3):
        seeds.add(asked(able, qtbot).sampling.seed)
        assert form.seed.value() == able.models.asked[-1].sampling.seed
    assert len(seeds) > 1


def test_a_typed_seed_is_used_until_new_ones_are_wanted(able, form, qtbot):
    type_in(form.seed, "77")
    assert not form.new_seed.isChecked()
    assert [asked(able, qtbot).sampling.seed for _ in range(2)] == [77, 77]
    click(form.new_seed)
    assert able.window.continuation.settings.seed is None
    asked(able, qtbot)
    seed = form.seed.value()
    type_in(form.seed, str(seed))  # the very one that is shown
    assert asked(able, qtbot).sampling.seed == seed


def test_the_seed_of_the_latest_takes_can_be_kept(able, form, qtbot):
    seed = asked(able, qtbot).sampling.seed
    click(form.new_seed)
    assert asked(able, qtbot).sampling.seed == seed


def test_voices_that_are_off_are_not_drawn(able, form, qtbot):
    click(form.voices[P2])
    assert asked(able, qtbot).voices == (P1, TR, NO)
    click(form.voices[P2])
    assert asked(able, qtbot).voices == (P1, P2, TR, NO)


def test_a_locked_voice_is_off_while_it_is_locked(able, form, qtbot):
    document = able.window.document
    document.change("Lock", lambda song: replace(song, locks=Locks(frozenset({P2}))))
    assert not form.voices[P2].isEnabled()
    assert not form.voices[P2].isChecked()
    click(form.voices[NO])
    assert asked(able, qtbot).voices == (P1, TR)
    document.change("Unlock", lambda song: replace(song, locks=Locks()))
    assert form.voices[P2].isChecked()
    assert asked(able, qtbot).voices == (P1, P2, TR)


def test_voices_that_the_model_does_not_have_are_off(able, form, qtbot):
    able.models.become_able_to_continue(voices=(P1,))
    qtbot.waitUntil(lambda: not form.voices[TR].isEnabled())
    assert form.voices[P1].isEnabled()
    assert able.window.continuation.settings.voices == (P1, P2, TR, NO)


def test_the_key_of_the_song_is_offered_first(able, form):
    scale = (60, 62, 64, 65, 67, 69, 71, 72)
    able.window.desk.edit("", lambda score: draw(score, [Note(P1, 4 * i, 4, p) for i, p in enumerate(scale)]))
    form.key.showPopup()
    assert form.key.itemText(0) == "any key"
    assert form.key.itemData(1) == Key(0, "major")
    assert "song" in form.key.itemText(1)
    assert form.key.count() == 1 + 12 * 11
    form.key.setCurrentIndex(1)
    form.key.hidePopup()
    assert able.window.continuation.settings.key == Key(0, "major")
    form.key.showPopup()
    assert form.key.currentData() == Key(0, "major")
    form.key.hidePopup()


def test_settings_are_shown_and_remembered(able, form, settings):
    able.window.continuation.set(ContinueSettings(1, 1, 0.5, 0.4, Key(2, "major"), 5, (P1,)))
    assert (form.bars.text(), form.takes.text(), form.seed.value()) == ("1 bar", "1 take", 5)
    assert form.key.currentText() == "D major"
    assert [button.isChecked() for button in form.voices] == [True, False, False, False]
    able.window.document.mark_saved(able.window.document.song, able.window.document.path)
    able.window.close()
    assert settings.value("continue/bars") in (1, "1")


def test_it_lights_up_with_the_model(bench, qtbot):
    form = bench.window.takes_panel.form
    assert not form.go_on.isEnabled()
    assert not form.fill.isEnabled()
    bench.models.become_able_to_continue()
    qtbot.waitUntil(form.go_on.isEnabled)
    click(form.fill)
    assert "Choose the rows to fill" in bench.window.takes_panel.state.text()
