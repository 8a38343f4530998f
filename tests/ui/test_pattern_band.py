from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1
from nes_composer.ui import pattern_band
from nes_composer.ui.inline_edit import InlineEdit
from nes_composer.ui.pattern_band import PatternBand

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def band(qtbot, desk):
    """Over a song of four patterns."""
    band = PatternBand(desk)
    qtbot.addWidget(band)
    band.resize(1024, pattern_band.HEIGHT)
    desk.time.set_length(256)
    desk.time.show_rows(0, 256)
    band.show()
    return band


def middle(band, pattern):
    return band.block(pattern).center().toPoint()


def click(band, pattern, modifiers=NONE, button=LEFT):
    QTest.mouseClick(band, button, modifiers, middle(band, pattern))


def test_a_click_chooses_the_pattern(band, desk):
    for pattern in (2, 0, 3):
        click(band, pattern)
        assert desk.selection.patterns == (pattern,)


def test_shift_chooses_up_to_it_and_ctrl_one_more_or_less(band, desk):
    click(band, 1)
    click(band, 3, SHIFT)
    assert (desk.selection.patterns, desk.selection.pattern) == ((1, 2, 3), 1)
    click(band, 2, CTRL)
    assert desk.selection.patterns == (1, 3)
    click(band, 0, CTRL)
    assert (desk.selection.patterns, desk.selection.pattern) == ((0, 1, 3), 0)
    click(band, 1)
    assert desk.selection.patterns == (1,)


def test_the_last_one_stays_chosen(band, desk):
    click(band, 2)
    click(band, 2, CTRL)
    assert desk.selection.patterns == (2,)


@pytest.mark.parametrize(("start", "end", "place"), [(0, 2.9, 3), (3, -0.2, 0), (1, 9.0, 4)])
def test_a_drag_asks_for_the_place_it_ends_at(band, desk, start, end, place):
    dropped = []
    band.dropped.connect(dropped.append)
    y = band.height() // 2
    QTest.mousePress(band, LEFT, pos=middle(band, start))
    for share in (0.3, 0.6, 1.0):
        x = (1 - share) * middle(band, start).x() + share * band.coordinates.x(end * 64)
        QTest.mouseMove(band, QPoint(round(x), y))
    QTest.mouseRelease(band, LEFT, pos=QPoint(round(band.coordinates.x(end * 64)), y))
    assert dropped == [place]
    assert desk.selection.patterns == (start,)


def test_a_drag_of_several_keeps_them_chosen(band, desk):
    click(band, 0)
    click(band, 1, SHIFT)
    QTest.mousePress(band, LEFT, pos=middle(band, 1))
    QTest.mouseMove(band, middle(band, 3))
    QTest.mouseRelease(band, LEFT, pos=middle(band, 3))
    assert desk.selection.patterns == (0, 1)


def name(band, pattern, keys, end):
    QTest.mouseDClick(band, LEFT, pos=middle(band, pattern))
    (editor,) = (e for e in band.findChildren(InlineEdit) if e.isVisible())
    QTest.keyClicks(editor, keys)
    QTest.keyClick(editor, end)
    QApplication.processEvents()


def test_a_double_click_names_it(band):
    named = []
    band.renamed.connect(lambda *told: named.append(told))
    name(band, 2, "bridge", Qt.Key.Key_Return)
    assert named == [(2, "bridge")]
    name(band, 1, "no", Qt.Key.Key_Escape)
    assert named == [(2, "bridge")]


def test_a_right_click_chooses_and_asks_for_the_menu(band, desk):
    wanted = []
    band.menu_wanted.connect(wanted.append)
    click(band, 2, button=RIGHT)
    at = middle(band, 2)
    QApplication.sendEvent(band, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, band.mapToGlobal(at)))
    assert desk.selection.patterns == (2,)
    assert wanted == [band.mapToGlobal(at)]


def test_what_is_chosen_stands_out(band, desk):
    before = band.grab().toImage()
    click(band, 2)
    after = band.grab().toImage()
    spots = [band.block(pattern).center().toPoint() for pattern in range(4)]
    assert [before.pixel(spot) != after.pixel(spot) for spot in spots] == [True, False, True, False]


def test_what_is_in_a_pattern_is_seen_in_it(band, desk):
    before = band.grab().toImage()
    desk.edit("Draw", lambda score: draw(score, [Note(P1, 70, 40, 72)]))
    after = band.grab().toImage()
    changed = {
        x for x in range(before.width()) for y in range(before.height()) if before.pixel(x, y) != after.pixel(x, y)
    }
    block = band.block(1)
    assert changed
    assert min(changed) >= block.left()
    assert max(changed) <= block.left() + block.width() * 46 / 64 + 2


def test_patterns_are_as_long_as_those_of_the_song(band, desk):
    desk.document.open(replace(desk.document.song, rows_per_pattern=128))
    click(band, 1)
    assert desk.selection.pattern == 1
    assert band.block(1).center() == QPointF(768.0, band.block(0).center().y())
