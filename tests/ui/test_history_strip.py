import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from nes_composer.score.score import P1, P2, Score
from nes_composer.score.song import Origin, Song
from nes_composer.ui import theme
from nes_composer.ui.history import Entry, Generation
from nes_composer.ui.history_strip import HistoryStrip


class FakeHistory(QObject):
    """Entries that a test puts there."""

    changed = Signal()

    def __init__(self):
        super().__init__()
        self.entries, self.restores, self.reads = [], [], 0

    def show(self, entries):
        self.entries = entries
        self.changed.emit()

    def restore(self, entry):
        self.restores.append(entry)

    def restored(self, song, entry):
        return Song(entry.generation.rows)

    def read_older(self):
        self.reads += 1


@pytest.fixture
def history():
    return FakeHistory()


@pytest.fixture
def heard():
    """What was auditioned, the latest last."""
    return []


@pytest.fixture
def strip(qtbot, history, heard):
    strip = HistoryStrip(history, heard.append)
    qtbot.addWidget(strip)
    strip.resize(600, 120)
    strip.show()
    qtbot.waitExposed(strip)
    QAbstractItemModelTester(strip.model(), QAbstractItemModelTester.FailureReportingMode.Warning, strip)
    return strip


@pytest.fixture
def make(melody):
    def entry(number, **changes):
        made = Generation(
            Origin("Random", "tiny 01", number, (("temperature", 0.9),)), 0, melody.score, (P1, P2), (0.5,)
        )
        return Entry(1.6e9 + number, dataclasses.replace(made, **changes))

    return entry


def middle(strip, row):
    return strip.visualRect(strip.model().index(row)).center()


def seeds(strip):
    model = strip.model()
    return [model.entry(model.index(row)).generation.origin.seed for row in range(model.rowCount())]


def colors(strip):
    image = strip.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return {tuple(int(c) for c in color) for color in np.unique(data[:, :, 2::-1].reshape(-1, 3), axis=0)}


def test_a_click_restores_what_is_under_it(strip, history, make):
    history.show([make(2), make(1), make(0)])
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(strip, 1))
    assert history.restores == [history.entries[1]]


def test_keys_go_along_the_strip_and_restore(strip, history, make):
    history.show([make(2), make(1), make(0)])
    strip.setFocus()
    strip.setCurrentIndex(strip.model().index(0))
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Return)
    assert history.restores == [history.entries[2]]


def test_the_mouse_at_rest_lets_an_entry_be_heard_until_it_leaves(strip, history, heard, make, qtbot):
    history.show([make(2), make(1)])
    strip._rest.setInterval(20)
    QTest.mouseMove(strip.viewport(), middle(strip, 0))
    QTest.mouseMove(strip.viewport(), middle(strip, 1))
    qtbot.waitUntil(lambda: len(heard) > 0 and heard[-1] is not None)
    assert heard[-1](Song(Score.silent(1))).score == history.entries[1].generation.rows
    QTest.mouseMove(strip.viewport(), QPoint(590, 5))
    qtbot.waitUntil(lambda: heard[-1] is None)
    with qtbot.assertNotEmitted(strip._rest.timeout, wait=60):
        pass


def test_new_entries_come_at_the_left_others_stay_chosen(strip, history, make):
    one, two, three, four = (make(number) for number in range(4))
    history.show([one])
    strip.setCurrentIndex(strip.model().index(0))
    history.show([two, one])
    assert strip.currentIndex().row() == 1
    history.show([three, one])
    history.show([four, three, one])
    assert seeds(strip) == [3, 2, 0]
    assert strip.currentIndex().row() == 2
    history.show([make(9), one])
    assert seeds(strip) == [9, 0]
    assert strip.currentIndex().row() == 1


def test_older_entries_are_asked_for_at_the_end_and_come_there(strip, history, make):
    history.show([make(number) for number in range(20, 0, -1)])
    QApplication.processEvents()
    assert history.reads == 0
    strip.setCurrentIndex(strip.model().index(3))
    bar = strip.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert history.reads == 1
    history.show([*history.entries, make(0)])
    assert seeds(strip)[-2:] == [1, 0]
    assert strip.currentIndex().row() == 3


def test_an_entry_is_a_picture_of_its_voices(strip, history, make):
    history.show([make(0)])
    seen = colors(strip)
    assert theme.VOICES[P1].getRgb()[:3] in seen
    assert theme.VOICES[2].getRgb()[:3] not in seen


def test_a_replaced_entry_is_painted_anew(strip, history, make, qtbot):
    history.show([make(1), make(0)])
    assert theme.VOICES[P1].getRgb()[:3] in colors(strip)
    silent = {"rows": Score.silent(64)}
    with qtbot.waitSignal(strip.model().dataChanged) as told:
        history.show([make(2, **silent), make(1, **silent), make(0, **silent)])
    assert [index.row() for index in told.args[:2]] == [1, 2]
    assert theme.VOICES[P1].getRgb()[:3] not in colors(strip)


def test_old_entries_that_are_let_go_leave_the_others_where_they_are(strip, history, make, qtbot):
    history.show([make(number) for number in range(20, 0, -1)])
    strip.setCurrentIndex(strip.model().index(3))
    with qtbot.waitSignal(strip.model().rowsRemoved) as told:
        history.show(history.entries[:12])
    assert told.args[1:] == [12, 19]
    assert seeds(strip) == list(range(20, 8, -1))
    assert strip.currentIndex().row() == 3


def test_an_entry_tells_all_that_is_known_of_it(strip, history, make):
    history.show([make(7, origin=Origin("A <b>", "tiny 01", 7, (("temperature", 0.9), ("key", "C minor"))))])
    index = strip.model().index(0)
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    for part in (
        "A &lt;b&gt;",
        "2020-09-13",
        "tiny",
        "seed 7",
        "temperature 0.9",
        "key C minor",
        "64 rows of P1, P2",
        "Click",
    ):
        assert part in tip
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("A <b>, seed 7, ")
    history.show([make(7, origin=Origin("Random", "tiny 01", 7, (("take", "2"),)))])
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("Random · take 2, seed 7, ")


def test_an_empty_strip_says_what_will_be_there(strip, history, make):
    empty = strip.viewport().grab().toImage()
    history.show([make(0)])
    history.show([])
    assert strip.viewport().grab().toImage() == empty
    assert len({empty.pixel(x, y) for x in range(200, 400) for y in range(20, 80)}) > 1


def test_in_the_window_f11_shows_it_at_the_bottom_and_a_click_is_one_undo_step(ready, qtbot, make):
    window = ready.window
    assert not window.history_dock.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.history_dock.isVisible)
    assert window.dockWidgetArea(window.history_dock) == Qt.DockWidgetArea.BottomDockWidgetArea
    assert window.history_dock.geometry().right() < window.latent_panel.mapTo(window, QPoint()).x()
    before = window.document.song
    window.history.add(make(7).generation)
    QApplication.processEvents()
    strip = window.history_strip
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(strip, 0))
    assert window.document.score.pitch[:64, P1].tolist() == make(7).generation.rows.pitch[:, P1].tolist()
    assert window.document.undo_text == "Restore Random (seed 7)"
    window.document.undo()
    assert window.document.song is before
    window.commands["history"].trigger()
    assert not window.history_dock.isVisible()


def test_behind_another_tab_it_is_brought_to_the_front(bench, qtbot):
    window = bench.window
    window.commands["history"].trigger()
    window.commands["map"].trigger()
    qtbot.waitUntil(lambda: window.history_dock.visibleRegion().isEmpty())
    window.commands["history"].trigger()
    qtbot.waitUntil(lambda: not window.history_dock.visibleRegion().isEmpty())
    window.commands["history"].trigger()
    assert not window.history_dock.isVisible()
    qtbot.waitUntil(lambda: not window.map_dock.visibleRegion().isEmpty())
