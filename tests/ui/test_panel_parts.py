from PySide6.QtWidgets import QWidget

from nes_composer.ui.panel_parts import caption, line


def test_widgets_stand_side_by_side_and_room_is_left_between_them(qtbot):
    box, first, last = QWidget(), caption("seed"), caption("bars")
    qtbot.addWidget(box)
    box.setLayout(line(first, None, last, right=6))
    box.resize(300, 24)
    box.show()
    qtbot.waitExposed(box)
    assert first.x() == 0
    assert last.geometry().right() == 300 - 6 - 1
    assert first.text() == "seed"
