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
