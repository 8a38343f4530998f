import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.generation.requests import Compared, Died
from nes_composer.models.novelty import FAR_ROWS, SharedRun
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1
from nes_composer.ui import novelty as novelties
from nes_composer.ui.model_link import ModelLink
from nes_composer.ui.novelty import NoveltyMeter


@pytest.fixture
def link(qtbot, make_models):
    return ModelLink(make_models)


@pytest.fixture
def meter(qtbot, desk, link, monkeypatch):
    monkeypatch.setattr(novelties, "INTERVAL_MS", 50)
    meter = NoveltyMeter(desk, link)
    qtbot.addWidget(meter)
    meter.resize(700, 28)
    return meter


@pytest.fixture
def shown(meter, qtbot):
    meter.show()
    qtbot.waitUntil(lambda: meter.run is not None)
    return meter


def edit(desk, row):
    desk.edit("Draw note", lambda score: draw(score, [Note(P1, row, 2, 60)]))


def test_it_tells_the_run_and_its_song(shown):
    assert shown.novelty == 1 - 17 / FAR_ROWS
    assert shown.told.text() == "17 rows of Type A (Tetris), bar 3"
    assert "from 5.1.1 on" in shown.toolTip()
    assert "3 semitones lower there" in shown.toolTip()


def test_a_click_chooses_the_rows_of_the_run(shown, desk):
    desk.time.set_length(256)
    desk.time.show_rows(0, 32)
    QTest.mouseClick(shown, Qt.MouseButton.LeftButton, pos=shown.told.geometry().center())
    assert desk.selection.rows == (64, 81)
    assert desk.time.first <= 64 < desk.time.last


def test_changes_in_quick_succession_are_compared_once(shown, desk, link, qtbot):
    asked = len(link.client.compares)
    for row in range(0, 40, 4):
        edit(desk, row)
    qtbot.waitUntil(lambda: not shown._quiet.isActive())
    assert link.client.compares[-1][1] is desk.document.score
    assert len(link.client.compares) == asked + 1


def test_what_does_not_change_the_notes_is_not_compared(shown, desk, link, qtbot):
    edit(desk, 8)
    qtbot.waitUntil(lambda: link.client.compares[-1][1] is desk.document.score)
    asked = len(link.client.compares)
    desk.document.annotate(lambda song: song)
    qtbot.waitUntil(lambda: not shown._quiet.isActive())
    assert len(link.client.compares) == asked


def test_it_asks_only_while_it_is_seen_and_switched_on(meter, desk, link, qtbot):
    edit(desk, 4)
    assert not link.client.compares
    meter.switch.setChecked(False)
    meter.show()
    edit(desk, 12)
    qtbot.waitUntil(lambda: not meter._quiet.isActive())
    assert not link.client.compares
    meter.switch.setChecked(True)
    qtbot.waitUntil(lambda: meter.novelty is not None)
    meter.switch.setChecked(False)
    assert meter.novelty is None
    assert meter.told.text() == ""


def test_stale_answers_are_dropped(shown, desk, link, qtbot):
    link.client.prompt = False
    edit(desk, 4)
    qtbot.waitUntil(lambda: link.client.compares[-1][1] is desk.document.score)
    old = link.client.compares[-1][0]
    edit(desk, 20)
    qtbot.waitUntil(lambda: link.client.compares[-1][0] > old)
    seen = []
    link.arrived.connect(seen.append)
    link.client.on_event(Compared(old, SharedRun(0, 40, "old", 0, 0)))
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert shown.run.song != "old"
    link.client.on_event(Compared(link.client.compares[-1][0], None))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert shown.novelty == 1
    assert shown.told.text() == "no shared run"


def test_why_it_cannot_be_told_is_said(shown, desk, link, qtbot):
    link.client.prompt = False
    edit(desk, 4)
    qtbot.waitUntil(lambda: link.client.compares[-1][1] is desk.document.score)
    link.client.answer_comparison("index.npz: not a readable novelty index")
    qtbot.waitUntil(lambda: shown.told.text() == "index.npz: not a readable novelty index")
    assert shown.novelty is None


def test_a_process_that_died_is_asked_again(shown, desk, link, qtbot):
    asked = len(link.client.compares)
    link.client.on_event(Died("the model process ended"))
    qtbot.waitUntil(lambda: len(link.client.compares) == asked + 1)


def test_the_menu_and_the_switch_agree(ready):
    command, switch = ready.window.commands["novelty"], ready.window.novelty_meter.switch
    assert command.isChecked()
    command.trigger()
    assert not switch.isChecked()
    switch.setChecked(True)
    assert command.isChecked()
