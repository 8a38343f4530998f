from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from nes_composer.ui.first_paint import FirstPaint


class Painted(QLabel):
    """Counts how often it was painted."""

    times = 0

    def paintEvent(self, event):
        super().paintEvent(event)
        self.times += 1


def test_it_comes_once_and_after_all_was_painted(qtbot):
    window, seen = QWidget(), []
    inner = Painted("here", window)
    qtbot.addWidget(window)
    FirstPaint(window, lambda: seen.append(inner.times))
    QCoreApplication.processEvents()
    assert seen == []
    window.show()
    qtbot.waitUntil(lambda: bool(seen))
    window.update()
    inner.update()
    qtbot.waitUntil(lambda: inner.times > seen[0])
    QCoreApplication.processEvents()
    assert len(seen) == 1
    assert seen[0] >= 1


def test_what_is_never_seen_is_never_waited_for(qtbot):
    window, seen = QWidget(), []
    qtbot.addWidget(window)
    FirstPaint(window, lambda: seen.append(True))
    qtbot.wait(20)
    assert seen == []
