import numpy as np
import pytest
from PySide6.QtGui import QImage

from nes_composer.ui import theme
from nes_composer.ui.surprise_legend import SurpriseLegend


@pytest.fixture
def legend(qtbot):
    legend = SurpriseLegend()
    qtbot.addWidget(legend)
    return legend


def test_it_shows_the_whole_scale_of_every_voice_from_left_to_right(legend):
    legend.set_shown(True)
    image = legend.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, :, 2::-1].astype(int)
    for voice in range(4):
        scale = [color.getRgb()[:3] for color in theme.heat_colors(voice)]
        places = [np.argwhere((abs(data - color) <= 1).all(axis=2)) for color in scale]
        assert all(len(place) > 15 for place in places)
        # The most surprising is the same for all.
        assert len({place[:, 0].mean() for place in places[:-1]}) == 1
        columns = [place[:, 1].mean() for place in places]
        assert columns == sorted(columns)
    assert "surprising" in legend.toolTip()
    assert legend.accessibleDescription()


def test_it_is_an_empty_corner_while_the_heat_is_off(legend):
    legend.set_shown(True)
    legend.set_shown(False)
    picture = legend.grab().toImage()
    colors = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    assert colors == {theme.PANEL.rgb()}
    assert legend.toolTip() == ""
