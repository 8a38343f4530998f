import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from nes_composer.ui import icons, theme

ALL = [icons.to_start, icons.play, icons.stop, icons.loop, icons.dice, icons.speaker, icons.window]


def looks_of(icon, qapp):
    images = []
    for look in (theme.LIGHT, theme.DARK):
        theme.apply(qapp, look)
        images.append(icon.pixmap(QSize(36, 36), 1.0).toImage())
    return images


@pytest.mark.parametrize("make", ALL)
def test_an_icon_that_is_kept_follows_the_look(make, qapp):
    light, dark = looks_of(make(), qapp)
    assert light != dark


@pytest.mark.parametrize("make", ALL)
def test_an_icon_fills_its_place_at_every_size(make):
    for side in (18, 20, 54):
        image = make().pixmap(QSize(side, side), 1.0).toImage()
        inked = [(x, y) for x in range(side) for y in range(side) if image.pixelColor(x, y).alpha() > 40]
        for axis in range(2):
            places = [place[axis] for place in inked]
            assert max(places) - min(places) > side * 0.4
            assert (min(places) + max(places)) / 2 == pytest.approx(side / 2, abs=side * 0.15)


def test_what_cannot_be_done_is_fainter():
    icon = icons.play()
    on, off = (icon.pixmap(QSize(18, 18), 1.0, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled))
    assert off.pixelColor(8, 9).alpha() < on.pixelColor(8, 9).alpha()


def test_locked_and_unlocked_are_told_apart():
    assert icons.lock(True).pixmap(18, 18).toImage() != icons.lock(False).pixmap(18, 18).toImage()
