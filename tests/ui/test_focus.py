import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR
from nes_composer.ui.focus import Focus
from nes_composer.ui.selection import Selection

KEYS = (Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4)


@pytest.fixture
def focus():
    focus = Focus(Selection())
    focus.told = []
    focus.changed.connect(lambda: focus.told.append(focus.voice))
    return focus


def test_each_change_is_told_once(focus):
    focus.enter(P1)
    focus.enter(TR)
    focus.enter(TR)
    focus.toggle(NO)
    focus.toggle(NO)
    focus.leave()
    assert focus.told == [P1, TR, NO, None]


def test_another_chosen_voice_gets_the_room(focus):
    focus._selection.choose_voice(P2)
    assert focus.voice is None
    focus.enter(P1)
    focus._selection.choose_voice(NO)
    assert focus.voice == NO


def seen(window):
    return [voice for voice, roll in enumerate(window.rolls) if roll.isVisible()]


def test_a_key_gives_the_room_to_a_voice_and_escape_returns(window, qtbot):
    assert seen(window) == [P1, P2, TR, NO]
    heights = [roll.height() for roll in window.rolls]
    for voice, key in enumerate(KEYS):
        QTest.keyClick(window, key)
        assert seen(window) == [voice]
        assert window.selection.voice == voice
        assert window.commands[f"focus_{voice}"].isChecked()
    qtbot.waitUntil(lambda: window.rolls[NO].height() > 3 * max(heights))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert seen(window) == [P1, P2, TR, NO]
    assert not any(window.commands[f"focus_{voice}"].isChecked() for voice in range(4))


def test_the_same_key_returns(window):
    before = window.rolls[P2].coordinates
    QTest.keyClick(window, Qt.Key.Key_F2)
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert seen(window) == [P1, P2, TR, NO]
    now = window.rolls[P2].coordinates
    assert (now.lowest, now.pitches) == (before.lowest, before.pitches)


def test_escape_first_chooses_nothing(window):
    window.desk.edit("", lambda score: draw(score, [Note(P1, 0, 4, 60)]))
    QTest.keyClick(window, Qt.Key.Key_F1)
    window.selection.choose_notes((Note(P1, 0, 4, 60),))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert (window.selection.notes, seen(window)) == ((), [P1])


def test_commands_act_on_the_voice_in_focus(window):
    QTest.keyClick(window, Qt.Key.Key_F3)
    QTest.keyClick(window, Qt.Key.Key_M)
    assert window.transport.muted == [False, False, True, False]


def test_how_height_is_shared_is_remembered_without_the_focus(window, tmp_path):
    window.editor.splitter.setSizes([200, 80, 80, 80, 56])
    sizes = window.editor.splitter.sizes()
    QTest.keyClick(window, Qt.Key.Key_F3)
    settings = QSettings(str(tmp_path / "other.ini"), QSettings.Format.IniFormat)
    window.editor.keep(settings)
    assert seen(window) == [P1, P2, TR, NO]
    window.editor.splitter.setSizes([90, 90, 90, 90, 56])
    window.editor.restore(settings)
    assert window.editor.splitter.sizes() == sizes


def test_a_large_roll_shows_all_pitched_voices(window, qtbot):
    window.desk.edit("", lambda score: draw(score, [Note(P1, 0, 4, 80), Note(TR, 0, 4, 40)]))
    qtbot.waitUntil(lambda: len(window.rolls[P1].notes_item.table) == 1)
    QTest.keyClick(window, Qt.Key.Key_F1)
    seen = window.rolls[P1].coordinates
    assert seen.lowest < 40
    assert seen.lowest + seen.pitches > 81
