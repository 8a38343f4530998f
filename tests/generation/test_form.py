import numpy as np

from nes_composer.generation.form import points
from nes_composer.models.inference import LatentComposer


def test_points_form_a_theme_its_repeat_a_bridge_and_the_theme_again(tiny_checkpoint):
    axes = LatentComposer(tiny_checkpoint).axes
    theme, again, bridge, last = points(axes, np.random.default_rng(3), 4)
    apart = [np.linalg.norm(axes.values(point) - axes.values(theme)) for point in (again, bridge, last)]
    assert 0 < apart[0] < apart[1]
    assert 0 < apart[2] < apart[1]
    assert len(points(axes, np.random.default_rng(3), 7)) == 7
    assert np.array_equal(points(axes, np.random.default_rng(3), 7)[2], bridge)
