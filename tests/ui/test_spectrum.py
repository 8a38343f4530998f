import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from nes_composer.ui import theme
from nes_composer.ui.spectrum_analysis import FLOOR, frequency_at, place_of


@pytest.fixture
def spectrum(window):
    window.commands["spectrum"].trigger()
    spectrum = window.sound_views.spectrum
    spectrum._timer.stop()  # the test looks
    return spectrum


def play(audio, frequency):
    audio.taps.write_sound(
        np.sin(2 * np.pi * frequency / 48_000 * np.arange(4096)).astype(np.float32) * np.float32(0.5)
    )


def test_samples_are_written_only_while_it_is_seen(window, audio):
    spectrum = window.sound_views.spectrum
    assert not audio.taps.sound_wanted
    assert not spectrum._timer.isActive()
    window.commands["spectrum"].trigger()
    assert audio.taps.sound_wanted
    assert spectrum._timer.isActive()
    assert 30 <= spectrum._timer.interval() <= 50
    window.commands["spectrum"].trigger()
    assert not audio.taps.sound_wanted
    assert not spectrum._timer.isActive()


def test_the_peak_is_where_the_pitch_is(window, audio, spectrum):
    play(audio, 880)
    spectrum.look()
    assert spectrum.peak == pytest.approx(880, rel=0.01)
    assert len(spectrum.levels) == spectrum.width() // 2
    assert frequency_at(np.argmax(spectrum.levels) / len(spectrum.levels)) == pytest.approx(880, rel=0.03)
    picture = spectrum.grab().toImage()
    x = round(place_of(880) * spectrum.width())
    column = [picture.pixelColor(x, y).rgb() for y in range(20, spectrum.height() - 20)]
    beside = [picture.pixelColor(x + 200, y).rgb() for y in range(20, spectrum.height() - 20)]
    ground = theme.LANE_BLACK.rgb()
    assert sum(c != ground for c in column) > 2 * sum(c != ground for c in beside)


def test_it_rises_at_once_and_falls_slowly(audio, spectrum):
    play(audio, 880)
    spectrum.look()
    highest = [spectrum.levels.max()]
    audio.taps.write_sound(np.zeros(4096, np.float32))
    while spectrum.levels.max() > FLOOR:
        spectrum.look()
        highest.append(spectrum.levels.max())
    assert highest == sorted(highest, reverse=True)
    assert len(highest) > 10
    assert spectrum.peak is None


def test_the_mouse_says_which_pitch_is_where(audio, spectrum):
    at = QPoint(round(place_of(440) * spectrum.width()), 30)
    before = spectrum.grab().toImage()
    QTest.mouseMove(spectrum, at)
    assert spectrum.grab().toImage() != before
