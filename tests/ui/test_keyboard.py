import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nes_composer.score.score import NO, P1
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
