from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nes_composer.score.locks import Locks
from nes_composer.ui import theme
from nes_composer.ui.ruler import Ruler

BARS = 14
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def ruler(qtbot, desk):
    ruler = Ruler(desk)
    qtbot.addWidget(ruler)
    ruler.resize(1024, theme.RULER_HEIGHT)
    desk.time.set_length(256)
    desk.time.show_rows(0, 256)
    ruler.show()
    return ruler


def at(ruler, row, y):
    return QPoint(round(ruler.coordinates.x(row)), y)


def drag(ruler, rows, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.mousePress(ruler, Qt.MouseButton.LeftButton, modifiers, at(ruler, rows[0], BARS))
    for row in rows[1:]:
        QTest.mouseMove(ruler, at(ruler, row, BARS))
    QTest.mouseRelease(ruler, Qt.MouseButton.LeftButton, modifiers, at(ruler, rows[-1], BARS))


def test_a_drag_over_the_bars_seeks(ruler):
    sought = []
    ruler.sought.connect(sought.append)
    drag(ruler, [100.5, 120.5, -50.0, 400.0])
    assert sought == [100, 120, 0, 255]


@pytest.mark.parametrize("rows", [[31.0, 40.0, 65.0], [65.0, 50.0, 31.0]])
def test_a_shift_drag_makes_a_loop_of_whole_beats(ruler, rows):
    loops = []
    ruler.loop_drawn.connect(lambda *loop: loops.append(loop))
    drag(ruler, rows, SHIFT)
    assert loops[-1] == (32, 64)


def test_a_shift_click_makes_no_loop(ruler, qtbot):
    with qtbot.assertNotEmitted(ruler.loop_drawn), qtbot.assertNotEmitted(ruler.sought):
        drag(ruler, [40.0], SHIFT)


CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_ctrl_click_chooses_the_bar_and_a_ctrl_drag_whole_beats(ruler, desk, qtbot):
    with qtbot.assertNotEmitted(ruler.sought):
        drag(ruler, [40.0], CTRL)
        assert desk.selection.rows == (32, 48)
        drag(ruler, [65.0, 90.0, 31.0], CTRL)
        assert desk.selection.rows == (32, 64)
    drag(ruler, [249.0, 900.0], CTRL)
    assert desk.selection.rows == (248, 256)


def test_chosen_rows_are_tinted(ruler, desk):
    before = ruler.grab().toImage()
    desk.selection.choose_rows((64, 128))
    after = ruler.grab().toImage()
    changed = [
        row for row in (30.0, 90.0, 140.0) if before.pixel(at(ruler, row, BARS)) != after.pixel(at(ruler, row, BARS))
    ]
    assert changed == [90.0]


def test_a_right_click_asks_for_the_lock_of_the_bar(ruler, desk, qtbot):
    asked = []
    ruler.bar_lock_clicked.connect(asked.append)
    for row in (3.0, 40.0, 255.5):
        QTest.mouseClick(ruler, Qt.MouseButton.RightButton, pos=at(ruler, row, BARS))
    assert asked == [0, 2, 15]


def test_locked_bars_are_marked(ruler, desk):
    before = ruler.grab().toImage()
    desk.document.annotate(lambda song: replace(song, locks=Locks(bars=frozenset({2}))))
    after = ruler.grab().toImage()
    bottom = ruler.height() - 1
    changed = [
        row for row in (20.0, 40.0, 60.0) if before.pixel(at(ruler, row, bottom)) != after.pixel(at(ruler, row, bottom))
    ]
    assert changed == [40.0]
