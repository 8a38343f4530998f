"""Both looks can be read, by the ratios of WCAG 2, and the voices are told apart by colour-blind people, too."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from nes_composer.ui.colors import contrast, mix
from nes_composer.ui.looks import DARK, INKS, LIGHT

# What each kind of colour-blind person sees, on linear red, green and blue (Machado, Oliveira, Fernandes 2009).
BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
    "none": np.eye(3).tolist(),
}


def linear(color):
    parts = np.array([color.redF(), color.greenF(), color.blueF()])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(color, kind):
    """Return CIE L*a*b* of a colour as a kind of person sees it."""
    seen = np.clip(np.array(BLIND[kind]) @ linear(color), 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(to_xyz @ seen / to_xyz.sum(axis=1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.fixture(params=[DARK, LIGHT], ids=["dark", "light"])
def look(request):
    return request.param


def test_words_are_read_on_every_ground(look):
    grounds = [look.WINDOW, look.PANEL, look.RAISED, look.LANE_WHITE, look.LANE_BLACK]
    for ground in grounds:
        for words in (look.TEXT, look.DIM, look.ERROR, look.ACCENT, *look.VOICES):
            assert contrast(words, ground) >= 4.5, (words.name(), ground.name())


def test_words_are_read_on_what_is_chosen(look):
    for ground in (look.HIGHLIGHT, look.BORDER, mix(look.RAISED, look.ACCENT, 0.22)):
        assert contrast(look.TEXT, ground) >= 4.5
    assert contrast(look.ACCENT, mix(look.RAISED, look.ACCENT, 0.22)) >= 4.5
    for filled in (look.ERROR, look.ACCENT, *look.VOICES):
        assert contrast(look.WINDOW, filled) >= 4.5
    assert contrast(look.KEY_BLACK, look.KEY_WHITE) >= 4.5


def test_what_is_switched_off_is_still_seen(look):
    for ground in (look.WINDOW, look.PANEL, look.RAISED):
        assert 3 <= contrast(look.FAINT, ground) < contrast(look.DIM, ground)


@pytest.mark.parametrize("kind", BLIND)
def test_no_two_voices_look_alike_to_anyone(look, kind):
    seen = [lab(color, kind) for color in look.VOICES]
    for a, b in combinations(range(4), 2):
        assert np.linalg.norm(seen[a] - seen[b]) > 20, (a, b)


def test_a_voice_has_the_same_hue_in_both_looks():
    for dark, light in zip(DARK.VOICES, LIGHT.VOICES, strict=True):
        difference = abs(dark.hslHue() - light.hslHue())
        assert min(difference, 360 - difference) < 20


def test_one_of_the_inks_is_read_on_any_ground():
    for grey in range(256):
        assert max(contrast(ink, QColor(grey, grey, grey)) for ink in INKS) >= 4.5
