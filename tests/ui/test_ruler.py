from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nes_composer.ui import theme
from nes_composer.ui.ruler import Ruler

PATTERNS, BARS = 10, 36
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


def test_a_click_on_a_letter_chooses_the_pattern(ruler, desk):
    for row, pattern in ((140.0, 2), (10.0, 0), (250.0, 3)):
        QTest.mouseClick(ruler, Qt.MouseButton.LeftButton, pos=at(ruler, row, PATTERNS))
        assert desk.selection.pattern == pattern


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


def test_the_chosen_pattern_stands_out(ruler, desk):
    def image():
        return ruler.grab().toImage()

    before = image()
    desk.selection.choose_pattern(2)
    after = image()
    changed = [
        row
        for row in (32.0, 96.0, 160.0, 224.0)
        if before.pixel(at(ruler, row, PATTERNS)) != after.pixel(at(ruler, row, PATTERNS))
    ]
    assert changed == [32.0, 160.0]


def test_patterns_are_as_long_as_those_of_the_song(ruler, desk):
    desk.document.open(replace(desk.document.song, rows_per_pattern=128))
    QTest.mouseClick(ruler, Qt.MouseButton.LeftButton, pos=at(ruler, 140.0, PATTERNS))
    assert desk.selection.pattern == 1
    QTest.mouseClick(ruler, Qt.MouseButton.LeftButton, pos=at(ruler, 120.0, PATTERNS))
    assert desk.selection.pattern == 0


CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_ctrl_click_chooses_the_bar_and_a_ctrl_drag_whole_beats(ruler, desk, qtbot):
    with qtbot.assertNotEmitted(ruler.sought):
        drag(ruler, [40.0], CTRL)
        assert desk.selection.rows == (32, 48)
        drag(ruler, [65.0, 90.0, 31.0], CTRL)
        assert desk.selection.rows == (32, 64)
    drag(ruler, [250.0, 900.0], CTRL)
    assert desk.selection.rows == (248, 256)


def test_chosen_rows_are_tinted(ruler, desk):
    before = ruler.grab().toImage()
    desk.selection.choose_rows((64, 128))
    after = ruler.grab().toImage()
    changed = [
        row for row in (30.0, 90.0, 140.0) if before.pixel(at(ruler, row, BARS)) != after.pixel(at(ruler, row, BARS))
    ]
    assert changed == [90.0]
