import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from support.gestures import Mouse

from nes_composer.score.keys import Key
from nes_composer.score.score import NO, P1
from nes_composer.ui import theme
from nes_composer.ui.coordinates import Coordinates
from nes_composer.ui.keyboard import Keyboard


@pytest.mark.parametrize(("voice", "lowest", "pitch"), [(P1, 48, 53), (NO, 1, 6)])
def test_a_pressed_key_sounds(qtbot, desk, audio, voice, lowest, pitch):
    keyboard = Keyboard(voice, desk)
    qtbot.addWidget(keyboard)
    keyboard.resize(40, 160)
    keyboard.set_coordinates(Coordinates(0, 64, lowest, 16, 640, 160))
    keyboard.show()
    QTest.mouseClick(keyboard, Qt.MouseButton.LeftButton, pos=QPoint(10, 160 - (pitch - lowest) * 10 - 5))
    assert [p[:2] for p in audio.previews] == [(voice, pitch)]
    assert desk.selection.voice == voice


@pytest.fixture
def keyboard(qtbot, desk):
    keyboard = Keyboard(P1, desk)
    qtbot.addWidget(keyboard)
    keyboard.resize(40, 160)
    keyboard.set_coordinates(Coordinates(0, 64, 48, 16, 640, 160))
    keyboard.show()
    return keyboard


def key(pitch):
    return QPointF(10, 160 - (pitch - 48) * 10 - 5)


def test_a_drag_sounds_each_key_once(keyboard, audio):
    Mouse(keyboard).drag(key(50), key(50), key(51), key(53), key(50))
    assert [pitch for _, pitch, _, _ in audio.previews] == [50, 51, 53, 50]


def test_without_a_press_no_key_sounds(keyboard, audio):
    Mouse(keyboard).move(key(50), Qt.MouseButton.NoButton)
    Mouse(keyboard).drag(key(50), button=Qt.MouseButton.RightButton)
    assert audio.previews == []


def test_the_root_of_the_highlighted_key_is_marked(keyboard, desk):
    def color(pitch):
        return keyboard.grab().toImage().pixelColor(1, int(key(pitch).y()))

    before = color(50)
    desk.highlight.choose(Key(2, "minor"))
    assert color(50) == theme.VOICES[P1] != before
    assert color(52) == before


def test_a_name_fits_beside_the_black_keys(keyboard):
    image, y = keyboard.grab().toImage(), int(key(54).y())
    black = sum(image.pixelColor(x, y) == theme.KEY_BLACK for x in range(keyboard.width()))
    name = QFontMetrics(theme.font(9, bold=True)).horizontalAdvance("C4")
    assert 0 < black <= keyboard.width() - 4 - name
