import pytest
from PySide6.QtGui import QImage, QPainter

from nes_composer.score.keys import Key
from nes_composer.score.score import NO, P1, Score
from nes_composer.ui.coordinates import Coordinates
from nes_composer.ui.lanes import Lanes


@pytest.fixture
def lightness():
    """How light each lane of an octave is, with a key or without."""

    def find(voice, key):
        lanes = Lanes(voice)
        lanes.coordinates, lanes.score, lanes.key = (
            Coordinates(0, 16, 60 if voice == P1 else 1, 12, 160, 240),
            Score.silent(16),
            key,
        )
        image = QImage(160, 240, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        lanes.paint(painter, 0, 160)
        painter.end()
        return [image.pixelColor(5, 240 - 20 * lane - 10).lightnessF() for lane in range(12)]

    return find


def test_lanes_of_the_key_are_brighter_and_the_root_brightest(lightness):
    lanes, key = lightness(P1, Key(2, "minor")), Key(2, "minor")
    inside = {lanes[lane] for lane in range(12) if lane in key.pitch_classes and lane != 2}
    outside = {lanes[lane] for lane in range(12) if lane not in key.pitch_classes}
    assert len(inside) == len(outside) == 1
    assert lanes[2] > max(inside) > max(outside)


def test_without_a_key_white_keys_are_brighter(lightness):
    lanes = lightness(P1, None)
    assert [lane for lane in range(12) if lanes[lane] == min(lanes)] == [1, 3, 6, 8, 10]


def test_the_noise_has_no_key(lightness):
    assert lightness(NO, Key(2, "minor")) == lightness(NO, None)
