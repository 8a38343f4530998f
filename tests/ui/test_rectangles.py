import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from nes_composer.ui.rectangles import Rectangles


def painted(rectangles):
    """Which pixels of 20 by 10 are filled."""
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("white"))
    rectangles.paint(painter)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint32).reshape(10, 20) == 0xFFFFFFFF


def test_each_is_where_its_numbers_say():
    rectangles = Rectangles(2)
    rectangles.sides[0], rectangles.sides[1] = (1, 2, 3, 4), (10, 0, 5, 1)
    expected = np.zeros((10, 20), bool)
    expected[2:6, 1:4] = expected[0, 10:15] = True
    assert np.array_equal(painted(rectangles), expected)


def test_none_are_nothing():
    assert not painted(Rectangles(0)).any()


def test_many_are_painted():
    rectangles = Rectangles(200)
    places = np.arange(200)
    rectangles.sides[:, 0], rectangles.sides[:, 1], rectangles.sides[:, 2:] = places % 20, places // 20, 1
    assert painted(rectangles).all()
