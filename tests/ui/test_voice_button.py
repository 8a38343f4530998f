from PySide6.QtCore import QPoint

from nes_composer.score.score import TR
from nes_composer.ui import theme
from nes_composer.ui.voice_button import VoiceButton


def test_on_it_is_filled_in_the_colour_of_its_voice(qtbot):
    button = VoiceButton(TR)
    qtbot.addWidget(button)
    colors = []
    for on in (False, True):
        button.setChecked(on)
        colors.append(button.grab().toImage().pixelColor(QPoint(button.width() // 2, 4)).name())
    assert colors == [theme.RAISED.name(), theme.VOICES[TR].name()]
    assert button.text() == "TR"
