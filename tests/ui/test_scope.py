import numpy as np
import pytest

from nes_composer.score.score import P1, TR
from nes_composer.ui import theme
from nes_composer.ui.scope import columns
from nes_composer.ui.scope_trace import LOOK_BACK


def square(count, taps, shift=0, volume=15):
    return (np.arange(shift, shift + count) % taps < taps // 2) * np.uint8(volume)


def play(audio, count, taps, volume=15, voice=P1):
    """The next so many levels of a voice are a square wave."""
    written = audio.taps._block.levels_written
    levels = np.zeros((count, 4), np.uint8)
    levels[:, voice] = square(count, taps, written, volume)
    audio.taps.write_levels(levels)


def look(window, times=3):
    for _ in range(times):
        window.transport.poll()


def picture(scope):
    return scope.grab().toImage()


def seen(image, color):
    return sum(image.pixelColor(x, y).rgb() == color.rgb() for x in range(image.width()) for y in range(image.height()))


def test_a_steady_tone_gives_the_same_picture_at_each_look(window, audio):
    scope = window.strips[P1].scope
    for _ in range(20):
        play(audio, 933, 128)
        look(window)
    before = picture(scope)
    for count in (933, 1000, 1001, 77, 5000):
        play(audio, count, 128)
        look(window)
        assert picture(scope) == before
    play(audio, 8000, 128, volume=5)
    look(window)
    assert picture(scope) != before


def test_it_fits_a_strip_and_leaves_the_rest_room(window):
    for strip in window.strips:
        assert strip.scope.height() > 20
        assert not strip.scope.geometry().intersects(strip.preset.geometry())
        assert strip.rect().contains(strip.scope.geometry())


def test_a_muted_voice_is_seen_in_grey(window, audio):
    scope = window.strips[P1].scope
    play(audio, LOOK_BACK, 256)
    look(window)
    assert seen(picture(scope), theme.FAINT) == 0
    window.strips[P1].mute.click()
    look(window)
    assert scope.shown.any()
    assert seen(picture(scope), theme.VOICES[P1]) == 0
    assert seen(picture(scope), theme.FAINT) > 20


def test_voices_are_not_mixed_up(window, audio):
    play(audio, LOOK_BACK, 256, voice=TR)
    look(window)
    assert window.strips[TR].scope.shown.any()
    assert not window.strips[P1].scope.shown.any()


@pytest.mark.parametrize("count", [1, 7, 64, 300])
def test_columns_miss_no_level(count):
    levels = np.zeros(128, np.uint8)
    levels[77], levels[30] = 15, 3
    low, high = columns(levels, count)
    assert len(low) == len(high) == count
    assert low.min() == 0
    assert high.max() == 15


def test_columns_are_joined():
    """The line of each column reaches the one before it, so that an edge is upright."""
    low, high = columns(square(128, 128), 64)
    assert (low[1:] <= high[:-1]).all()
    assert (high[1:] >= low[:-1]).all()
