from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow

from nes_composer.ui import docks


def test_what_is_behind_another_comes_to_the_front_before_it_is_hidden(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    one, other = QDockWidget("one", window), QDockWidget("other", window)
    for dock in (one, other):
        dock.setWidget(QLabel(dock.windowTitle()))
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
    window.tabifyDockWidget(one, other)
    window.resize(400, 300)
    window.show()
    qtbot.waitExposed(window)
    other.raise_()
    qtbot.waitUntil(lambda: one.visibleRegion().isEmpty())
    docks.toggle(one)
    qtbot.waitUntil(lambda: not one.visibleRegion().isEmpty())
    docks.toggle(one)
    assert not one.isVisible()
    docks.toggle(one)
    assert one.isVisible()
