"""Windows, rolls, and a hand with a mouse."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from support.processes import FakeAudio, FakeModels

from nes_composer.score.score import P1
from nes_composer.ui import theme
from nes_composer.ui.desk import Desk
from nes_composer.ui.document import Document
from nes_composer.ui.main_window import MainWindow
from nes_composer.ui.piano_roll import PianoRoll
from nes_composer.ui.selection import Selection
from nes_composer.ui.time_view import TimeView


@pytest.fixture(autouse=True)
def dark(qapp):
    """Every test sees what a person sees."""
    if qapp.styleSheet() == "":
        theme.apply(qapp)


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def audio():
    return FakeAudio()


class Windows:
    """A window and the two stand-ins that it talks to."""

    def __init__(self, audio, settings):
        self.audio = audio
        self.window = MainWindow(audio, self._make_models, settings)

    def _make_models(self, on_event):
        self.models = FakeModels(on_event)
        return self.models


@pytest.fixture(autouse=True)
def nothing_is_left(qapp):
    """Take apart what a test has done with, which Qt does when a loop of events begins, and let go of held buttons."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        if button in QGuiApplication.mouseButtons():
            QTest.mouseRelease(QWidget(), button)


@pytest.fixture
def bench(qtbot, audio, settings):
    """A shown window of the default size, with models that are not ready yet."""
    windows = Windows(audio, settings)
    windows.window.resize(1280, 720)
    windows.window.show()
    qtbot.waitExposed(windows.window)
    yield windows
    windows.window.document.mark_saved(windows.window.document.song, Path("kept"))  # closing has nothing to ask
    windows.window.shut_down()
    windows.window.close()
    windows.window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def window(bench):
    return bench.window


@pytest.fixture
def ready(bench, qtbot):
    """The same, with models that are ready."""
    bench.models.become_ready()
    qtbot.waitUntil(lambda: bench.window.latent.ready)
    return bench


class Hand:
    """A mouse on one roll, in rows and pitches."""

    def __init__(self, roll):
        self.roll = roll

    def place(self, row, pitch):
        """The pixel in the middle of a lane, at a row with its fraction."""
        seen = self.roll.coordinates
        return QPoint(round(seen.x(float(row))), round(seen.y(pitch + 0.5)))

    def press(self, row, pitch, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.mouseMove(self.roll.viewport(), self.place(row, pitch))
        QTest.mousePress(self.roll.viewport(), button, modifiers, self.place(row, pitch))

    def move(self, row, pitch):
        QTest.mouseMove(self.roll.viewport(), self.place(row, pitch))

    def release(self, row, pitch, button=Qt.MouseButton.LeftButton):
        QTest.mouseRelease(self.roll.viewport(), button, Qt.KeyboardModifier.NoModifier, self.place(row, pitch))

    def click(self, row, pitch, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier):
        self.press(row, pitch, button, modifiers)
        self.release(row, pitch, button)

    def drag(self, *places, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier):
        """Press at the first place, pass through the others, release at the last."""
        self.press(*places[0], button, modifiers)
        for place in places[1:]:
            self.move(*place)
        self.release(*places[-1], button)

    def wheel(self, row, pitch, notches, modifiers=Qt.KeyboardModifier.NoModifier):
        at = QPointF(self.place(row, pitch))
        event = QWheelEvent(
            at,
            self.roll.viewport().mapToGlobal(at),
            QPoint(),
            QPoint(0, round(120 * notches)),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.roll.viewport(), event)


@pytest.fixture
def desk(audio):
    return Desk(Document(), Selection(), TimeView(), audio.preview)


@pytest.fixture
def roll(qtbot, desk):
    """The roll of P1 over an empty song of four patterns, 64 rows of it and three octaves seen."""
    roll = PianoRoll(P1, desk)
    qtbot.addWidget(roll)
    roll.resize(1024, 400)
    desk.document.song_changed.connect(lambda: roll.set_score(desk.document.score))
    roll.set_score(desk.document.score)
    desk.time.set_length(256)
    desk.time.show_rows(0, 64)
    roll.show_pitches(48, 36)
    roll.show()
    qtbot.waitExposed(roll)
    return roll


@pytest.fixture
def hand(roll):
    return Hand(roll)


@pytest.fixture
def make_models():
    return FakeModels


@pytest.fixture
def make_hand():
    return Hand
