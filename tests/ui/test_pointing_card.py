import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from nes_composer.ui import theme
from nes_composer.ui.pointing_card import PointingCard


@pytest.fixture
def over(qtbot):
    """A window with a card, and two things to point at: one on each side."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 500)
    window.inner = QWidget(window)
    window.inner.setGeometry(0, 50, 900, 400)
    window.left, window.right = QPushButton("left", window.inner), QPushButton("right", window.inner)
    window.left.setGeometry(20, 100, 200, 60)
    window.right.setGeometry(700, 200, 150, 20)
    window.card = PointingCard(window)
    window.card.say(0, (False, False, False), "Do this", "With the mouse, or with a key, as you like it best.")
    window.show()
    qtbot.waitExposed(window)
    return window


def show(over, target, leftwards):
    over.card.point_at(target, leftwards)
    over.card.show()


def place(over, widget):
    return QRect(widget.mapTo(over, QPoint()), widget.size())


def test_it_lies_beside_what_it_points_at(over):
    show(over, over.right, leftwards=False)
    assert over.card.geometry().right() == place(over, over.right).left() - 1
    show(over, over.left, leftwards=True)
    assert over.card.geometry().left() == place(over, over.left).right() + 1


@pytest.mark.parametrize("side", ["left", "right"])
def test_its_arrow_is_at_the_height_of_that(over, side):
    target = getattr(over, side)
    show(over, target, leftwards=side == "left")
    image = over.card.grab().toImage()
    edge = 6 if side == "left" else image.width() - 7
    column = [image.pixelColor(edge, y) for y in range(image.height())]
    tip = [y for y, color in enumerate(column) if color == theme.RAISED]
    assert tip, "there is an arrow"
    assert abs(over.card.y() + sum(tip) / len(tip) - place(over, target).center().y()) < 2


def test_it_goes_where_that_goes(over, qtbot):
    show(over, over.right, leftwards=False)
    before = over.card.pos()
    over.inner.move(over.inner.pos() + QPoint(-30, 40))
    qtbot.waitUntil(lambda: over.card.pos() == before + QPoint(-30, 40))
    over.right.move(over.right.pos() + QPoint(10, 0))
    qtbot.waitUntil(lambda: over.card.pos() == before + QPoint(-20, 40))


def test_it_stays_within_the_window(over):
    for corner in (QPoint(0, 0), QPoint(750, 380)):
        over.right.move(corner)
        for leftwards in (True, False):
            show(over, over.right, leftwards)
            assert over.rect().contains(over.card.geometry())


def test_without_anything_to_point_at_it_has_no_arrow_and_is_at_the_bottom(over, qtbot):
    show(over, over.right, leftwards=False)
    over.right.hide()
    qtbot.waitUntil(lambda: over.card.geometry().top() > over.height() / 2)
    image = over.card.grab().toImage()
    ends = [image.pixelColor(x, y) for x in (6, image.width() - 7) for y in range(image.height())]
    assert theme.RAISED not in ends
    assert over.rect().contains(over.card.geometry())


def test_it_tells_what_to_do_to_those_who_do_not_see_it(over):
    over.card.say(1, (True, False, False), "Do that", "Like this.")
    assert over.card.accessibleName() == "First steps, 2 of 3: Do that"
    assert over.card.accessibleDescription() == "Like this."
    over.card.say(1, (True, True, False), "Do that", "Like this.")
    assert over.card.title.text() == "✓ Do that"


def test_it_takes_the_keys_from_nobody(over):
    show(over, over.right, leftwards=False)
    over.left.setFocus()
    QTest.mouseClick(over.card.on, Qt.MouseButton.LeftButton)
    QTest.mouseClick(over.card, Qt.MouseButton.LeftButton)
    assert over.left.hasFocus()


def test_all_of_its_words_are_seen(over):
    over.card.say(0, (False, False, False), "A title of some words", "word " * 60)
    show(over, over.right, leftwards=False)
    text = over.card.text
    assert text.height() >= text.heightForWidth(text.width())
    assert over.card.rect().contains(over.card.on.geometry())


@pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT])
def test_it_has_the_colours_of_the_look(over, qapp, look):
    theme.apply(qapp, look)
    show(over, over.right, leftwards=False)
    image = over.card.grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    assert look.RAISED.name() in colors
    assert theme.contrast(look.ACCENT, look.RAISED) >= 4.5
    assert theme.contrast(look.TEXT, look.RAISED) >= 4.5
    theme.apply(qapp, theme.DARK)


def test_put_away_it_follows_nothing(over, qtbot):
    show(over, over.right, leftwards=False)
    over.card.put_away()
    assert not over.card.isVisible()
    before = over.card.pos()
    over.right.move(0, 0)
    qtbot.wait(100)
    assert over.card.pos() == before


def test_a_program_may_end_while_it_is_shown():
    code = (
        "from PySide6.QtWidgets import QApplication, QLabel, QMainWindow\n"
        "from nes_composer.ui.pointing_card import PointingCard\n"
        "app, window, label = QApplication([]), QMainWindow(), QLabel('here')\n"
        "window.setCentralWidget(label)\n"
        "card = PointingCard(window)\n"
        "window.show()\n"
        "card.point_at(label, True)\n"
        "card.show()\n"
        "app.processEvents()\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
