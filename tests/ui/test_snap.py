from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest

from nes_composer.score.score import Score
from nes_composer.score.song import Song
from nes_composer.ui.snap import CHOICES, Snap, SnapButton


@pytest.fixture
def snap(desk, settings):
    return Snap(desk, settings)


def choice(name):
    return next(choice for choice in CHOICES if choice.name == name)


def lines(desk, rows):
    return sorted({desk.grid.nearest(row) for row in range(rows + 1)})


@pytest.mark.parametrize(
    ("name", "expected", "step"),
    [
        ("bar", [0, 16], 16),
        ("beat", [0, 4, 8, 12, 16], 4),
        ("half", [0, 2, 4, 6, 8, 10, 12, 14, 16], 2),
        ("third", [0, 1, 3, 4, 5, 7, 8, 9, 11, 12, 13, 15, 16], 1),
        ("row", list(range(17)), 1),
    ],
)
def test_the_desk_keeps_to_what_is_chosen(desk, snap, name, expected, step):
    snap.choose(choice(name))
    assert lines(desk, 16) == expected
    assert desk.step == step


def test_a_song_of_another_metre_has_other_lines(desk, snap):
    snap.choose(choice("third"))
    assert "4 rows" in snap.explanation
    desk.document.open(Song(replace(Score.silent(64), rows_per_beat=6, beats_per_bar=3)))
    assert lines(desk, 6) == [0, 2, 4, 6]
    assert "2 rows apart" in snap.explanation
    snap.choose(choice("bar"))
    assert lines(desk, 36) == [0, 18, 36]


def test_it_is_remembered(desk, snap, settings):
    snap.choose(choice("half"))
    settings.sync()
    again = Snap(desk, QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert again.choice is choice("half")
    settings.setValue("snap", "nonsense")
    assert Snap(desk, settings).choice is choice("row")


def test_keys_choose_finer_and_coarser_lines_and_the_button_shows_them(window):
    button = window.findChild(SnapButton)
    assert button.text() == "Snap row"
    for _ in range(9):
        QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    assert button.text() == "Snap bar"
    assert window.desk.step == 16
    QTest.keyClick(window, Qt.Key.Key_G)
    QTest.keyClick(window, Qt.Key.Key_G)
    assert button.text() == "Snap ½ beat"
    QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert button.text() == "Snap ⅓ beat"
    assert window.commands["snap_third"].isChecked()
    assert not window.commands["snap_half"].isChecked()
    assert "nearest" in button.toolTip()
    assert button.accessibleName() == "Snap to third of a beat"


def test_the_menu_of_the_button_has_all_choices_and_one_mark(window):
    actions = window.findChild(SnapButton).menu().actions()
    assert len(actions) == len(CHOICES)
    actions[1].trigger()
    assert [action.isChecked() for action in actions] == [False, True, False, False, False]
    actions[1].trigger()
    assert actions[1].isChecked()


def test_a_drawn_note_keeps_to_it(window, make_hand):
    window.commands["snap_beat"].trigger()
    make_hand(window.rolls[0]).drag((5.6, 60), (10.7, 60))
    assert [(n.start, n.length) for n in window.selection.notes] == [(4, 8)]


def test_rows_chosen_in_the_ruler_keep_to_bars_where_those_are_chosen(window):
    def drag(first, last):
        ruler = window.ruler
        places = [QPoint(round(ruler.coordinates.x(float(row))), 10) for row in (first, last)]
        QTest.mousePress(ruler, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, places[0])
        QTest.mouseMove(ruler, places[1])
        QTest.mouseRelease(ruler, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, places[1])
        return window.selection.rows

    assert drag(5, 27) == (4, 28)
    window.commands["snap_bar"].trigger()
    assert drag(5, 27) == (0, 32)


def test_the_button_has_room_for_each_choice(window):
    button = window.findChild(SnapButton)
    for choice in CHOICES:
        window.commands[f"snap_{choice.name}"].trigger()
        assert button.fontMetrics().horizontalAdvance(button.text()) + 28 <= button.width(), choice.name
