import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nes_composer.score.score import TR


def click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def audible(audio):
    return [message[1] for message in audio.told if message[0] == "audible"][-1]


def test_mute_and_solo(window, audio):
    strips = window.strips
    click(strips[1].mute)
    assert audible(audio) == (True, False, True, True)
    click(strips[TR].solo)
    assert audible(audio) == (False, False, True, False)
    click(strips[TR].solo)
    click(strips[1].mute)
    assert audible(audio) == (True, True, True, True)


def test_keys_mute_and_solo_the_voice_in_focus(window, audio):
    QTest.mouseClick(window.strips[TR], Qt.MouseButton.LeftButton, pos=QPoint(20, 60))
    assert window.selection.voice == TR
    window.commands["mute"].trigger()
    assert audible(audio) == (True, True, False, True)
    assert window.strips[TR].mute.isChecked()
    window.commands["mute"].trigger()
    window.commands["solo"].trigger()
    assert window.strips[TR].solo.isChecked()
    assert audible(audio) == (False, False, True, False)


def test_the_meter_jumps_up_and_falls_slowly(window, audio):
    strip = window.strips[0]
    audio.hear(levels=(0.8, 0.0, 0.0, 0.0))
    window.transport.poll()
    assert strip.level == pytest.approx(0.8)
    falling = [strip.level]
    while strip.level > 0:
        audio.hear(levels=(0.0, 0.0, 0.0, 0.0), row=window.transport.row + 0.1)
        window.transport.poll()
        falling.append(strip.level)
    assert falling == sorted(falling, reverse=True)
    assert len(falling) > 10


def test_the_meter_falls_although_nothing_new_is_reported(window, audio):
    strip = window.strips[TR]
    audio.hear(levels=(0.0, 0.0, 1.0, 0.0))
    window.transport.poll()
    audio.hear(levels=(0.0, 0.0, 0.0, 0.0))
    for _ in range(60):
        window.transport.poll()
    assert strip.level == 0
