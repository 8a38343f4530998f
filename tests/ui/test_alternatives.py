import dataclasses

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget

from nes_composer.generation.requests import Choice, Suggested
from nes_composer.score.edits import draw
from nes_composer.score.locks import Locks
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import P1, P2, Score
from nes_composer.score.song import Song

NOTE = Note(P1, 8, 8, 62, 11, 2)


@pytest.fixture
def hot(bench, qtbot):
    """The window with one note of P1 and the heat on."""
    window = bench.window
    window.document.open(Song(draw(Score.silent(64), [NOTE, Note(P2, 8, 8, 50)])))
    bench.models.become_able_to_continue()
    qtbot.waitUntil(lambda: window.surprise.ready)
    window.commands["surprise"].trigger()
    qtbot.waitUntil(lambda: window.surprise.nats(P1) is not None)
    qtbot.waitUntil(lambda: len(window.rolls[P1].notes_item.table) == 1)
    return bench


@pytest.fixture
def window(hot):
    return hot.window


@pytest.fixture
def popup(window):
    return window.alternatives.popup


@pytest.fixture
def hand(window, make_hand):
    return make_hand(window.rolls[P1])


@pytest.fixture
def open_popup(hand, popup, qtbot):
    hand.click(12, 62)
    qtbot.waitUntil(popup.isVisible)
    return popup


def lines(popup):
    rows = popup.findChild(QListWidget)
    return [rows.item(i).text() for i in range(rows.count())]


def rows(popup):
    return popup.findChild(QListWidget)


def press(window, key):
    QTest.keyClick(QApplication.focusWidget() or window, key)


def test_a_click_offers_the_likeliest_and_marks_the_present_one(open_popup, hot, window):
    assert lines(open_popup) == ["  C4    50 %", "● D4    25 %", "  E4    12 %", "  F4     6 %", "  G4     3 %"]
    assert rows(open_popup).currentRow() == 1
    _, score, row, voice, count = hot.models.suggestions[0]
    assert (score, row, voice, count) == (window.document.score, 8, P1, 5)


def test_it_lies_beside_the_note_within_the_window(open_popup, window):
    roll = window.rolls[P1]
    seen = roll.coordinates
    top = roll.mapTo(window, QPoint(round(seen.x(8.0)), round(seen.y(63.0))))
    assert not open_popup.geometry().contains(top)
    assert abs(open_popup.geometry().left() - top.x()) <= 2
    assert window.rect().contains(open_popup.geometry())


def test_arrows_sound_and_return_takes_as_one_undo_step(open_popup, hot, window):
    hot.audio.previews.clear()
    before = window.document.song
    press(window, Qt.Key.Key_Up)
    assert hot.audio.previews == [(P1, 60, 11, 2)]
    press(window, Qt.Key.Key_Return)
    assert note_at(window.document.score, P1, 8) == dataclasses.replace(NOTE, pitch=60)
    assert window.document.undo_text == "Take the likelier C4"
    assert window.selection.notes == (dataclasses.replace(NOTE, pitch=60),)
    assert not open_popup.isVisible()
    window.document.undo()
    assert window.document.song is before


def test_the_mouse_sounds_what_it_passes_and_a_click_takes_it(open_popup, hot, window):
    hot.audio.previews.clear()
    place = rows(open_popup).visualItemRect(rows(open_popup).item(3)).center()
    QTest.mouseMove(rows(open_popup).viewport(), place)
    assert hot.audio.previews == [(P1, 65, 11, 2)]
    QTest.mouseClick(rows(open_popup).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert note_at(window.document.score, P1, 8).pitch == 65
    assert window.document.undo_text == "Take the less likely F4"


def test_esc_keeps_the_note(open_popup, window):
    before = window.document.song
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Escape)
    assert not open_popup.isVisible()
    assert window.document.song is before
    assert window.selection.notes == (NOTE,)


def test_a_press_elsewhere_closes_it_and_does_what_it_always_does(open_popup, window, hand):
    hand.drag((12, 62), (14, 64), (16, 65))
    assert not open_popup.isVisible()
    assert note_at(window.document.score, P1, 12) == dataclasses.replace(NOTE, start=12, pitch=65)


def test_a_press_in_another_roll_closes_it(open_popup, window, make_hand):
    before = window.document.song
    make_hand(window.rolls[P2]).click(40, 55, Qt.MouseButton.RightButton)
    assert not open_popup.isVisible()
    assert window.document.song is before


def test_a_drag_and_a_click_on_empty_ask_for_nothing(hand, hot, window):
    hand.drag((12, 62), (16, 62))
    hand.drag((16, 62), (20, 66), (16, 62))
    hand.click(40, 60)
    hand.click(40, 60, Qt.MouseButton.RightButton)
    QTest.mouseClick(
        window.rolls[P1].viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, hand.place(14, 62)
    )
    QApplication.processEvents()
    assert hot.models.suggestions == []


def test_with_the_heat_off_a_click_is_only_a_click(hand, hot, window):
    window.commands["surprise"].trigger()
    hand.click(12, 62)
    assert hot.models.suggestions == []


def test_the_keyboard_gets_there_without_the_heat(hot, window, popup, qtbot):
    window.commands["surprise"].trigger()
    window.desk.touch(NOTE)
    QTest.keyClick(window, Qt.Key.Key_A)
    qtbot.waitUntil(popup.isVisible)
    assert len(lines(popup)) == 5


def test_without_a_chosen_note_it_says_so(window, qtbot):
    with qtbot.waitSignal(window.alternatives.failed) as told:
        window.commands["alternatives"].trigger()
    assert told.args == ["Choose a note first: click on it"]


def test_an_answer_about_a_note_that_is_gone_is_dropped(hot, window, hand, popup, qtbot):
    hot.models.prompt = False
    hand.click(12, 62)
    window.commands["delete"].trigger()
    with qtbot.waitSignal(window.model_link.arrived):
        hot.models.answer_suggestion()
    assert not popup.isVisible()


def test_a_stale_answer_is_dropped(hot, window, hand, popup, qtbot):
    hot.models.prompt = False
    hand.click(12, 62)
    hand.click(13, 62)
    older = hot.models.suggestions[0][0]
    with qtbot.waitSignal(window.model_link.arrived):
        hot.models.on_event(Suggested(older, 8, P1, (Choice(70, 1.0),)))
    assert not popup.isVisible()
    hot.models.answer_suggestion()
    qtbot.waitUntil(popup.isVisible)


def test_nothing_opens_under_a_hand_that_is_dragging(hot, window, hand, popup, qtbot):
    hot.models.prompt = False
    hand.click(12, 62)
    hand.press(12, 62)
    with qtbot.waitSignal(window.model_link.arrived):
        hot.models.answer_suggestion()
    assert not popup.isVisible()
    hand.release(12, 62)


def test_it_closes_when_its_note_goes_or_the_view_moves(open_popup, window, hand, qtbot):
    window.document.change("Erase", lambda song: Song(Score.silent(64)))
    assert not open_popup.isVisible()
    window.document.undo()
    hand.click(12, 62)
    qtbot.waitUntil(open_popup.isVisible)
    window.time_view.show_rows(4, 30)
    assert not open_popup.isVisible()


def test_a_present_note_that_is_none_of_the_likeliest_is_there_too(hot, window, hand, popup, qtbot):
    hot.models.prompt = False
    hand.click(12, 62)
    id = hot.models.suggestions[0][0]
    hot.models.on_event(Suggested(id, 8, P1, (Choice(70, 0.9), Choice(71, 0.004))))
    qtbot.waitUntil(popup.isVisible)
    assert lines(popup) == ["  A♯4   90 %", "  B4    <1 %", "● D4       –"]
    press(window, Qt.Key.Key_Return)
    assert window.document.undo_text == ""


def test_locks_hold(hot, window, hand, popup, qtbot):
    window.document.annotate(lambda song: dataclasses.replace(song, locks=Locks(frozenset({P1}))))
    before = window.document.song
    hand.click(12, 62)
    qtbot.waitUntil(popup.isVisible)
    press(window, Qt.Key.Key_Up)
    with qtbot.waitSignal(window.alternatives.failed) as told:
        press(window, Qt.Key.Key_Return)
    assert told.args == ["That note is locked"]
    assert window.document.song is before


def test_a_song_on_another_grid_is_refused_in_a_sentence(hot, window, qtbot):
    hot.models.become_able_to_continue("frames 01", grid="24hz")
    qtbot.waitUntil(lambda: not window.surprise.on)
    window.desk.touch(NOTE)
    with qtbot.waitSignal(window.alternatives.failed) as told:
        window.commands["alternatives"].trigger()
    assert told.args[0].startswith("frames works on 24 rows per second")
    assert hot.models.suggestions == []


def test_a_failure_is_told(hot, window, hand, qtbot):
    hot.models.prompt = False
    hand.click(12, 62)
    with qtbot.waitSignal(window.alternatives.failed) as told:
        hot.models.fail(hot.models.suggestions[0][0], "it cannot")
    assert told.args == ["it cannot"]
