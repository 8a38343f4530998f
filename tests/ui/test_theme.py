from itertools import pairwise

from nes_composer.score.score import MAX_VELOCITY
from nes_composer.ui import theme


def test_the_louder_the_brighter():
    for voice, color in enumerate(theme.VOICES):
        shades = [shade.lightness() for shade in theme.note_colors(voice)]
        assert len(shades) == MAX_VELOCITY + 1
        assert shades == sorted(shades)
        assert theme.note_colors(voice)[MAX_VELOCITY].name() == color.name()


def test_the_quietest_note_stands_out_from_its_lane():
    for voice in range(4):
        assert theme.note_colors(voice)[1].lightness() > theme.LANE_WHITE.lightness() + 25


def test_the_more_surprising_the_brighter_and_the_voice_is_still_known():
    for voice, color in enumerate(theme.VOICES):
        scale = theme.heat_colors(voice)
        assert len(scale) == theme.HEAT_STEPS
        lightness = [0.2126 * c.redF() + 0.7152 * c.greenF() + 0.0722 * c.blueF() for c in scale]
        assert all(b - a > 0.02 for a, b in pairwise(lightness))
        assert scale[theme.HEAT_STEPS // 2] == color
        for shade in scale[: theme.HEAT_STEPS // 2 + 2]:  # nearly white has no hue
            difference = abs(shade.hue() - color.hue())
            assert min(difference, 360 - difference) < 35
